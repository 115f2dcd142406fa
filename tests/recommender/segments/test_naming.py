"""Names are read off the centre, all different, and stay with the group that had them."""

from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from recommender.segments.behaviour import FEATURES, Behaviour
from recommender.segments.naming import CODES, matched, named, title

PLAIN = Behaviour(
    recency=5, sessions=3, pace=5, views=3, cart_rate=0.3, abandonment=0.2, orders=0.5, spend=10
)


def offsets(**off: float) -> Behaviour:
    return Behaviour(**off)


@pytest.mark.parametrize(
    ("typical", "off", "code"),
    [
        (
            PLAIN._replace(sessions=1.0, orders=0.0, cart_rate=0.0, abandonment=0.0, spend=0),
            offsets(sessions=-1.2, orders=-0.8, cart_rate=-0.8, spend=-0.8),
            "first_time_visitors",
        ),
        (
            PLAIN._replace(cart_rate=0.9, abandonment=0.9, orders=0.0, spend=0),
            offsets(cart_rate=1.2, abandonment=2.0, orders=-0.5),
            "high_abandonment_risk",
        ),
        (
            PLAIN._replace(orders=6, sessions=9, spend=50),
            offsets(orders=1.6, sessions=1.0, pace=-0.8, spend=0.4),
            "repeat_buyers",
        ),
        (
            PLAIN._replace(orders=3, spend=900),
            offsets(orders=0.5, spend=2.4),
            "high_value",
        ),
        (
            PLAIN._replace(recency=200, pace=200, sessions=1.2, orders=1.0),
            offsets(recency=2.0, pace=1.8, sessions=-0.8),
            "lapsed_buyers",
        ),
        (
            PLAIN._replace(thrift=0.5),
            offsets(thrift=2.0),
            "bargain_hunters",
        ),
    ],
)
def test_a_centre_is_called_what_it_is(typical: Behaviour, off: Behaviour, code: str) -> None:
    assert named(np.array([typical]), np.array([off])) == (code,)


rows = st.integers(1, 12).flatmap(
    lambda count: st.tuples(
        arrays(np.float64, (count, len(FEATURES)), elements=st.floats(0, 100)),
        arrays(np.float64, (count, len(FEATURES)), elements=st.floats(-3, 3)),
    )
)


@given(rows)
def test_names_are_unique_whatever_the_centres(
    centres: tuple[np.ndarray[tuple[int, int], np.dtype[np.float64]], ...],
) -> None:
    codes = named(*centres)
    assert len(set(codes)) == len(codes) == len(centres[0])
    assert len({title(code) for code in codes}) == len(codes)


@given(rows, st.randoms())
def test_names_are_unique_on_the_second_night_too(
    centres: tuple[np.ndarray[tuple[int, int], np.dtype[np.float64]], ...], chance: Random
) -> None:
    count = len(centres[0])
    possible = [*CODES, *(f"everyone_else_{number + 1}" for number in range(count))]
    earlier = chance.sample(range(count), count // 2)
    kept = dict(zip(earlier, chance.sample(possible, len(earlier)), strict=True))
    codes = named(*centres, kept=kept)
    assert len(set(codes)) == len(codes) == count


def test_the_unnamed_take_the_first_numbers_that_are_free() -> None:
    buyers, off = np.array([PLAIN._replace(orders=5)] * 5), np.array([offsets()] * 5)
    first = named(buyers, off)
    assert sorted(first)[:3] == ["everyone_else_1", "everyone_else_2", "everyone_else_3"]
    kept = {0: "everyone_else_2", 1: "repeat_buyers", 2: "occasional_buyers"}
    again = named(buyers, off, kept=kept)
    assert again == (*kept.values(), "everyone_else_1", "everyone_else_3")


def test_a_name_that_no_longer_holds_is_not_kept() -> None:
    buyers, off = PLAIN._replace(orders=5, sessions=8), offsets(orders=1.5)
    codes = named(np.array([buyers]), np.array([off]), kept={0: "first_time_visitors"})
    assert codes == ("repeat_buyers",)


def test_a_name_that_still_holds_is_kept_though_another_fits_better() -> None:
    rich = PLAIN._replace(orders=5, sessions=8, spend=900)
    off = offsets(orders=1.0, spend=2.5)
    assert named(np.array([rich]), np.array([off])) == ("high_value",)
    assert named(np.array([rich]), np.array([off]), kept={0: "repeat_buyers"}) == ("repeat_buyers",)


def test_centres_are_matched_where_they_moved_little() -> None:
    before = np.array([[0.0, 0.0], [10.0, 0.0]])
    after = np.array([[10.5, 0.0], [0.0, 9.0], [0.5, 0.0]])
    assert matched(after, before, ["near", "far"]) == {0: "far", 2: "near"}


def test_every_code_has_a_title() -> None:
    assert all(title(code) and title(code) != code for code in CODES)
    assert title("everyone_else_1") == "Everyone else"
    assert title("everyone_else_2") == "Everyone else, 2"
