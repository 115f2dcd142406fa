"""Every setting with its default; read from the environment once, at a door, and passed on."""

import re
from datetime import timedelta
from functools import cached_property
from importlib.util import find_spec
from ipaddress import ip_network
from pathlib import Path
from typing import Annotated, Literal, Self
from urllib.parse import urlsplit

from pydantic import AliasChoices, Field, PositiveFloat, PositiveInt, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from core.setting_values import Currency, Language, Quota, Sender, ShopPage, Term, WebAddress, with_driver

ORIGIN = re.compile(r"https?://[^/\s?#@]+/?")
THIS_MACHINE = ("localhost", "127.0.0.1", "::1")


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

    public_url: WebAddress = "http://127.0.0.1:8000"
    """Where browsers and emails find this API."""
    storefront_url: WebAddress = "http://127.0.0.1:8080"
    """Where the shop is: emails link there."""
    cart_url: ShopPage = "cart.html"
    """The shop's cart page, to which emails bring a cart back with `restore=<token>`: a path below
    RAPPORT_STOREFRONT_URL, or a whole address."""
    privacy_url: ShopPage = "privacy.html"
    """The page on which shoppers see and erase what is stored of them, for the foot of emails; likewise."""
    visitor_token_days: Annotated[int, Field(ge=1, le=400)] = 90
    """How long a browser is known that does not come back; each visit renews its token."""
    storefront_origins: Annotated[list[str], NoDecode] = ["*"]
    """The web origins that may call the API from a browser (https://shop.example), separated by commas; `*`,
    every page there is, is refused in production."""
    environment: Literal["auto", "development", "production"] = "auto"
    """In production the shop's origins must be named, and /docs and /openapi.json are not served; `auto`
    means production where RAPPORT_PUBLIC_URL is https, unless that is this machine."""
    trusted_proxies: Annotated[list[str], NoDecode] = []
    """Addresses or networks of the proxies before the API, separated by commas (10.0.0.0/8): only what these
    say in X-Forwarded-For and X-Forwarded-Proto is believed. Behind a proxy that is not named, all shoppers
    share one address."""
    shop_name: str = "The shop"
    """What the shop is called in emails and by the assistant."""
    language: Language = "en"
    """The shop's language (ISO 639-1): products and searches are read in it, and reasons are told in it where
    neither page nor browser asks for a language we speak. Emails, the survey and the pages that emails link
    to are in English only, and amounts in them in the English style."""
    currency: Currency = "GBP"
    """The currency of an amount that comes without one: its ISO 4217 code, three capital letters."""
    free_delivery_from: Term = None
    """The order value from which delivery costs nothing; unset, nothing is said of it."""
    delivery_cost: Term = None
    """What delivery costs, or costs below that; likewise."""
    synonyms: Path | None = None
    """The file with the shop's own synonyms for the search, a group a line ("rucksack, backpack");
    `var/synonyms.txt` unless it is set. It is read anew when it changes."""
    shop_facts: Path | None = None
    """The file of the shop's facts, from which questions about delivery, returns, payment and the like are
    answered; unset, none of them is. `rapport facts check` shows what it says. Read anew when it changes."""
    encoder_model: str = ""
    """A sentence-transformers id or path; empty means the packaged all-MiniLM-L6-v2."""
    encoder: Path | None = None
    """The folder of the exported encoder; `var/encoder` unless it is set."""
    assistant_url: WebAddress = "http://127.0.0.1:5005"
    """Where Rasa answers."""
    actions_url: WebAddress = "http://127.0.0.1:5055/webhook"
    """Where Rasa reaches its action server, which listens at that port; health asks there, too."""
    assistant_timeout_seconds: PositiveFloat = 2.5
    """How long an answer of the assistant may take in all before the API answers in its place."""
    tracker_url: str = ""
    """Rasa's own conversation store, so that an erasure reaches it."""

    smtp_url: str = ""
    """smtp://user:password@host:587 (STARTTLS where offered) or smtps://…; empty writes var/outbox/*.eml."""
    email_from: Sender = "shop@example.com"
    """The sender of all emails."""
    placeholder_ids: Annotated[list[str], NoDecode] = []
    """What else your systems write for a shopper whom they do not know (walk-in,till@shop.example), separated
    by commas; refused as an id, an address or a name, as `null`, `0`, `guest`, `noreply@…` always are."""
    shopper_agents: Annotated[list[str], NoDecode] = []
    """What a user agent holds that is a shopper's all the same (HeadlessChrome, for tests of your own that
    are to count), separated by commas; crawlers, monitors and scripts are counted nowhere."""
    address_confirmation: Literal["double_opt_in", "shop"] = "double_opt_in"
    """An address that a storefront typed is asked once whether it agrees; `shop`: the shop has proven it,
    and answers for whom it unites."""
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
    """Ask only where the chance of leaving without a purchase is at least this; 0 asks everyone."""
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
    """So many new interactions, as a share of those learned from, train a new model before the night."""
    retrain_pause_hours: PositiveFloat = 6.0
    """After a training none is triggered for so long; the nightly one is not held up."""

    segments_method: Literal["auto", "kmeans", "dbscan"] = "auto"
    """How shoppers are grouped; `auto` is DBSCAN where it leaves out few and lasts longer, else K-means."""

    simulated: bool = False
    """The shoppers and their history are made up, as in the demo: the dashboard says so on every page."""

    shutdown_grace_seconds: PositiveFloat = 10.0
    """Asked to end, the API and the worker finish what runs for so long; what takes longer is cut off."""
    patience_seconds: PositiveFloat = 10.0
    """How long a request waits for its turn, or for the database, before it is told to come again (503)."""
    max_body_bytes: PositiveInt = 2 * 1024 * 1024
    """The largest request body that is read."""

    max_connections: PositiveInt = 1_000
    """Connections to one process at a time; one more is answered 503 and closed."""
    request_head_seconds: PositiveFloat = 10.0
    """How long a client may take to send the head of a request, or the next piece of its body."""
    request_body_seconds: PositiveFloat = 60.0
    """How long it may take to send the whole body, and to read on in an answer."""

    limits_url: str = "memory://"
    """Where the limits below are counted: memory:// in each process by itself, redis://host:6379 for all of
    them together (`pip install redis`); empty for no limits at all."""
    limit_visitors_address: Quota = "600/minute"
    """New visitors from one address (of IPv6 its /64). Like all limits: a number and a second, minute, hour
    or day; empty for none. Requests with the secret key are never limited."""
    limit_identify_visitor: Quota = "60/minute"
    """How often one visitor says who they are."""
    limit_identify_address: Quota = "600/minute"
    """How often all visitors from one address do."""
    limit_chat_visitor: Quota = "30/minute"
    """Messages of one visitor to the assistant."""
    limit_chat_address: Quota = "600/minute"
    """Those of all visitors from one address."""
    limit_surveys_visitor: Quota = "60/minute"
    """How often one visitor's browser asks for a survey or answers one."""
    limit_surveys_address: Quota = "1200/minute"
    """How often all from one address do."""
    limit_search_visitor: Quota = "300/minute"
    """Searches of one visitor: five a second, for a search while typing."""
    limit_search_address: Quota = "3000/minute"
    """Those of all visitors from one address."""
    limit_events_visitor: Quota = "300/minute"
    """Batches of events from one visitor's browser; what is refused waits there and is sent later."""
    limit_events_address: Quota = "6000/minute"
    """Those of all visitors from one address."""
    limit_reads_visitor: Quota = "600/minute"
    """Whatever else one visitor reads: recommendations, consent, the conversation, their own data."""
    limit_reads_address: Quota = "9000/minute"
    """What all visitors from one address do."""
    limit_sign_in_address: Quota = "60/minute"
    """Tries to sign in to the dashboard from one address, whatever the names and the waits between."""

    @field_validator(
        "storefront_origins", "trusted_proxies", "placeholder_ids", "shopper_agents", mode="before"
    )
    @classmethod
    def _split(cls, value: object) -> object:
        """In the environment several stand in one line, with commas."""
        return (
            [part.strip() for part in value.split(",") if part.strip()] if isinstance(value, str) else value
        )

    @field_validator("encoder", "synonyms", "shop_facts", mode="before")
    @classmethod
    def _unless_empty(cls, value: object) -> object:
        return value or None

    @field_validator("storefront_origins")
    @classmethod
    def _origins(cls, origins: list[str]) -> list[str]:
        """A browser sends scheme, host and port, so that anything more would never be equal to it."""
        wrong = [origin for origin in origins if origin != "*" and not ORIGIN.fullmatch(origin)]
        if wrong:
            raise ValueError(f"{wrong[0]} is not an origin such as https://shop.example, without a path")
        return [origin.rstrip("/").lower() for origin in origins]

    @field_validator("trusted_proxies")
    @classmethod
    def _networks(cls, proxies: list[str]) -> list[str]:
        return [str(ip_network(proxy)) for proxy in proxies]

    @field_validator("limits_url")
    @classmethod
    def _counted_where(cls, url: str) -> str:
        if url.startswith(("redis://", "rediss://", "redis+unix://")):
            if find_spec("redis") is None:
                raise ValueError("Redis needs its client: pip install redis")
        elif url not in ("", "memory://"):
            raise ValueError("limits are counted in memory:// or redis://host:port")
        return url

    @model_validator(mode="after")
    def _named_origins(self) -> Self:
        if self.in_production and (not self.storefront_origins or "*" in self.storefront_origins):
            raise ValueError(
                "In production RAPPORT_STOREFRONT_ORIGINS must name the shop's origins, such as "
                "https://shop.example; * would let every page there is call the API"
            )
        return self

    @property
    def in_production(self) -> bool:
        """Whether strangers reach this: as set, else by the address that browsers use."""
        if self.environment != "auto":
            return self.environment == "production"
        parts = urlsplit(self.public_url)
        return parts.scheme == "https" and parts.hostname not in THIS_MACHINE

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
    def first_password_file(self) -> Path:
        """Where the dashboard's first password stands until it is used or changed."""
        return self.var / "first-password"

    @property
    def synonyms_file(self) -> Path:
        """Where the shop's own synonyms lie."""
        return self.synonyms or self.var / "synonyms.txt"

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
