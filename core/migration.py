"""Brings a database to the newest revision of migrations/."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Engine

SCRIPTS = Path(__file__).parent.parent / "migrations"


def upgrade(engine: Engine) -> None:
    """Run every migration that this database has not seen; does nothing when it is up to date."""
    command.upgrade(configuration(engine), "head")


def configuration(engine: Engine) -> Config:
    """Alembic's configuration for `engine`; the engine itself is handed over, so that no URL is printed."""
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS))
    config.attributes["engine"] = engine
    return config
