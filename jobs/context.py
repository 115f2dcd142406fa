"""What a job may use, made when it is first asked for: the encoder is not loaded to delete old events."""

import logging
import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from pydantic import ValidationError
from pydantic_settings import DotEnvSettingsSource
from sqlalchemy import Engine
from sqlalchemy.exc import ArgumentError, InterfaceError, OperationalError

from core.clock import Clock, SystemClock
from core.database import connect, new_id
from core.errors import InvalidInput, Unavailable
from core.keys import Keys, load_keys
from core.migration import upgrade
from core.setting_values import misspelt
from core.settings import Settings
from jobs.leases import PACE, Pace
from jobs.outages import Patience

if TYPE_CHECKING:
    from core.facts import ShopFacts
    from recommender import Encoder
    from recovery.delivery import Mailer
    from serving.answers import Answers

log = logging.getLogger(__name__)

CLOSED = "The database cannot be opened; check DATABASE_URL and RAPPORT_VAR."


def load_encoder(settings: Settings) -> "Encoder":
    """The exported encoder; Unavailable where it was not exported yet, or is damaged."""
    from recommender import DamagedEncoder, OnnxEncoder, RememberingEncoder

    try:
        return RememberingEncoder(OnnxEncoder(settings.encoder_folder, threads=2))
    except FileNotFoundError:
        raise Unavailable("The encoder is not exported yet. Run `rapport encoder` first.") from None
    except OSError as error:
        raise Unavailable(
            f"The encoder cannot be opened ({error.strerror}); check RAPPORT_ENCODER."
        ) from None
    except DamagedEncoder as error:
        raise Unavailable(f"{error}; run `rapport encoder` to export the encoder again.") from None


def choose_mailer(settings: Settings) -> "Mailer":
    """The mail server of the settings, or the outbox folder."""
    from recovery.delivery import mailer_for

    return mailer_for(settings)


@dataclass(frozen=True)
class JobContext:
    """One process's settings, keys, database and clock, and what follows from them."""

    settings: Settings
    keys: Keys
    engine: Engine
    clock: Clock
    make_encoder: Callable[[Settings], "Encoder"] = load_encoder
    make_mailer: Callable[[Settings], "Mailer"] = choose_mailer
    stopping: threading.Event = field(default_factory=threading.Event)
    """Set when the process is to end: a job that does one thing after another begins no other."""
    process: str = field(default_factory=new_id)
    """What the holders of this process's leases begin with."""
    pace: Pace = PACE

    @cached_property
    def encoder(self) -> "Encoder":
        """Texts to vectors."""
        return self.make_encoder(self.settings)

    @cached_property
    def facts(self) -> "ShopFacts":
        """What the shop says of its terms; InvalidInput where the file cannot be used."""
        from core.facts import facts_of

        return facts_of(self.settings)

    @property
    def mailer(self) -> "Mailer":
        """Where emails go; each run has its own: jobs that run at once must not share a connection."""
        return self.make_mailer(self.settings)

    @cached_property
    def answers(self) -> "Answers":
        """Recommendations; `refresh` before use, since a job comes back after hours."""
        from serving.answers import Answers

        return Answers(self.settings, self.engine, clock=self.clock, encoder=self.encoder)


@contextmanager
def open_context(
    clock: Clock | None = None, *, wait: Callable[[float], object] | None = None
) -> Iterator[JobContext]:
    """The context of a command: settings read, keys made, database at its newest migration.

    With `wait` a database that is away is waited for, until it says that the process is to end.
    """
    from search import read_in

    settings = load_settings()
    read_in(settings.language)
    engine = _patiently(settings.database, wait) if wait else _open_database(settings.database)
    try:
        keys = load_keys(settings)
        yield JobContext(settings=settings, keys=keys, engine=engine, clock=clock or SystemClock())
    finally:
        engine.dispose()


def _patiently(url: str, wait: Callable[[float], object]) -> Engine:
    patience = Patience(PACE.look, wait)
    while True:
        try:
            engine = _open_database(url)
        except Unavailable as error:
            if patience.away("The worker", error):
                raise
        else:
            patience.back()
            return engine


def _open_database(url: str) -> Engine:
    """InvalidInput for a URL that is none, Unavailable where nothing answers there."""
    try:
        engine = connect(url)
    except ArgumentError:
        raise InvalidInput(
            "DATABASE_URL is not a database's URL such as postgresql://user:password@host/rapport.",
            field="DATABASE_URL",
        ) from None
    except OSError:
        raise Unavailable(CLOSED) from None
    try:
        upgrade(engine)
    except (OperationalError, InterfaceError, OSError):
        engine.dispose()
        raise Unavailable(CLOSED) from None
    return engine


def load_settings() -> Settings:
    """The settings; InvalidInput that names the variable which cannot be read, a warning for one unknown."""
    names = {f"RAPPORT_{name.upper()}" for name in Settings.model_fields if name != "database_url"}
    for sentence in misspelt(
        [*os.environ, *DotEnvSettingsSource(Settings).env_vars], {*names, "DATABASE_URL"}
    ):
        log.warning(sentence)
    try:
        return Settings()
    except ValidationError as error:
        first = error.errors()[0]
        why = first["msg"].removeprefix("Value error, ")
        if not first["loc"]:  # of several settings together; it names them itself
            raise InvalidInput(f"{why}.") from None
        name = "RAPPORT_" + "_".join(str(part) for part in first["loc"]).upper()
        raise InvalidInput(f"{name} is not valid: {why}.", field=name) from None
