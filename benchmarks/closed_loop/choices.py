"""One session: what a shopper clicks, puts in the basket, buys or leaves, by taste and what lists they see.

A multinomial logit with position bias chooses among a list's products and the shopper's own way; reasons for
leaving run against each other like clocks. None of it knows how a recommender reads an answer. Every draw
belongs to (seed, shopper, day), so that two arms differ only where their lists do.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

import numpy as np

from benchmarks.closed_loop.people import Person, Shop
from core.interactions import Kind
from demo.leaving import Situation, reason_weights
from demo.tastes import Floats
from feedback.reasons import Reason

OWN_WAY = 4.0  # the logit of closing a list and going on by shelf and search
POSITION = 0.6  # how fast attention fades down a list: exp(-POSITION · log(1 + place))
DAY = 0.5  # the mood of the day
HAS_IT = 4.0  # what owning a product takes off it
CART_AT = 3.0  # the logit against putting a product that is just good in the basket
PATIENCE = 130.0  # the sum of reasons' weights at which one in e buys
DISAPPOINTMENT = 60.0  # the weight of "not what I wanted" for a basket that is no match at all
KNOWN_SHOP = 0.7  # reasons weigh less where the shopper bought before

Lists = Callable[[str, Sequence[int], Sequence[tuple[Kind, int]]], Sequence[int]]
"""(placement, products on the page or in the basket, interactions of the session) -> products, best first."""


@dataclass(frozen=True)
class Draws:
    """The luck of one session, by purpose and step."""

    seed: int
    person: int
    day: int

    def of(self, purpose: int, step: int = 0) -> np.random.Generator:
        """A stream of its own: how much is drawn from one moves no other."""
        return np.random.default_rng([self.seed, self.person, self.day, purpose, step])


_COMES, _MOOD, _LIST, _SHELF, _BASKET, _LEAVING, SPEAKING = range(7)


@dataclass
class PlayedSession:
    """What happened: interactions in order (each with the placement that led there), and its end."""

    interactions: list[tuple[Kind, int, str]] = field(default_factory=list)
    basket: list[int] = field(default_factory=list)
    lists: int = 0
    clicks: int = 0
    appeal: float = 0.0  # summed over the lists: how much the shopper likes what is shown, clicked or not
    bought: bool = False
    value: Decimal = Decimal(0)
    reason: Reason | None = None  # why they left; None where it was not the shop, or where they bought
    disappointed: bool = False  # what they left was not what they wanted

    @property
    def so_far(self) -> list[tuple[Kind, int]]:
        """The interactions alone."""
        return [(kind, product) for kind, product, _ in self.interactions]


def comes(person: Person, draws: Draws) -> bool:
    """Whether the shopper comes today."""
    return bool(draws.of(_COMES).random() < person.daily)


def visited(person: Person, shop: Shop, owned: set[int], *, draws: Draws, lists: Lists) -> PlayedSession:
    """Play one session to its end."""
    session = PlayedSession()
    rng = draws.of(_MOOD)
    mood = person.glance + rng.normal(0, DAY, len(person.glance))
    mood[list(owned)] -= HAS_IT
    current = None
    for step in range(1 + int(rng.negative_binomial(2, 0.33))):
        placement, page = _page(session, current)
        shown = lists(placement, page, session.so_far)
        if shown:
            session.lists += 1
            session.appeal += float(person.glance[list(shown)].mean())
        taken = _clicked(mood, shown, draws.of(_LIST, step))
        session.clicks += taken is not None
        current = _own_way(mood, shop, current, draws.of(_SHELF, step)) if taken is None else taken
        if taken is not None:
            session.interactions.append((Kind.CLICK, taken, placement))
        session.interactions.append((Kind.VIEW, current, ""))
        _consider(session, person, shop, current, draws.of(_BASKET, step))
    _end(session, person, shop, loyal=bool(owned), rng=draws.of(_LEAVING))
    return session


def _page(session: PlayedSession, current: int | None) -> tuple[str, Sequence[int]]:
    if current is None:
        return "home", ()
    if session.basket and session.basket[-1] == current:
        return "cart", tuple(session.basket)
    return "product", (current,)


def _clicked(mood: Floats, shown: Sequence[int], rng: np.random.Generator) -> int | None:
    """The product that the shopper takes from a list, None where they go their own way."""
    luck = rng.gumbel(size=len(mood) + 1)  # each product its own, whatever else stands beside it
    places = np.array(shown, dtype=np.int64)
    logits = mood[places] - POSITION * np.log1p(np.arange(len(places))) + luck[places]
    if not len(places) or logits.max() < OWN_WAY + luck[-1]:
        return None
    return int(places[logits.argmax()])


def _own_way(mood: Floats, shop: Shop, current: int | None, rng: np.random.Generator) -> int:
    """Where shelf, search and taste lead the shopper without a recommendation."""
    logits = 1.3 * mood if current is None else mood + shop.leads_to[current]
    logits = logits + rng.gumbel(size=len(mood))
    if current is not None:
        logits[current] -= 3.0
    return int(logits.argmax())


def _consider(
    session: PlayedSession, person: Person, shop: Shop, product: int, rng: np.random.Generator
) -> None:
    if product in session.basket or not shop.products[product].available:
        return
    if rng.random() < 1 / (1 + np.exp(CART_AT - person.match[product])):
        session.basket.append(product)
        session.interactions.append((Kind.CART, product, ""))


def _end(
    session: PlayedSession, person: Person, shop: Shop, *, loyal: bool, rng: np.random.Generator
) -> None:
    """The reason that comes first wins; the shopper buys what is in the basket if none comes in time."""
    situation = Situation(
        cart=tuple(shop.products[product] for product in session.basket),
        total=sum((shop.products[product].price for product in session.basket), Decimal(0)),
        price_level=person.taste.price_level,
        reached_checkout=bool(rng.random() < 0.6),
        mobile=person.mobile,
        first_session=not loyal,
        met_sold_out=any(not shop.products[product].available for _, product, _ in session.interactions),
    )
    weights = reason_weights(situation)
    pull = np.array([*weights.values(), _disappointment(session, person)])
    clocks = rng.exponential(size=len(pull)) / np.maximum(pull, 1e-9)
    if session.basket and clocks.min() * PATIENCE > (KNOWN_SHOP if loyal else 1.0):
        session.bought, session.value = True, situation.total
        session.interactions += [(Kind.PURCHASE, product, "") for product in session.basket]
        return
    session.reason = [*weights, None][int(clocks.argmin())]
    session.disappointed = session.reason is None


def _disappointment(session: PlayedSession, person: Person) -> float:
    """How much the products in the basket are not what the shopper wanted."""
    if not session.basket:
        return 0.0
    return float(DISAPPOINTMENT * np.mean(1 / (1 + np.exp(1.0 + person.match[session.basket]))))
