"""When a new model may serve."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from recommender.models.comparison import PairedMarks, decide
from recommender.models.manifest import Decision

RANDOM = np.random.default_rng(0)
BEFORE = RANDOM.random(400) * 0.4


def decided(
    after: NDArray[np.float64], before: NDArray[np.float64] = BEFORE, *, margin: float = 0.1
) -> Decision:
    marked = PairedMarks(against="v1", how="as it is", since="2026-03-01", before=before, after=after)
    return decide(marked, margin=margin)


def test_the_same_marks_are_not_worse() -> None:
    decision = decided(BEFORE)
    assert decision.promoted
    assert decision.difference == (0.0, 0.0, 0.0)
    assert (decision.shoppers, decision.metric, decision.against) == (400, "ndcg@10", "v1")


def test_better_beyond_chance_is_said() -> None:
    decision = decided(BEFORE + 0.02)
    assert decision.promoted
    assert "better" in decision.because
    assert decision.difference[1] > 0


def test_a_little_worse_for_certain_is_kept_back() -> None:
    decision = decided(BEFORE - 0.005)
    assert not decision.promoted
    assert "more than chance explains" in decision.because
    assert decision.difference[2] < 0


def test_a_little_worse_within_chance_may_serve_and_much_worse_may_not() -> None:
    few = BEFORE[:30]
    noise = RANDOM.normal(size=30) * 0.3
    noise -= noise.mean()
    assert decided(few - 0.05 * few.mean() + noise, few).promoted
    much = decided(few - 0.2 * few.mean() + noise, few)
    assert not much.promoted
    assert "chance may explain" in much.because
    assert decided(few - 0.2 * few.mean() + noise, few, margin=0.5).promoted


@given(st.lists(st.tuples(st.floats(0, 1), st.floats(0, 1)), min_size=1, max_size=60))
@settings(max_examples=25)
def test_whoever_wins_one_way_round_does_not_lose_the_other(pairs: list[tuple[float, float]]) -> None:
    """Two models cannot each be certainly worse than the other, and the interval holds the mean."""
    before, after = (np.array(values) for values in zip(*pairs, strict=True))
    forwards, backwards = decided(after, before), decided(before, after)
    assert forwards.promoted or backwards.promoted
    mean, low, high = forwards.difference
    assert low <= mean + 1e-9
    assert mean <= high + 1e-9
    assert mean == pytest.approx(-backwards.difference[0])
