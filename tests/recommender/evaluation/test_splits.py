from collections import defaultdict

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.interactions import Interaction, Kind
from recommender.evaluation.splits import SPLITS, leave_one_out, random, temporal
from tests.recommender.shop import interaction

HISTORY = [
    interaction("ann", "mug", Kind.VIEW, days=9),
    interaction("ann", "mug", days=8),
    interaction("ann", "pot", Kind.VIEW, days=7),
    interaction("ann", "pot", days=6),
    interaction("bob", "mug", days=5),
    interaction("bob", "bowl", days=4),
    interaction("bob", "plate", Kind.VIEW, days=3),
    interaction("cleo", "mug", Kind.VIEW, days=2),
]


def pairs(interactions: tuple[Interaction, ...]) -> list[tuple[str, str]]:
    return [(interaction.shopper_id, interaction.product_id) for interaction in interactions]


def test_temporal_asks_about_the_newest_fifth() -> None:
    split = temporal(HISTORY[::-1])
    assert pairs(split.after) == [("bob", "plate"), ("cleo", "mug")]
    assert max(interaction.at for interaction in split.before) < min(
        interaction.at for interaction in split.after
    )


def test_leave_one_out_hides_all_traces_of_the_last_choice() -> None:
    split = leave_one_out(HISTORY)
    assert pairs(split.after) == [("ann", "pot"), ("bob", "bowl")]
    assert pairs(split.before) == [("ann", "mug"), ("ann", "mug"), ("bob", "mug"), ("cleo", "mug")]


def test_a_random_fifth_is_the_same_for_the_same_seed() -> None:
    many = [
        interaction("ann", name, days=day)
        for day, name in enumerate(("mug", "pot", "bowl", "plate", "kettle"))
    ]
    split = random(many, seed=3)
    assert (len(split.before), len(split.after)) == (4, 1)
    assert random(many, seed=3) == split


SOME = st.builds(
    interaction,
    st.sampled_from(("ann", "bob", "cleo")),
    st.sampled_from(("mug", "pot", "bowl", "plate")),
    st.sampled_from((Kind.VIEW, Kind.CART, Kind.PURCHASE)),
    days=st.integers(0, 30),
)


@pytest.mark.parametrize("name", SPLITS)
@given(interactions=st.lists(SOME, max_size=30))
def test_nothing_is_asked_about_that_was_learned_from(name: str, interactions: list[Interaction]) -> None:
    split = SPLITS[name](interactions)
    assert not set(map(id, split.before)) & set(map(id, split.after))
    if name != "temporal":
        assert not set(pairs(split.before)) & set(pairs(split.after))


@given(interactions=st.lists(SOME, max_size=30))
def test_by_lot_everyone_who_is_asked_keeps_a_past(interactions: list[Interaction]) -> None:
    split = random(interactions)
    left = defaultdict(set)
    for known in split.before:
        left[known.shopper_id].add(known.product_id)
    assert all(left[shopper] for shopper, _ in pairs(split.after))
