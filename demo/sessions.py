"""One simulated session: a wish, a walk along the shelves, perhaps a cart, a checkout, a purchase."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import numpy as np

from core.products import Product
from demo.catalog import FREE_DELIVERY_FROM
from demo.history import SimulatedEvent
from demo.leaving import NEARLY_FREE_FROM, Situation
from demo.tastes import Floats, Taste
from feedback.tables import EventType

_HEAD = re.compile(r",| in | with | on | for | and ")


@dataclass(frozen=True, slots=True)
class DemoShelves:
    """The shop as every session sees it: products, and how strongly one leads to another."""

    products: Sequence[Product]
    kinship: Floats


@dataclass(frozen=True, slots=True)
class SimulatedShopper:
    """One simulated shopper; `opinions` has one number per product, `ids` makes the event ids."""

    number: int
    taste: Taste
    opinions: Floats
    device: str
    country: str
    hour: float
    rng: np.random.Generator

    @property
    def external_id(self) -> str:
        """The shop's own id for the shopper."""
        return f"sim-{self.number:04d}"


@dataclass(slots=True)
class SimulatedSession:
    """A session under way: its clock, its events so far, and the cart as {product index: quantity}."""

    shopper: SimulatedShopper
    shelves: DemoShelves
    index: int
    at: datetime
    source: str
    carried: Mapping[int, int] = field(default_factory=dict)
    events: list[SimulatedEvent] = field(default_factory=list)
    cart: dict[int, int] = field(default_factory=dict)
    met_sold_out: bool = False
    reached_checkout: bool = False
    bought: bool = False

    @property
    def session_id(self) -> str:
        """An id of its own for every session."""
        return f"{self.shopper.external_id}-{self.index:03d}"

    @property
    def total(self) -> Decimal:
        """What the cart's goods cost."""
        return sum((self.shelves.products[i].price * n for i, n in self.cart.items()), Decimal(0))

    def situation(self) -> Situation:
        """What the shopper has in front of them now."""
        return Situation(
            cart=tuple(self.shelves.products[i] for i in self.cart),
            total=self.total,
            price_level=self.shopper.taste.price_level,
            reached_checkout=self.reached_checkout,
            mobile=self.shopper.device == "mobile",
            first_session=self.index == 0,
            met_sold_out=self.met_sold_out,
        )

    def record(self, kind: EventType, product: int | None = None, **more: Any) -> None:
        """Add an event some seconds after the last one."""
        self.at += timedelta(seconds=float(self.shopper.rng.gamma(2.0, 14.0)) + 1)
        self.events.append(
            SimulatedEvent(
                event_id=f"{self.session_id}/{len(self.events)}",
                shopper=self.shopper.external_id,
                session_id=self.session_id,
                type=kind,
                occurred_at=self.at.replace(microsecond=0),
                context={
                    "device": self.shopper.device,
                    "country": self.shopper.country,
                    "source": self.source,
                },
                product_id=None if product is None else self.shelves.products[product].product_id,
                **more,
            )
        )


def _pick(scores: Floats, rng: np.random.Generator) -> int:
    """Draw an index with probability proportional to exp(score)."""
    weights = np.exp(scores - scores.max())
    return int(rng.choice(len(weights), p=weights / weights.sum()))


def _search_words(product: Product, rng: np.random.Generator) -> str:
    """What a shopper with this product in mind types: its name, or what it is and what matters to them."""
    head = _HEAD.split(product.title.lower())[0]
    words = [word for word in head.split() if word.isalpha() or "-" in word]
    wanted = product.attributes
    candidates = [" ".join(words), " ".join(words[-2:])]
    if not product.category.startswith("Books"):  # nobody looks for a blue novel
        candidates += [f"{wanted['colour']} {words[-1]}"] * (wanted["colour"] != "multicoloured")
        candidates += [f"{words[-1]} for {wanted['for']}"] * (wanted["for"] != "everyone")
    if wanted.get("occasion") == "gift":
        known = wanted["for"] != "everyone"
        candidates.append(f"gift for {wanted['for']}" if known else f"gift under {_next_ten(product.price)}")
    return candidates[int(rng.integers(len(candidates)))]


