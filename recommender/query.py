"""What a recommendation is asked with: everything known of one shopper at one moment."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal

from core.interactions import Interaction, Statement
from core.products import ProductId


@dataclass(frozen=True)
class Context:
    """Where a shopper comes from now, as far as known; hour, weekday and season are those of `Query.now`."""

    device: str = ""  # "phone", "tablet", "desktop"
    country: str = ""  # ISO 3166, two letters
    source: str = ""  # what led the shopper here: "search", "email", "social", "direct", …


@dataclass(frozen=True)
class Query:
    """One shopper as a query; `now` is UTC and aware, money is in the catalog's currency."""

    history: tuple[Interaction, ...] = ()
    statements: tuple[Statement, ...] = ()
    said_texts: tuple[str, ...] = ()  # whole sentences of the shopper, read by the encoder
    hits: Mapping[ProductId, float] = field(default_factory=dict)  # what a search found for those, 0–1
    max_price: Decimal | None = None
    price_sensitivity: float = 0.0  # 0 not at all, 1 said that it costs too much
    placement: str = "home"
    context_products: tuple[ProductId, ...] = ()  # on the product page or in the cart
    context: Context = field(default_factory=Context)
    segment: str = ""  # the code of the segment that the shopper is in now, "" where nothing is known of it
    seed: int = 0  # a number of this shopper alone: what is drawn for them stays the same for a day
    now: datetime = field(default_factory=lambda: datetime.now(UTC))
