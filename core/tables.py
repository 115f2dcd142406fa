"""The tables of core. One with a `shopper_id` is personal: core/privacy.py exports and erases it."""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, Column, Index, text
from sqlmodel import Field, SQLModel

from core.columns import Code, Instant, Money
from core.rules import Action


class AddressProof(StrEnum):
    """Who says that an address is its shopper's."""

    SHOP = "shop"  # its server, its signature, an import
    OWNER = "owner"  # who reads the mail that goes there


class AutomationSign(StrEnum):
    """What gave a crawler, a monitor or a script away."""

    NAME = "name"  # its user agent
    CONDUCT = "conduct"


class Shopper(SQLModel, table=True):
    """A person as the shop knows them: nameless at first, later with an id and a proven address."""

    __table_args__ = (
        # One person on several devices is found by the address, whatever its letters' case.
        Index("ix_shopper_email_lower", text("lower(email)")),
        # Few are marked, and every count asks for them.
        Index(
            "ix_shopper_automated",
            "shopper_id",
            postgresql_where=text("automated IS NOT NULL"),
            sqlite_where=text("automated IS NOT NULL"),
        ),
    )

    shopper_id: str = Field(primary_key=True)
    external_id: str | None = Field(default=None, unique=True)
    email: str | None = Field(default=None, index=True)
    """Theirs, as `email_proof` says; one that somebody only typed is an AddressClaim."""
    email_proof: AddressProof | None = Field(default=None, sa_type=Code(AddressProof))
    country: str | None = None
    language: str | None = None
    timezone: str | None = None
    name: str | None = None
    """What the shop calls them, as the three before: as its server says."""
    automated: AutomationSign | None = Field(default=None, sa_type=Code(AutomationSign))
    """Marked as no person; one who has an id or a proven address is one all the same (core/automated.py)."""
    created_at: datetime = Field(sa_type=Instant)


class Visitor(SQLModel, table=True):
    """A browser that holds a signed token; several may belong to one shopper."""

    visitor_id: str = Field(primary_key=True)
    shopper_id: str = Field(foreign_key="shopper.shopper_id", index=True)
    created_at: datetime = Field(sa_type=Instant)


class ClaimState(StrEnum):
    """What is known of an address that somebody typed."""

    UNCONFIRMED = "unconfirmed"
    CONFIRMED = "confirmed"
    REPLACED = "replaced"  # the same shopper typed another one afterwards, or the shop said another


class AddressClaim(SQLModel, table=True):
    """An address that somebody typed in a storefront; the shopper it stands for may read all of this."""

    __tablename__ = "address_claim"

    claim_id: str = Field(primary_key=True)
    shopper_id: str = Field(foreign_key="shopper.shopper_id", index=True)
    address: str
    state: ClaimState = Field(default=ClaimState.UNCONFIRMED, sa_type=Code(ClaimState))
    claimed_at: datetime = Field(sa_type=Instant)
    considered_at: datetime | None = Field(default=None, sa_type=Instant)
    """When it was looked at whether to ask there: the same whether or not a question then went out."""
    confirmed_at: datetime | None = Field(default=None, sa_type=Instant)
    replaced_at: datetime | None = Field(default=None, sa_type=Instant)
    """When another address took its place: a cart that was begun before is not that one's."""


class ConsentDecision(SQLModel, table=True):
    """One decision on one purpose; the newest one counts."""

    __tablename__ = "consent_decision"

    decision_id: str = Field(primary_key=True)
    shopper_id: str = Field(foreign_key="shopper.shopper_id", index=True)
    purpose: str
    granted: bool
    source: str  # "storefront", "server", "import", "unsubscribe", "merge", "another_address"
    decided_at: datetime = Field(sa_type=Instant)


class Suppression(StrEnum):
    """Why nobody writes to an address any more."""

    UNSUBSCRIBED = "unsubscribed"
    BOUNCED = "bounced"  # there is no such mailbox


class SuppressedAddress(SQLModel, table=True):
    """A keyed hash of an address that gets no more email; it outlives an erasure so that it is kept."""

    __tablename__ = "suppressed_address"

    address_hash: str = Field(primary_key=True)
    suppressed_at: datetime = Field(sa_type=Instant)
    reason: Suppression = Field(default=Suppression.UNSUBSCRIBED, sa_type=Code(Suppression))
    note: str = ""
    """What a mail server said, by its code alone."""


