"""What a shopper's interactions tell, as numbers: recency, frequency, money and habits.

One function reads everybody's history at night and one shopper's during a request, so both see the same.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple, Protocol, cast

from core.interactions import Interaction, Kind
from core.shopper_sessions import PAUSE, parted_by_pause
from recommender.products.catalog import Catalog

NEWEST = 200
"""So many interactions of a shopper are read."""
_DAY = timedelta(days=1)


class Behaviour(NamedTuple):
    """One shopper at one moment, in units that people use."""

    recency: float = 0.0  # days since the last session
    sessions: float = 0.0
    pace: float = 0.0  # days that a session takes to come, counted from the first
    views: float = 0.0  # products looked at, a session
    cart_rate: float = 0.0  # share of sessions with something put into the cart
    abandonment: float = 0.0  # share of sessions that ended with something in the cart and no purchase
    orders: float = 0.0  # sessions with a purchase
    spend: float = 0.0  # what the purchased products cost
    thrift: float = 0.0  # what is touched, from -1 (dear) to 1 (cheap) against the median of its category
    breadth: float = 0.0  # categories touched


FEATURES = Behaviour._fields
SKEWED = frozenset({"recency", "sessions", "pace", "views", "orders", "spend", "breadth"})
"""Features with a long tail, which are compared on a logarithmic scale."""


class Offer(NamedTuple):
    """What is read of a product."""

    price: float
    cheapness: float
    department: str  # the top of its category's path


GONE = Offer(0.0, 0.0, "")
"""A product that is not in the catalog any more: touching it counts, its price is not known."""


class Shelf(Protocol):
    """Where a product is looked up; a plain mapping of offers is one."""

    def get(self, product_id: str, other: Offer, /) -> Offer:
        """What is read of a product, `other` where it is not there."""
        ...


class CatalogShelf:
    """Today's products; nothing is made of them until one is asked for."""

    def __init__(self, catalog: Catalog) -> None:
        self._columns: Mapping[str, int] = cast("Mapping[str, int]", catalog.columns)
        self._products = catalog.products
        self._prices: list[float] = catalog.prices.tolist()
        self._cheapness: list[float] = catalog.cheapness.tolist()
        self._offers: dict[str, Offer] = {}  # those that were asked for before

    def get(self, product_id: str, other: Offer, /) -> Offer:
        """What is read of a product, `other` where it is not there."""
        return self._offers.get(product_id) or self._read(product_id) or other

    def _read(self, product_id: str) -> Offer | None:
        column = self._columns.get(product_id)
        if column is None:
            return None
        department = self._products[column].category.partition(">")[0].strip().lower()
        offer = Offer(self._prices[column], self._cheapness[column], department)
        self._offers[product_id] = offer
        return offer


@dataclass(slots=True)
class _Tally:
    """Sessions counted as they end."""

    sessions: int = 0
    carts: int = 0
    left: int = 0
    orders: int = 0

    def end(self, *, carted: bool, held: bool, bought: bool, over: bool = True) -> None:
        self.sessions += 1
        self.carts += carted or bought
        self.left += held and not bought and over  # the cart of an open session is not left yet
        self.orders += bought


def behaviour_of(history: Sequence[Interaction], shelf: Shelf, *, now: datetime) -> Behaviour:
    """How a shopper stands `now` (aware), from their interactions, oldest first; all zero without any."""
    newest = history[-NEWEST:]
    if not newest:
        return Behaviour()
    view, click, cart, remove, purchase = Kind.VIEW, Kind.CLICK, Kind.CART, Kind.REMOVE, Kind.PURCHASE
    tally, views, spend, thrift, departments = _Tally(), 0, 0.0, 0.0, set()
    for session in parted_by_pause(newest):
        carted = bought = False
        # Interactions have no quantities: the last one on a product says if it is in the cart.
        held: set[str] = set()
        for interaction in session:
            kind = interaction.kind
            price, cheapness, department = shelf.get(interaction.product_id, GONE)
            thrift += cheapness
            departments.add(department)
            if kind is view or kind is click:
                views += 1
            elif kind is cart:
                carted = True
                held.add(interaction.product_id)
            elif kind is remove:
                held.discard(interaction.product_id)
            elif kind is purchase:
                bought = True
                spend += price
        tally.end(carted=carted, held=bool(held), bought=bought, over=now - session[-1].at > PAUSE)
    sessions = tally.sessions
    return Behaviour(
        recency=max((now - newest[-1].at) / _DAY, 0.0),
        sessions=sessions,
        pace=max((now - newest[0].at) / _DAY, 0.0) / sessions,
        views=views / sessions,
        cart_rate=tally.carts / sessions,
        abandonment=tally.left / sessions,
        orders=tally.orders,
        spend=spend,
        thrift=thrift / len(newest),
        breadth=len(departments - {""}),
    )


def by_shopper(interactions: Iterable[Interaction]) -> dict[str, list[Interaction]]:
    """Everybody's interactions, each shopper's in the order they came."""
    histories: dict[str, list[Interaction]] = {}
    for interaction in interactions:
        histories.setdefault(interaction.shopper_id, []).append(interaction)
    return histories
