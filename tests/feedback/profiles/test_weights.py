"""What a statement says of a product is what recommendations make of it: whole words, where meant."""

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from core.interactions import Interaction, Kind, Statement
from core.products import Product, ProductId
from feedback.events.purchases import ProductEvent
from feedback.profiles.weights import (
    ASKED_FOR,
    NOT_ASKED_FOR,
    LabelledAnswer,
    Signal,
    Spoken,
    has,
    weighed,
)
from feedback.reasons import Effect
from feedback.tables import EventType, SignalKind
from recommender import Catalog
from recommender.products.matching import matches

PRODUCTS = [
    Product(ProductId("red"), "Scarf", category="Clothing > Scarves", attributes={"colour": "dark red"}),
    Product(ProductId("shredded"), "Shredded paper", category="Office", attributes={"Color": "Shredded"}),
    Product(ProductId("boots"), "Red boots", category="Shoes", brand="Red Fox", attributes={"size": "7"}),
    Product(ProductId("tea"), "Tea", category="Food > Tea", attributes={"color": "green", "colour": "black"}),
    Product(ProductId("bare"), "Nothing is said of it"),
]


@pytest.mark.parametrize(
    ("statement", "having"),
    [
        (Statement("colour", "red"), {"red"}),
        (Statement("color", "Red"), {"red"}),
        (Statement("COLOUR", "green"), {"tea"}),
        (Statement("colour", "dark reds"), {"red"}),
        (Statement("colour", "red dark blue"), set()),
        (Statement("brand", "fox"), {"boots"}),
        (Statement("category", "scarf"), {"red"}),
        (Statement("category", "scarves"), {"red"}),
        (Statement("category", "shoe"), {"boots"}),
        (Statement("size", "7"), {"boots"}),
        (Statement("colour", "the"), set()),
        (Statement("", "red"), set()),
    ],
    ids=str,
)
def test_a_product_has_what_was_said_in_whole_words(statement: Statement, having: set[str]) -> None:
    assert {product.product_id for product in PRODUCTS if has(product, statement)} == having
    shop_catalog = Catalog.of(PRODUCTS, np.zeros((len(PRODUCTS), 2), dtype=np.float32))
    recommended = matches(shop_catalog, statement) == 1.0
    assert {product.product_id for product, met in zip(PRODUCTS, recommended, strict=True) if met} == having


def test_what_was_asked_for_counts_a_quarter_more_and_what_was_not_wanted_half() -> None:
    """As docs/recommender.md says."""
    assert (ASKED_FOR, NOT_ASKED_FOR) == (1.25, 0.5)


NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
RED, TEA, BOOTS = (ProductId(name) for name in ("red", "tea", "boots"))


def at(minutes: int) -> datetime:
    return NOON + timedelta(minutes=minutes)


def preference(attribute: str | None, value: str | None, *, wanted: bool = True, minutes: int = 0) -> Signal:
    return Signal(at(minutes), SignalKind.PREFERENCE, None, attribute, value, wanted)


def factors(
    events: list[ProductEvent], *spoken: LabelledAnswer | Signal
) -> list[tuple[ProductId, Kind, float]]:
    """What is made of events: product, kind and factor, oldest first."""
    answers = [statement for statement in spoken if isinstance(statement, LabelledAnswer)]
    signals = [statement for statement in spoken if isinstance(statement, Signal)]
    interactions: list[Interaction] = weighed(
        "ayla", events, Spoken.of(answers, signals), {product.product_id: product for product in PRODUCTS}
    )
    return [(made.product_id, made.kind, made.factor) for made in interactions]


def test_an_act_of_which_nothing_was_said_counts_once_and_the_oldest_comes_first() -> None:
    events = [ProductEvent(TEA, EventType.PURCHASE, at(5)), ProductEvent(RED, EventType.VIEW, at(1))]
    assert factors(events) == [(RED, Kind.VIEW, 1.0), (TEA, Kind.PURCHASE, 1.0)]
    assert factors([]) == []


def test_the_newest_answer_after_an_act_says_what_it_was_worth() -> None:
    events = [ProductEvent(RED, EventType.CART, at(0)), ProductEvent(RED, EventType.VIEW, at(20))]
    looking = LabelledAnswer(at(5), Effect.HALVE, [RED])
    no = LabelledAnswer(at(10), Effect.NEGATIVE, [RED, TEA])
    assert factors(events, no, looking) == [
        (RED, Kind.CART, -0.5),
        (TEA, Kind.VIEW, -0.5),  # never touched: the answer itself is what is known of it
        (RED, Kind.VIEW, 1.0),  # they came back afterwards
    ]
    assert factors([], looking) == []


def test_what_was_asked_for_is_lifted_and_what_was_not_wanted_lowered() -> None:
    events = [ProductEvent(RED, EventType.VIEW, at(0)), ProductEvent(TEA, EventType.VIEW, at(1))]
    red = preference("colour", "red")
    assert factors(events, red) == [(RED, Kind.VIEW, ASKED_FOR), (TEA, Kind.VIEW, 1.0)]
    no_tea = preference("category", "tea", wanted=False, minutes=1)
    scarf = preference("category", "scarves", minutes=2)
    assert factors(events, scarf, no_tea, red) == [
        (RED, Kind.VIEW, ASKED_FOR * ASKED_FOR),
        (TEA, Kind.VIEW, NOT_ASKED_FOR),
    ]


def test_a_preference_that_names_nothing_and_a_product_that_is_gone_change_nothing() -> None:
    gone = [ProductEvent(ProductId("gone"), EventType.VIEW, at(0))]
    assert factors(gone, preference("colour", "red")) == [(ProductId("gone"), Kind.VIEW, 1.0)]
    assert Spoken.of([], [preference("colour", None), preference(None, "red")]).statements == ()


def test_likes_and_dislikes_are_interactions_of_their_own() -> None:
    like = Signal(at(2), SignalKind.LIKE, BOOTS, None, None, True)
    dislike = Signal(at(1), SignalKind.DISLIKE, TEA, None, None, True)
    assert factors([], like, dislike) == [(TEA, Kind.DISLIKE, 1.0), (BOOTS, Kind.LIKE, 1.0)]
