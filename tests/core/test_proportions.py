"""Shares with their intervals, against the examples of the papers they come from."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.proportions import Proportion, difference


@pytest.mark.parametrize(
    ("hits", "total", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_the_wilson_interval_is_that_of_newcombe_1998_table_1(
    hits: int, total: int, low: float, high: float
) -> None:
    assert Proportion(hits, total).interval == pytest.approx((low, high), abs=5e-5)


@pytest.mark.parametrize(
    ("first", "second", "low", "high"),
    [
        ((56, 70), (48, 80), 0.0524, 0.3339),
        ((9, 10), (3, 10), 0.1705, 0.8090),
        ((5, 56), (0, 29), -0.0381, 0.1926),
        ((0, 10), (0, 20), -0.1611, 0.2775),
    ],
)
def test_the_interval_of_a_difference_is_that_of_newcombe_1998_table_2(
    first: tuple[int, int], second: tuple[int, int], low: float, high: float
) -> None:
    estimate = difference(Proportion(*first), Proportion(*second))
    assert estimate.value == pytest.approx(first[0] / first[1] - second[0] / second[1])
    assert (estimate.low, estimate.high) == pytest.approx((low, high), abs=5e-5)


def test_no_trials_leave_everything_open() -> None:
    nothing = Proportion(0, 0)
    assert nothing.share == 0.0
    assert nothing.interval == (0.0, 1.0)


def test_a_difference_is_beyond_chance_when_its_interval_leaves_out_zero() -> None:
    assert difference(Proportion(56, 70), Proportion(48, 80)).beyond_chance
    assert difference(Proportion(48, 80), Proportion(56, 70)).beyond_chance
    assert not difference(Proportion(5, 56), Proportion(0, 29)).beyond_chance


@given(st.integers(1, 10_000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_an_interval_holds_its_share_and_stays_between_zero_and_one(counts: tuple[int, int]) -> None:
    proportion = Proportion(*counts)
    low, high = proportion.interval
    assert 0.0 <= low <= proportion.share + 1e-12
    assert proportion.share - 1e-12 <= high <= 1.0