def _next_ten(price: Decimal) -> int:
    return (int(price) // 10 + 1) * 10


def _look(session: SimulatedSession, product: int) -> None:
    """View a product, often after a click on a recommendation."""
    if (chance := session.shopper.rng.random()) < 0.3:
        session.record(EventType.CLICK, product, placement="home" if chance < 0.12 else "product")
    session.record(EventType.VIEW, product)
    session.met_sold_out |= not session.shelves.products[product].available


def _put(session: SimulatedSession, product: int, quantity: int) -> None:
    session.record(EventType.CART, product, quantity=quantity, price=session.shelves.products[product].price)
    session.cart[product] = session.cart.get(product, 0) + quantity


def _consider(session: SimulatedSession, product: int, appeal: float) -> None:
    """Put what the shopper looks at in the cart, the likelier the better they like it (`appeal`, 0–1)."""
    rng, sold = session.shopper.rng, session.shelves.products[product]
    if product in session.cart or not sold.available or rng.random() >= 0.006 + 0.08 * appeal**3:
        return
    several = sold.price < 12 and rng.random() < 0.25
    _put(session, product, int(rng.integers(2, 4)) if several else 1)


def _wander(session: SimulatedSession, owned: set[int]) -> None:
    """Look at a handful of products, each led to by the one before and by the shopper's taste."""
    shopper, rng = session.shopper, session.shopper.rng
    mood = shopper.opinions + rng.normal(0, 0.5, len(shopper.opinions))
    mood[list(owned)] -= 4.0
    appeal = mood.argsort().argsort() / (len(mood) - 1)
    current = _pick(1.3 * mood, rng)
    if rng.random() < 0.32:
        session.record(EventType.SEARCH, query=_search_words(session.shelves.products[current], rng))
    for _ in range(1 + int(rng.negative_binomial(2, 0.33))):
        _look(session, current)
        _consider(session, current, float(appeal[current]))
        scores = mood + session.shelves.kinship[current]
        scores[current] -= 3.0
        current = _pick(scores, rng)


def _reconsider(session: SimulatedSession) -> None:
    """Take something out again, now and then."""
    rng = session.shopper.rng
    for product in list(session.cart):
        if len(session.cart) > 1 and rng.random() < 0.1:
            session.record(EventType.REMOVE, product, quantity=session.cart.pop(product))


def _inclination(session: SimulatedSession, *, loyal: bool) -> float:
    """Return the probability that this cart is bought."""
    score = -0.55 + 0.5 * loyal + 0.6 * bool(session.carried) + 0.3 * (session.source == "email")
    score -= 0.35 * (session.shopper.device == "mobile") + 0.5 * session.situation().dear
    if session.total < FREE_DELIVERY_FROM:
        score -= 0.7 if session.total >= NEARLY_FREE_FROM else 0.25
    return float(1 / (1 + np.exp(-score)))


def _buy(session: SimulatedSession) -> None:
    order = f"HF-{session.shopper.number:04d}-{session.index:03d}"
    for product, quantity in session.cart.items():
        price = session.shelves.products[product].price
        session.record(EventType.PURCHASE, product, quantity=quantity, price=price, order_id=order)
    session.bought = True


def walk(session: SimulatedSession, owned: set[int], *, loyal: bool, leaves: bool) -> SimulatedSession:
    """Play a session through; with `leaves` it ends with something in the cart and nothing bought.

    What the shopper `owned` before draws them less; `loyal` shoppers have bought here and buy more readily.
    """
    rng = session.shopper.rng
    for product, quantity in session.carried.items():
        session.record(EventType.VIEW, product)
        _put(session, product, quantity)
    _wander(session, owned)
    _reconsider(session)
    if leaves and not session.cart:
        in_stock = np.array([0.0 if product.available else -99.0 for product in session.shelves.products])
        chosen = _pick(1.5 * session.shopper.opinions + in_stock, rng)
        _look(session, chosen)
        _put(session, chosen, 1)
    if not session.cart:
        return session
    buys = not leaves and rng.random() < _inclination(session, loyal=loyal)
    if buys or rng.random() < 0.4:
        session.record(EventType.CHECKOUT)
        session.reached_checkout = True
    if buys:
        _buy(session)
    return session
