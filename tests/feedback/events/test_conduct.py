"""What no person does, and what a busy one does."""

import random
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest

from feedback.events.conduct import is_inhuman

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def every(seconds: float, *, times: int) -> list[datetime]:
    return [NOON + timedelta(seconds=seconds * number) for number in range(times)]


def by_a_person(events: int, *, hours: float, seed: int = 1) -> list[datetime]:
    """Gaps as people make them: most short, some long."""
    gaps = [random.Random(seed + number).expovariate(1) for number in range(events)]
    pace = hours * 3600 / sum(gaps)
    return [NOON + timedelta(seconds=pace * sum(gaps[:number])) for number in range(events)]


@pytest.mark.parametrize(
    "moments",
    [
        pytest.param(by_a_person(3_000, hours=20), id="thousands in a day"),
        pytest.param(every(0.5, times=60), id="two a second"),
        pytest.param(every(0.2, times=30), id="five a second, and gone"),
        pytest.param(every(60, times=200), id="one a minute, to the second"),
        pytest.param(every(300, times=288), id="one in five minutes, all day"),
        pytest.param(by_a_person(400, hours=40), id="never asleep"),
        pytest.param([NOON] * 500, id="all at once"),
    ],
)
def test_what_no_person_does(moments: Sequence[datetime]) -> None:
    assert is_inhuman(random.Random(0).sample(moments, len(moments)))


@pytest.mark.parametrize(
    "moments",
    [
        pytest.param([], id="nothing"),
        pytest.param(by_a_person(100, hours=4), id="a hundred in an afternoon"),
        pytest.param(every(144, times=100), id="a hundred, as regular as a clock"),
        pytest.param(by_a_person(600, hours=12), id="six hundred on a day in bed"),
        pytest.param(every(0.3, times=20), id="twenty tabs at once"),
        pytest.param(every(86_400, times=90), id="once a day, at breakfast"),
        pytest.param(every(1_800, times=36), id="up all night"),
    ],
)
def test_what_a_busy_person_does(moments: Sequence[datetime]) -> None:
    assert not is_inhuman(moments)


@pytest.mark.parametrize("seed", range(40))
def test_people_are_not_taken_for_programs(seed: int) -> None:
    assert not is_inhuman(by_a_person(500, hours=14, seed=1_000 * seed))
