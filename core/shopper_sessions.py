"""A shopper's session as a plain value: what they did until they bought or paused for half an hour."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import NamedTuple, Protocol, TypeVar

from core.products import ProductId

PAUSE = timedelta(minutes=30)
"""Who does nothing for so long has left; what comes then is another session."""
MEMORY = timedelta(days=90)
"""Sessions further back than this are not part of a session's past."""

CART, REMOVE, PURCHASE = "cart", "remove", "purchase"


class HasMoment(Protocol):
    """Something that was done at a moment."""

    @property
    def at(self) -> datetime:
        """When, in UTC."""
        ...


Timed = TypeVar("Timed", bound=HasMoment)


class Step(NamedTuple):
    """One thing that a shopper did; `kind` is the word that the storefront reports it with."""

    kind: str
    at: datetime  # UTC, aware
    product_id: ProductId | None = None
    quantity: int = 1
    context: Mapping[str, str] = MappingProxyType({})  # "device", "country", "source"


@dataclass(frozen=True, slots=True)
class Past:
    """The earlier sessions, counted: how many, with a purchase, with a cart and no purchase, and when."""

    sessions: int = 0
    bought: int = 0
    left: int = 0
    last_at: datetime | None = None
    bought_at: datetime | None = None
    cart: Mapping[ProductId, int] = field(default_factory=dict)
    """What the shopper had left in their cart when the session began."""


@dataclass(frozen=True, slots=True)
class ShopperSession:
    """A shopper's steps up to a purchase or a pause, oldest first and at least one, and what went before."""

    steps: tuple[Step, ...]
    past: Past = field(default_factory=Past)

    @property
    def purchase(self) -> int | None:
        """The position of the first purchase; None where there is none."""
        return next((index for index, step in enumerate(self.steps) if step.kind == PURCHASE), None)

    @property
    def cart(self) -> dict[ProductId, int]:
        """What is in the cart after the last step: product -> how many."""
        held = dict(self.past.cart)
        for step in self.steps:
            if step.kind == PURCHASE:
                held.clear()
            elif step.product_id is not None and step.kind in (CART, REMOVE):
                change = step.quantity if step.kind == CART else -step.quantity
                held[step.product_id] = held.get(step.product_id, 0) + change
        return {product_id: count for product_id, count in held.items() if count > 0}

    def first(self, count: int) -> "ShopperSession":
        """The session as it stood after so many steps."""
        return replace(self, steps=self.steps[:count])

    def said(self, name: str) -> str:
        """What a step says of where the shopper comes from, the earliest that says it; "" where none does."""
        return next((step.context[name] for step in self.steps if step.context.get(name)), "")


def shopper_sessions(steps: Iterable[Step]) -> Iterator[ShopperSession]:
    """One shopper's steps, oldest first, as sessions, each with its past of at most `MEMORY`."""
    remembered = _Remembered()
    for run in _runs(steps):
        session = ShopperSession(tuple(run), remembered.past(run[0].at))
        yield session
        remembered.add(session)


def parted_by_pause(interactions: Iterable[Timed]) -> Iterator[list[Timed]]:
    """One shopper's interactions, oldest first, parted where nothing was done for longer than `PAUSE`."""
    return _parted(interactions, lambda before, interaction: interaction.at - before.at > PAUSE)


def _runs(steps: Iterable[Step]) -> Iterator[list[Step]]:
    """An order may be several purchases, a product each: they end one session together."""
    for session in parted_by_pause(steps):
        yield from _parted(session, lambda before, step: before.kind == PURCHASE != step.kind)


def _parted(interactions: Iterable[Timed], between: Callable[[Timed, Timed], bool]) -> Iterator[list[Timed]]:
    part: list[Timed] = []
    for interaction in interactions:
        if part and between(part[-1], interaction):
            yield part
            part = []
        part.append(interaction)
    if part:
        yield part


@dataclass(slots=True)
class _Remembered:
    """The earlier sessions within `MEMORY`, counted as they come and go: some shoppers have thousands."""

    ended: deque[tuple[datetime, bool, bool]] = field(default_factory=deque)
    """When each ended, whether with a purchase, whether with a cart and none."""
    bought: int = 0
    left: int = 0
    bought_at: datetime | None = None
    cart: Mapping[ProductId, int] = field(default_factory=dict)

    def past(self, begun: datetime) -> Past:
        """What of them a session that begins now looks back on."""
        while self.ended and self.ended[0][0] < begun - MEMORY:
            _, bought, left = self.ended.popleft()
            self.bought -= bought
            self.left -= left
        if not self.ended:
            return Past()
        bought_at = self.bought_at if self.bought else None
        return Past(len(self.ended), self.bought, self.left, self.ended[-1][0], bought_at, self.cart)

    def add(self, session: ShopperSession) -> None:
        """It is over: the next one has begun."""
        at, bought, self.cart = session.steps[-1].at, session.purchase is not None, session.cart
        left = not bought and bool(self.cart)
        self.ended.append((at, bought, left))
        self.bought += bought
        self.left += left
        self.bought_at = at if bought else self.bought_at
