"""What a shopper's acts tell, as numbers: recency, frequency, money and habits.

One function reads everybody's history at night and one shopper's during a request, so both see the same.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple, Protocol, cast

from core.interactions import Interaction, Kind
from core.visits import PAUSE, sessions
from recommender.products.catalog import Catalog

NEWEST = 200
"""So many acts of a shopper are read."""
_DAY = timedelta(days=1)


class Behaviour(NamedTuple):
    """One shopper at one moment, in units that people use."""

    recency: float = 0.0  # days since the last visit
    visits: float = 0.0
    pace: float = 0.0  # days that a visit takes to come, counted from the first
    views: float = 0.0  # products looked at, a visit
    cart_rate: float = 0.0  # share of visits with something put into the cart
    abandonment: float = 0.0  # share of visits that ended with something in the cart and no purchase
    orders: float = 0.0  # visits with a purchase
    spend: float = 0.0  # what the purchased products cost
    thrift: float = 0.0  # what is touched, from -1 (dear) to 1 (cheap) against the median of its category
    breadth: float = 0.0  # categories touched


FEATURES = Behaviour._fields
SKEWED = frozenset({"recency", "visits", "pace", "views", "orders", "spend", "breadth"})
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
    """Visits counted as they end."""

    visits: int = 0
    carts: int = 0
    left: int = 0
    orders: int = 0

    def end(self, *, carted: bool, held: bool, bought: bool, over: bool = True) -> None:
        self.visits += 1
        self.carts += carted or bought
        self.left += held and not bought and over  # the cart of an open visit is not left yet
        self.orders += bought


def behaviour_of(history: Sequence[Interaction], shelf: Shelf, *, now: datetime) -> Behaviour:
    """How a shopper stands `now` (aware), from their acts, oldest first; all zero without any."""
    newest = history[-NEWEST:]
    if not newest:
        return Behaviour()
    view, click, cart, remove, purchase = Kind.VIEW, Kind.CLICK, Kind.CART, Kind.REMOVE, Kind.PURCHASE
    tally, views, spend, thrift, departments = _Tally(), 0, 0.0, 0.0, set()
    for session in sessions(newest):
        carted = bought = False
        held: set[str] = set()  # acts have no quantities: the last one on a product says if it is in the cart
        for act in session:
            kind = act.kind
            price, cheapness, department = shelf.get(act.product_id, GONE)
            thrift += cheapness
            departments.add(department)
            if kind is view or kind is click:
                views += 1
            elif kind is cart:
                carted = True
                held.add(act.product_id)
            elif kind is remove:
                held.discard(act.product_id)
            elif kind is purchase:
                bought = True
                spend += price
        tally.end(carted=carted, held=bool(held), bought=bought, over=now - session[-1].at > PAUSE)
    visits = tally.visits
    return Behaviour(
        recency=max((now - newest[-1].at) / _DAY, 0.0),
        visits=visits,
        pace=max((now - newest[0].at) / _DAY, 0.0) / visits,
        views=views / visits,
        cart_rate=tally.carts / visits,
        abandonment=tally.left / visits,
        orders=tally.orders,
        spend=spend,
        thrift=thrift / len(newest),
        breadth=len(departments - {""}),
    )


def by_shopper(acts: Iterable[Interaction]) -> dict[str, list[Interaction]]:
    """Everybody's acts, each shopper's in the order they came."""
    found: dict[str, list[Interaction]] = {}
    for act in acts:
        found.setdefault(act.shopper_id, []).append(act)
    return found
