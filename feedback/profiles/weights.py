"""The one weighting: what answers and chats make of a shopper's interactions, in training and in serving."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property, lru_cache
from math import prod
from operator import attrgetter
from typing import NamedTuple

from core.interactions import Interaction, Kind, Statement
from core.products import Product, ProductId
from feedback.events.purchases import ProductEvent, counted
from feedback.reasons import FACTORS, Effect
from feedback.tables import EventType, SignalKind
from search import spellings, terms, words

KINDS: Mapping[str, Kind] = {
    EventType.VIEW: Kind.VIEW,
    EventType.CLICK: Kind.CLICK,
    EventType.CART: Kind.CART,
    EventType.REMOVE: Kind.REMOVE,
    EventType.PURCHASE: Kind.PURCHASE,
}
"""The events that say something of a product, and what each says."""
LIKINGS: Mapping[SignalKind, Kind] = {SignalKind.LIKE: Kind.LIKE, SignalKind.DISLIKE: Kind.DISLIKE}

ASKED_FOR = 1.25
"""Factor of an event about a product that has what its shopper asked for in a conversation."""
NOT_ASKED_FOR = 0.5
"""Factor where the product has what the shopper said they do not want."""


class LabelledAnswer(NamedTuple):
    """An answer to a survey, labelled: what it does to the interest in the products that were left."""

    at: datetime
    effect: Effect
    product_ids: Sequence[ProductId]
    again: bool = False
    """Their person answered once more soon after, in another tab, on another device: that one counts."""


class Signal(NamedTuple):
    """What a shopper said in a conversation and did not take back."""

    at: datetime
    kind: SignalKind
    product_id: ProductId | None
    attribute: str | None
    value: str | None
    wanted: bool


@dataclass(frozen=True)
class Spoken:
    """All that one shopper said, oldest first."""

    answers: Sequence[LabelledAnswer] = ()
    signals: Sequence[Signal] = ()

    @classmethod
    def of(cls, answers: Iterable[LabelledAnswer], signals: Iterable[Signal]) -> "Spoken":
        """Bring both into the order of time."""
        oldest_first = attrgetter("at")
        return cls(sorted(answers, key=oldest_first), sorted(signals, key=oldest_first))

    @cached_property
    def statements(self) -> tuple[Statement, ...]:
        """Their preferences."""
        return tuple(
            Statement(signal.attribute, signal.value, wanted=signal.wanted)
            for signal in self.signals
            if signal.kind == SignalKind.PREFERENCE and signal.attribute and signal.value
        )


def weighed(
    shopper_id: str, events: Iterable[ProductEvent], spoken: Spoken, products: Mapping[ProductId, Product]
) -> list[Interaction]:
    """A shopper's events and likings as interactions, oldest first, weighed; `products` are on sale.

    What they bought is one interaction an order and product, and none where it was taken back.
    """
    answers = _by_product(spoken.answers)
    asked = _AskedFor(spoken.statements, products)
    interactions = [
        Interaction(
            shopper_id,
            event.product_id,
            KINDS[event.type],
            event.at,
            _answered(answers.get(event.product_id, ()), event.at) * asked.factor(event.product_id),
        )
        for event in counted(events)
    ]
    interactions += _unwanted(shopper_id, answers, {interaction.product_id for interaction in interactions})
    interactions += [
        Interaction(shopper_id, signal.product_id, LIKINGS[signal.kind], signal.at)
        for signal in spoken.signals
        if signal.kind in LIKINGS and signal.product_id is not None
    ]
    return sorted(interactions, key=attrgetter("at", "product_id", "kind"))


AnswersByProduct = Mapping[ProductId, Sequence[tuple[datetime, Effect]]]


def _by_product(answers: Iterable[LabelledAnswer]) -> AnswersByProduct:
    given: dict[ProductId, list[tuple[datetime, Effect]]] = defaultdict(list)
    for answer in answers:
        for product_id in answer.product_ids:
            given[product_id].append((answer.at, answer.effect))
    return given


def _answered(answers: Sequence[tuple[datetime, Effect]], at: datetime) -> float:
    """The newest answer given after an event says what it was worth; what they do later speaks anew."""
    after = [effect for answered_at, effect in answers if answered_at >= at]
    return FACTORS[after[-1]] if after else 1.0


def _unwanted(shopper_id: str, answers: AnswersByProduct, touched: set[ProductId]) -> Iterable[Interaction]:
    """What they did not want and have not touched in all that was read: it holds, however long ago."""
    for product_id, given in answers.items():
        at, effect = given[-1]
        if product_id not in touched and FACTORS[effect] < 0:
            yield Interaction(shopper_id, product_id, Kind.VIEW, at, FACTORS[effect])


class _AskedFor:
    """What a shopper's stated preferences make of interactions on products that have them."""

    def __init__(self, statements: Sequence[Statement], products: Mapping[ProductId, Product]) -> None:
        self._statements = statements
        self._products = products
        self._factors: dict[ProductId, float] = {}

    def factor(self, product_id: ProductId) -> float:
        if not self._statements:
            return 1.0
        if product_id not in self._factors:
            product = self._products.get(product_id)
            met = [
                statement for statement in self._statements if product is not None and has(product, statement)
            ]
            self._factors[product_id] = prod(
                ASKED_FOR if statement.wanted else NOT_ASKED_FOR for statement in met
            )
        return self._factors[product_id]


def has(product: Product, statement: Statement) -> bool:
    """Whether a product has what a statement names, in the attribute that it names: all its words."""
    wanted = frozenset(terms(statement.value))
    return bool(wanted) and any(wanted <= _words(product, name) for name in spellings(statement.attribute))


def _words(product: Product, name: str) -> frozenset[str]:
    """Those of a product's attribute, or of its brand or category."""
    fields = (("brand", product.brand), ("category", product.category), *product.attributes.items())
    return frozenset(word for own, value in fields if own.lower() == name for word in _read(value))


@lru_cache(maxsize=16_384)
def _read(value: str) -> tuple[str, ...]:
    return tuple(words(value))
