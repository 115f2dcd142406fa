"""Every setting with its default; read from the environment once, at a door, and passed on."""

from datetime import timedelta
from functools import cached_property
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AliasChoices, EmailStr, Field, PositiveFloat, PositiveInt, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict


class Settings(BaseSettings):
    """The environment variables are these names with the prefix RAPPORT_, and DATABASE_URL as it is."""

    model_config = SettingsConfigDict(env_prefix="RAPPORT_", env_file=".env", extra="ignore")

    database_url: str = Field(default="", validation_alias=AliasChoices("database_url", "DATABASE_URL"))
    """postgresql://user:password@host/name; empty means SQLite under `var`."""
    var: Path = Path("var")
    """Everything that Rapport writes: database, keys, models, outbox, rejects."""
    publishable_key: str = ""
    """For the storefront, pk_…; empty means the one made at the first start."""
    secret_key: str = ""
    """For servers, sk_…; likewise."""
    signing_key: str = ""
    """Signs visitors' tokens and links in emails; likewise. A new one makes the old tokens worthless."""

    public_url: str = "http://127.0.0.1:8000"
    """Where browsers and emails find this API."""
    storefront_url: str = "http://127.0.0.1:8080"
    """Where the shop is: emails link there."""
    visitor_token_days: Annotated[int, Field(ge=1, le=400)] = 90
    """How long a browser is known that does not come back; each visit renews its token."""
    storefront_origins: Annotated[list[str], NoDecode] = ["*"]
    """The web origins that may call the API from a browser, separated by commas."""
    shop_name: str = "The shop"
    """What the shop is called in emails and by the assistant."""
    language: Annotated[str, Field(pattern="^[a-z]{2}$")] = "en"
    """Reasons are told in it (ISO 639-1) where neither page nor browser asks for a language we speak."""
    currency: Annotated[str, Field(pattern="^[A-Z]{3}$")] = "GBP"
    """The currency of an amount that comes without one: its ISO 4217 code, three capital letters."""
    free_delivery_from: float | None = 40.0
    """The order value from which delivery costs nothing, told to shoppers who leave over its cost."""
    delivery_cost: float | None = 3.95
    """What delivery costs below that."""

    encoder_model: str = ""
    """A sentence-transformers id or path; empty means the packaged all-MiniLM-L6-v2."""
    encoder: Path | None = None
    """The folder of the exported encoder; `var/encoder` unless it is set."""
    assistant_url: str = "http://127.0.0.1:5005"
    """Where Rasa answers."""
    assistant_timeout_seconds: PositiveFloat = 10.0
    """How long to wait for it before search answers in its place."""
    tracker_url: str = ""
    """Rasa's own conversation store, so that an erasure reaches it."""

    smtp_url: str = ""
    """smtp://user:password@host:587 (STARTTLS where offered) or smtps://…; empty writes var/outbox/*.eml."""
    email_from: EmailStr = "shop@example.com"
    """The sender of all emails."""
    address_confirmation: Literal["double_opt_in", "shop"] = "double_opt_in"
    """An address that a storefront typed is asked once whether it agrees; `shop`: the shop has proven it."""
    confirmation_days: PositiveInt = 30
    """How long the link in that email is good; until it has run out, the address gets no second one."""
    confirmations_per_hour: PositiveInt = 1_000
    """No more such emails than this go out in an hour, to whatever addresses."""
    abandoned_after_minutes: PositiveInt = 60
    """How long a cart must be left alone to count as abandoned."""
    recovery_within_days: PositiveInt = 7
    """A cart older than this is not worth an email any more."""
    recovery_quiet_days: PositiveInt = 7
    """After an email about one cart, so long none about another."""
    survey_quiet_days: PositiveInt = 30
    """How long after a survey no other is shown to the same shopper."""
    survey_from_risk: Annotated[float, Field(ge=0, lt=1)] = 0.0
    """Ask only where the chance that she leaves without a purchase is at least this; 0 asks everyone."""
    retain_events_days: PositiveInt = 730
    """Events older than this are deleted."""
    retain_chat_days: PositiveInt = 365
    """Conversations silent for longer than this are deleted."""

    diversity: Annotated[float, Field(ge=0, le=1)] = 0.1
    """How unlike one another the products of a list are: 0 ranks by score alone, 1 by difference alone."""
    exploration: Annotated[float, Field(ge=0, le=1)] = 0.05
    """The share of places for products that few have seen yet, never the first place; 0 for none."""

    models_kept: PositiveInt = 5
    """So many trained models stay on disk, and beside them always the one that serves and the one before."""
    promotion_margin: Annotated[float, Field(ge=0, le=1)] = 0.1
    """A new model that looks worse by more than this share of nDCG@10 is kept back, by chance or not."""
    drift_days: PositiveInt = 7
    """The newest days that are held against the four weeks before, and that the model's live figures span."""
    drift_psi: PositiveFloat = 0.25
    """A population stability index above this is called drift: 0.1 is a moderate shift, 0.25 a large one."""
    drift_quality_drop: Annotated[float, Field(gt=0, lt=1)] = 0.25
    """A fall of the live nDCG@10 by more than this share, beyond chance, is called drift."""
    retrain_growth: PositiveFloat = 0.1
    """So many new acts, as a share of those that the model learned from, train a new one before the night."""
    retrain_pause_hours: PositiveFloat = 6.0
    """After a training none is triggered for so long; the nightly one is not held up."""

    segments_method: Literal["auto", "kmeans", "dbscan"] = "auto"
    """How shoppers are grouped; `auto` is DBSCAN where it leaves out few and lasts longer, else K-means."""

    simulated: bool = False
    """The shoppers and their history are made up, as in the demo: the dashboard says so on every page."""

    patience_seconds: PositiveFloat = 10.0
    """How long a request waits for its turn, or for the database, before it is told to come again (503)."""
    max_body_bytes: PositiveInt = 2 * 1024 * 1024
    """The largest request body that is read."""

    @field_validator("storefront_origins", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        """In the environment the origins stand in one line, with commas."""
        return [part.strip() for part in value.split(",")] if isinstance(value, str) else value

    @cached_property
    def database(self) -> str:
        """The SQLAlchemy URL, SQLite under `var` by default; PostgreSQL gets the psycopg 3 driver."""
        return with_driver(self.database_url) or f"sqlite:///{(self.var / 'rapport.db').resolve()}"

    @cached_property
    def tracker(self) -> str:
        """The SQLAlchemy URL of Rasa's tracker store."""
        return with_driver(self.tracker_url) or f"sqlite:///{(self.tracker_folder / 'tracker.db').resolve()}"

    @property
    def visitor_token_life(self) -> timedelta:
        """`visitor_token_days` as a length of time."""
        return timedelta(days=self.visitor_token_days)

    @property
    def tracker_folder(self) -> Path:
        """Where Rasa's conversations lie when they are in SQLite."""
        return self.var / "bot"

    @property
    def encoder_folder(self) -> Path:
        """Where the exported encoder lies."""
        return self.encoder or self.var / "encoder"

    @property
    def models_folder(self) -> Path:
        """The recommender's registry."""
        return self.var / "models"

    @property
    def rejects_folder(self) -> Path:
        """Where the lines go that an import could not take."""
        return self.var / "rejects"

    @property
    def outbox_folder(self) -> Path:
        """Where emails go when no SMTP server is set."""
        return self.var / "outbox"


def with_driver(url: str) -> str:
    """A database's URL as it is written everywhere, with the driver that is installed here: psycopg 3."""
    for scheme in ("postgres://", "postgresql://"):
        if url.startswith(scheme):
            return "postgresql+psycopg://" + url.removeprefix(scheme)
    return url
