"""The assistant's two processes, Rasa and its action server, in the bot's own Python."""

from pathlib import Path
from urllib.parse import urlsplit

from core import private
from core.keys import Keys
from core.settings import Settings
from demo.processes import Service

BOT = Path(__file__).parent.parent / "bot"
MODEL = BOT / "models" / "rapport.tar.gz"
PYTHON = BOT / ".venv" / "bin" / "python"


def installed() -> bool:
    """Whether the bot's environment and its trained model are there."""
    return PYTHON.exists() and MODEL.exists()


def services(settings: Settings, keys: Keys) -> tuple[Service, Service]:
    """The action server and Rasa, at the addresses that the settings give them."""
    address = urlsplit(settings.assistant_url)
    host, port = address.hostname or "127.0.0.1", address.port or 80
    acting = urlsplit(settings.actions_url)
    actions_host, actions_port = acting.hostname or host, acting.port or 80
    private.folder(settings.tracker_folder)
    environment = {
        "RAPPORT_API_URL": settings.public_url,
        "RAPPORT_SECRET_KEY": keys.secret,
        "RAPPORT_CURRENCY": settings.currency,
        "RAPPORT_LANGUAGE": settings.language,
        "SANIC_HOST": actions_host,  # the action server's; it would listen everywhere
        "RAPPORT_ACTIONS_URL": settings.actions_url,
        "RAPPORT_ENCODER": str(settings.encoder_folder.resolve()),
        "RAPPORT_TRACKER_URL": settings.tracker,
        "RASA_TELEMETRY_ENABLED": "false",
        "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
        "TF_CPP_MIN_LOG_LEVEL": "2",
        "PYTHONUNBUFFERED": "1",
    }
    actions = Service(
        name="actions",
        command=(PYTHON, "-m", "actions"),
        ready_url=f"http://{actions_host}:{actions_port}/health",
        environment=environment,
        folder=BOT,
        is_needed=False,
    )
    rasa = Service(
        name="assistant",
        command=(PYTHON, "-m", "rasa", "run", "--model", MODEL, "--interface", host, "--port", str(port)),
        ready_url=f"http://{host}:{port}/",
        environment=environment,
        folder=BOT,
        is_needed=False,
    )
    return actions, rasa
