"""One sessioniser: whoever parts a history into sessions parts it in the same places."""

from datetime import UTC, datetime, timedelta
from random import Random

import pytest

from core.interactions import Interaction, Kind
from core.products import ProductId
from core.shopper_sessions import PAUSE, Step, parted_by_pause, shopper_sessions
from recommender.learning.examples import examples
from recommender.segments.behaviour import Shelf, behaviour_of

START = datetime(2026, 3, 1, tzinfo=UTC)


def moments(seed: int) -> list[datetime]:
    """Pauses around the one that ends a session, to the microsecond."""
    random, at, times = Random(seed), START, []
    pauses = (timedelta(0), timedelta(minutes=1), PAUSE, PAUSE + timedelta(microseconds=1), timedelta(days=1))
    for _ in range(40):
        at += random.choice(pauses)
        times.append(at)
    return times


@pytest.mark.parametrize("seed", range(5))
def test_sessions_are_the_same_for_all_who_part_them(seed: int) -> None:
    interactions = [
        Interaction("a", ProductId(f"p{place}"), Kind.VIEW, at) for place, at in enumerate(moments(seed))
    ]
    parted = list(parted_by_pause(interactions))
    steps = [Step("view", interaction.at, interaction.product_id) for interaction in interactions]
    assert [[step.at for step in session.steps] for session in shopper_sessions(steps)] == [
        [interaction.at for interaction in session] for session in parted
    ]
    nothing: Shelf = {}
    assert behaviour_of(interactions, nothing, now=interactions[-1].at).sessions == len(parted)
    looked_on = examples(interactions, since=START)["product"]
    assert len(looked_on) == sum(len(session) > 1 for session in parted)


def test_a_session_ends_after_a_pause_and_not_at_it() -> None:
    at = (START, START + PAUSE, START + 2 * PAUSE + timedelta(microseconds=1))
    interactions = [Interaction("a", ProductId("p"), Kind.VIEW, moment) for moment in at]
    assert [len(session) for session in parted_by_pause(interactions)] == [2, 1]
    assert list(parted_by_pause([])) == []


def test_the_past_ends_with_the_last_step_of_the_last_session() -> None:
    day = timedelta(days=1)
    moments = [START, START + timedelta(minutes=1), START + day, START + day + timedelta(minutes=1)]
    steps = [Step("view", at, ProductId("p")) for at in (*moments, START + 2 * day)]
    first, _, third = (session.past for session in shopper_sessions(steps))
    assert (first.sessions, first.bought, first.left, first.last_at) == (0, 0, 0, None)
    assert (third.sessions, third.last_at) == (2, moments[-1])
