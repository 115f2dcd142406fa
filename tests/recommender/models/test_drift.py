"""What counts as drift, and what does not."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.interactions import Interaction, Kind
from core.products import ProductId
from recommender.models.drift import Shift, Spans, shifts
from tests.recommender.shop import NOW, PRODUCTS

SINCE = NOW - timedelta(days=7)
BEGIN = SINCE - timedelta(days=28)
IDS = [product.product_id for product in PRODUCTS]


def history(*, days: Sequence[int], shoppers: int = 300, products: Sequence[str] = IDS, seed: int = 0,
            kind: Kind = Kind.VIEW, hours: tuple[int, int] = (8, 20)) -> list[Interaction]:  # fmt: skip
    """Shoppers who each look at three products on one of the days (before NOW)."""
    random = np.random.default_rng(seed)
    interactions = []
    for number in range(shoppers):
        day = NOW.replace(hour=0) - timedelta(days=int(random.choice(days)))
        at = day + timedelta(hours=int(random.integers(*hours)))
        chosen = random.choice(np.array(products), 3)
        interactions += [
            Interaction(f"{seed}-{number}", ProductId(product_id), kind, at) for product_id in chosen
        ]
    return interactions


BEFORE = history(days=range(8, 100), shoppers=900)


def by_feature(newest: list[Interaction], *, before: list[Interaction] = BEFORE) -> dict[str, Shift]:
    interactions = sorted([*before, *newest], key=lambda interaction: interaction.at)
    spans = Spans.of(interactions, since=SINCE, until=SINCE)
    return {shift.feature: shift for shift in shifts(spans, PRODUCTS, threshold=0.25)}


def test_a_week_like_those_before_is_no_drift() -> None:
    calm = by_feature(history(days=range(1, 7), seed=1))
    assert set(calm) == {"category", "price", "hour", "popularity"}, "all looked, and nothing is new"
    assert not [shift for shift in calm.values() if shift.drifted]


def test_other_things() -> None:
    shift = by_feature(history(days=range(1, 7), seed=1, products=IDS[5:]))["category"]
    assert shift.drifted
    names = {part.name: part for part in shift.parts}
    assert names["Home"].now > 0.95 > names["Home"].before
    assert names["Clothing"].now < 0.05 < names["Clothing"].before


def test_other_prices() -> None:
    dear = [product.product_id for product in PRODUCTS if product.price >= 40]
    assert by_feature(history(days=range(1, 7), seed=1, products=dear))["price"].drifted


def test_other_interactions() -> None:
    shift = by_feature(history(days=range(1, 7), seed=1, kind=Kind.PURCHASE))["kind"]
    assert shift.drifted
    assert {part.name for part in shift.parts} == {Kind.VIEW, Kind.PURCHASE}


def test_other_hours_are_drift_and_the_clock_change_is_not() -> None:
    night = history(days=range(1, 7), seed=1, hours=(0, 6))
    summer = [
        replace(interaction, at=interaction.at - timedelta(hours=1))
        for interaction in history(days=range(1, 7), seed=1)
    ]
    assert by_feature(night)["hour"].drifted
    assert not by_feature(summer)["hour"].drifted


def test_products_that_nobody_knew() -> None:
    old = [interaction for interaction in BEFORE if interaction.product_id in IDS[:5]]
    assert by_feature(history(days=range(1, 7), seed=1, products=IDS[5:]), before=old)["newness"].drifted


def test_one_machine_is_one_shopper() -> None:
    machine = [Interaction("bot", IDS[9], Kind.VIEW, NOW - timedelta(hours=2))] * 50_000
    assert not [
        shift
        for shift in by_feature([*history(days=range(1, 7), seed=1), *machine]).values()
        if shift.drifted
    ]


def test_few_shoppers_say_nothing_and_some_only_what_chance_does_not() -> None:
    assert by_feature(history(days=range(1, 7), seed=1, shoppers=10, products=IDS[5:])) == {}
    some = by_feature(history(days=range(1, 7), seed=1, shoppers=25, products=IDS[:7]))["category"]
    assert some.chance > 0.25
    assert some.drifted == (some.psi > some.chance)


def test_nothing_happened() -> None:
    assert shifts(Spans.of([], since=SINCE, until=SINCE), PRODUCTS, threshold=0.25) == ()


@given(st.integers(0, 10_000))
@settings(max_examples=25)
def test_the_index_is_never_negative_and_nothing_moves_against_itself(seed: int) -> None:
    interactions = history(days=range(8, 36), shoppers=40, seed=seed)
    spans = replace(Spans.of(interactions, since=SINCE, until=SINCE), newest=interactions)
    same = shifts(replace(spans, reference=interactions), PRODUCTS, threshold=0.25)
    assert same
    assert all(shift.psi == pytest.approx(0.0) and not shift.drifted for shift in same)
    shuffled = [
        replace(interaction, product_id=IDS[(IDS.index(interaction.product_id) + seed) % 10])
        for interaction in interactions
    ]
    assert all(shift.psi >= 0 for shift in shifts(replace(spans, newest=shuffled), PRODUCTS, threshold=0.25))


def test_the_reference_ends_where_the_model_does() -> None:
    def at(moment: datetime) -> Interaction:
        return Interaction("a", IDS[0], Kind.VIEW, moment)

    until = SINCE - timedelta(days=60)
    interactions = [
        at(until - timedelta(days=57)),
        at(until - timedelta(days=29)),
        at(until - timedelta(days=1)),
        at(SINCE - timedelta(days=1)),
        at(NOW),
    ]
    spans = Spans.of(interactions, since=SINCE, until=until)
    assert [len(spans.reference), len(spans.newest), spans.older.total()] == [1, 1, 2]
    young = Spans.of(interactions[1:], since=SINCE, until=until)
    assert young.older.total() == 0, "in its first weeks all of a shop is new"
