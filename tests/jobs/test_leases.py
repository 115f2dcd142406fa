"""Leases: one holder at a time, taken over when it is dead, kept while it works, whatever the clocks say."""

import threading
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from sqlalchemy import Engine
from sqlalchemy.exc import OperationalError

from core.database import connect
from jobs import leases
from jobs.leases import LeaseWatch, Pace
from tests.clock import ManualClock
from tests.jobs.outage import Outage

HOUR = timedelta(hours=1)


class Patient:
    """A steady clock that moves only while somebody waits; what happens meanwhile is scripted."""

    def __init__(self, *happens: Callable[[], object]) -> None:
        self.seconds = 0.0
        self._happens: Iterator[Callable[[], object]] = iter(happens)

    def wait(self, seconds: float) -> None:
        self.seconds += seconds
        next(self._happens, lambda: None)()

    @property
    def pace(self) -> Pace:
        return Pace(elapsed=lambda: self.seconds, wait=self.wait)


def test_a_lease_has_one_holder(engine: Engine, clock: ManualClock) -> None:
    def renewed() -> bool:
        return leases.renew(engine, "job", "a", clock=clock)

    assert leases.acquire(engine, "job", "a", clock=clock)
    assert not leases.acquire(engine, "job", "b", clock=clock, watch=LeaseWatch(Patient(renewed).pace))
    assert leases.acquire(engine, "job", "a", clock=clock), "its holder may take it again"
    assert leases.acquire(engine, "another", "b", clock=clock)


def test_one_that_nobody_renews_is_taken_over(engine: Engine, clock: ManualClock) -> None:
    leases.acquire(engine, "job", "a", clock=clock)
    patient = Patient()
    assert leases.acquire(engine, "job", "b", clock=clock, watch=LeaseWatch(patient.pace))
    assert patient.seconds >= Pace().ttl
    assert not leases.renew(engine, "job", "a", clock=clock), "who was slow learns it"


@pytest.mark.parametrize("jump", [HOUR, -HOUR])
def test_a_clock_that_jumps_takes_no_lease_from_its_holder(
    engine: Engine, clock: ManualClock, jump: timedelta
) -> None:
    leases.acquire(engine, "job", "a", clock=clock)
    theirs = ManualClock(clock.now() + jump)

    def renewed() -> bool:
        return leases.renew(engine, "job", "a", clock=clock)

    patient = Patient(*[lambda: None] * 9, renewed)
    assert not leases.acquire(engine, "job", "b", clock=theirs, watch=LeaseWatch(patient.pace))
    assert leases.renew(engine, "job", "a", clock=clock)


def test_what_was_not_seen_proves_nothing(engine: Engine, clock: ManualClock) -> None:
    """A machine that slept, or was stopped, did not see whether anybody renewed."""
    leases.acquire(engine, "job", "a", clock=clock)

    def sleep() -> None:
        patient.seconds += 3_600

    patient = Patient(sleep, *[lambda: None] * 5, lambda: leases.renew(engine, "job", "a", clock=clock))
    assert not leases.acquire(engine, "job", "b", clock=clock, watch=LeaseWatch(patient.pace))


def test_an_outage_proves_nothing() -> None:
    patient, sight = Patient(), leases.Sight("a", ManualClock().now())
    watch = LeaseWatch(patient.pace)
    for _ in range(3):
        assert not watch.dead({"job": sight})
        patient.wait(14)
    watch.forget()  # what a leader does when the database is away: neither could the holder renew
    assert not watch.dead({"job": sight})


def test_who_is_to_end_waits_for_no_lease(engine: Engine, clock: ManualClock) -> None:
    leases.acquire(engine, "job", "a", clock=clock)
    assert not leases.acquire(engine, "job", "b", clock=clock, watch=LeaseWatch(Pace(wait=lambda _: True)))


def test_only_its_holder_lets_a_lease_go(engine: Engine, clock: ManualClock) -> None:
    leases.acquire(engine, "job", "a", clock=clock)
    leases.release(engine, "job", "b")
    assert leases.renew(engine, "job", "a", clock=clock)
    leases.release(engine, "job", "a")
    assert not leases.renew(engine, "job", "a", clock=clock)
    assert leases.acquire(engine, "job", "b", clock=clock)


def test_of_many_that_race_one_wins(engine: Engine, clock: ManualClock) -> None:
    start = threading.Barrier(8)
    won: list[str] = []

    def race(name: str) -> None:
        start.wait()
        if leases.acquire(engine, "job", name, clock=clock, watch=LeaseWatch(Pace(wait=lambda _: True))):
            won.append(name)

    threads = [threading.Thread(target=race, args=(name,)) for name in "abcdefgh"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(won) == 1


def test_a_held_lease_is_kept_alive_and_given_back(engine: Engine, clock: ManualClock) -> None:
    quick = Pace(beat=0.01, look=0.01)
    with leases.held(engine, "job", clock=clock, pace=quick) as free:
        assert free
        with leases.held(engine, "job", clock=clock, pace=quick) as second:
            assert not second
    assert leases.acquire(engine, "job", "next", clock=clock, watch=LeaseWatch(Pace(wait=lambda _: True)))


def test_a_lease_is_given_back_once_the_database_is_back(engine: Engine, clock: ManualClock) -> None:
    outage = Outage(engine)

    def wait(_seconds: float) -> None:
        outage.on = False

    with leases.held(engine, "job", clock=clock, pace=Pace(wait=wait)):
        outage.on = True
    assert leases.acquire(engine, "job", "next", clock=clock, watch=LeaseWatch(Pace(wait=lambda _: True)))


def test_who_watches_one_lease_sees_the_others_die(engine: Engine, clock: ManualClock) -> None:
    """So that a leader's jobs can begin anew as soon as another follows it."""
    for name in ("worker", "job:a"):
        leases.acquire(engine, name, "killed", clock=clock)
    patient = Patient()
    watch = LeaseWatch(patient.pace)
    assert leases.acquire(engine, "worker", "next", clock=clock, watch=watch)
    assert leases.sweep(engine, watch, prefix="job:") == 1


def test_the_dead_are_swept_away_and_the_living_are_not(engine: Engine, clock: ManualClock) -> None:
    for name in ("job:dead", "job:alive", "worker"):
        leases.acquire(engine, name, "a", clock=clock)
    patient = Patient()
    watch = LeaseWatch(patient.pace)
    swept = []
    for _ in range(5):
        leases.renew(engine, "job:alive", "a", clock=clock)
        swept.append(leases.sweep(engine, watch, prefix="job:"))
        patient.wait(10)
    assert swept == [0, 0, 0, 1, 0]
    assert leases.renew(engine, "job:alive", "a", clock=clock)
    assert not leases.renew(engine, "job:dead", "a", clock=clock)
    assert leases.renew(engine, "worker", "a", clock=clock)


def test_a_heart_beats_on_while_the_database_is_away(clock: ManualClock) -> None:
    away = connect("postgresql+psycopg://nobody@127.0.0.1:1/nowhere")
    with pytest.raises(OperationalError), leases.held(away, "job", clock=clock):
        raise AssertionError("nothing is held where nobody answers")