class ProductRow(SQLModel, table=True):
    """A product of the catalog; `core.products.Product` is its value."""

    __tablename__ = "product"

    product_id: str = Field(primary_key=True)
    title: str
    description: str = ""
    category: str = Field(default="", index=True)
    brand: str = ""
    price: Decimal = Field(sa_type=Money)
    currency: str
    stock: int | None = None
    url: str = ""
    image_url: str = ""
    attributes: dict[str, str] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    active: bool = True
    cost: Decimal | None = Field(default=None, sa_type=Money)
    updated_at: datetime = Field(sa_type=Instant, index=True)
    revision: int = Field(default=0, index=True)  # the catalog's when it was last changed


class ProductAlias(SQLModel, table=True):
    """What a product is called beside its id: a SKU, a GTIN, the id of a variant."""

    __tablename__ = "product_alias"

    canonical: str = Field(primary_key=True)  # of all its spellings, as core.aliases has it
    alias: str
    product_id: str = Field(foreign_key="product.product_id", index=True)
    position: int


class ProductVector(SQLModel, table=True):
    """What the encoder made of a product's text; float32, little-endian."""

    __tablename__ = "product_vector"

    product_id: str = Field(primary_key=True)
    encoder: str = Field(primary_key=True)
    text_hash: str
    vector: bytes


class Revision(SQLModel, table=True):
    """A counter that goes up with every change, for those who keep a copy: clocks of two machines differ."""

    name: str = Field(primary_key=True)
    value: int


class BusinessRule(SQLModel, table=True):
    """A rule of the marketer's for recommendations; `core.rules.Rule` is its value."""

    __tablename__ = "business_rule"

    rule_id: str = Field(primary_key=True)
    name: str
    action: Action = Field(sa_type=Code(Action))
    match: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
    placements: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    position: int = 1
    strength: float = 1.0
    priority: int = 0
    starts_at: datetime | None = Field(default=None, sa_type=Instant)
    ends_at: datetime | None = Field(default=None, sa_type=Instant)
    enabled: bool = True
    changed_at: datetime = Field(sa_type=Instant)


class OrderStatus(StrEnum):
    """Where an order is."""

    PLACED = "placed"
    PACKED = "packed"
    SHIPPED = "shipped"
    DELIVERED = "delivered"
    CANCELLED = "cancelled"
    RETURNED = "returned"
    REFUNDED = "refunded"


TAKEN_BACK = frozenset({OrderStatus.CANCELLED, OrderStatus.RETURNED, OrderStatus.REFUNDED})
"""What is in an order like this was not bought after all."""


class Order(SQLModel, table=True):
    """What the shop's server says of an order, for the assistant to tell."""

    __tablename__ = "shop_order"

    order_id: str = Field(primary_key=True)
    shopper_id: str = Field(foreign_key="shopper.shopper_id", index=True)
    status: OrderStatus = Field(sa_type=Code(OrderStatus))
    placed_at: datetime = Field(sa_type=Instant)
    expected_on: date | None = None
    carrier: str = ""
    tracking_url: str = ""
    updated_at: datetime = Field(sa_type=Instant)


class JobRun(SQLModel, table=True):
    """One run of one job and how it ended."""

    __tablename__ = "job_run"
    __table_args__ = (Index("ix_job_run_job_started_at", "job", "started_at"),)

    run_id: str = Field(primary_key=True)
    job: str
    started_at: datetime = Field(sa_type=Instant)
    finished_at: datetime | None = Field(default=None, sa_type=Instant)
    outcome: str = "running"  # "done", "failed"
    counts: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    error: str = ""


class JobPlan(SQLModel, table=True):
    """When the worker will run a job next, written by the worker for the API to show."""

    __tablename__ = "job_plan"

    job: str = Field(primary_key=True)
    description: str
    next_run_at: datetime | None = Field(default=None, sa_type=Instant)


class Lease(SQLModel, table=True):
    """Who may act alone: the worker's leadership and each running job."""

    name: str = Field(primary_key=True)
    holder: str
    expires_at: datetime = Field(sa_type=Instant)  # by the holder's clock; others go by its being renewed


class Account(SQLModel, table=True):
    """Somebody who may sign in to the dashboard."""

    username: str = Field(primary_key=True)
    password_hash: str
    created_at: datetime = Field(sa_type=Instant)


class DashboardSession(SQLModel, table=True):
    """Somebody who is signed in to the dashboard in one browser; signing out deletes it."""

    __tablename__ = "dashboard_session"

    token_hash: str = Field(primary_key=True)  # keyed: the token itself is only in the browser's cookie
    username: str = Field(foreign_key="account.username")
    fingerprint: str  # of the password that it began with
    expires_at: datetime = Field(sa_type=Instant, index=True)


class SignInTries(SQLModel, table=True):
    """How often one client tried one name since it last got in; the keyed hash tells neither of them."""

    __tablename__ = "sign_in_tries"

    client_hash: str = Field(primary_key=True)
    count: int
    last_at: datetime = Field(sa_type=Instant, index=True)
