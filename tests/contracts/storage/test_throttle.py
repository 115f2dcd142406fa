"""Guessing gets slow, in every process together, for a name that exists as for one that does not."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from sqlalchemy import Engine
from sqlmodel import Session, func, select

from core import throttle
from core.database import transaction
from core.tables import SignInTries
from core.throttle import FORGET, FREE, LONGEST
from tests.clock import ManualClock

NO_WAIT = timedelta(0)
HOUR = timedelta(hours=1)


def tried(session: Session, clock: ManualClock, times: int, client: str = "guesser") -> None:
    for _ in range(times):
        assert throttle.attempt(session, client, now=clock.now()) == NO_WAIT


def test_a_few_tries_are_free_then_each_costs_twice_the_wait(session: Session, clock: ManualClock) -> None:
    tried(session, clock, FREE)
    waits = []
    for _ in range(11):
        wait = throttle.attempt(session, "guesser", now=clock.now())
        waits.append(wait.total_seconds())
        clock.advance(wait)
        tried(session, clock, 1)
    assert waits == [2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900]
    assert timedelta(seconds=waits[-1]) == LONGEST


def test_trying_during_a_wait_does_not_make_it_longer(session: Session, clock: ManualClock) -> None:
    tried(session, clock, FREE)
    waits = {throttle.attempt(session, "guesser", now=clock.now()) for _ in range(50)}
    assert waits == {timedelta(seconds=2)}


def test_others_do_not_wait(session: Session, clock: ManualClock) -> None:
    tried(session, clock, FREE)
    assert throttle.attempt(session, "guesser", now=clock.now()) > NO_WAIT
    tried(session, clock, 1, "the owner, elsewhere")


def test_the_right_password_or_a_long_silence_forgets_the_tries(session: Session, clock: ManualClock) -> None:
    tried(session, clock, FREE)
    throttle.succeeded(session, "guesser")
    tried(session, clock, FREE)
    clock.advance(FORGET)
    tried(session, clock, FREE)


def test_a_clock_that_is_set_back_locks_nobody_out(session: Session, clock: ManualClock) -> None:
    tried(session, clock, FREE + 0)
    clock.advance(-HOUR)
    assert throttle.attempt(session, "guesser", now=clock.now()) == timedelta(seconds=2)
    clock.advance(timedelta(seconds=2))
    tried(session, clock, 1)


def test_a_clock_that_jumps_to_and_fro_forgets_nothing(session: Session, clock: ManualClock) -> None:
    tried(session, clock, FREE)
    for expected in (4, 8, 16, 32, 64, 128):
        clock.advance(HOUR)
        tried(session, clock, 1)
        assert throttle.attempt(session, "guesser", now=clock.now()) == timedelta(seconds=expected)
        clock.advance(-HOUR)
        assert throttle.attempt(session, "guesser", now=clock.now()) == timedelta(seconds=expected)


def test_many_at_once_do_not_slip_past(engine: Engine, clock: ManualClock) -> None:
    def attempt(_number: int) -> timedelta:
        with transaction(engine) as session:
            return throttle.attempt(session, "guesser", now=clock.now())

    with ThreadPoolExecutor(8) as pool:
        waits = list(pool.map(attempt, range(40)))
    assert waits.count(NO_WAIT) == FREE


def test_what_is_forgotten_is_deleted(session: Session, clock: ManualClock) -> None:
    tried(session, clock, 1, "made up")
    clock.advance(FORGET - HOUR)
    tried(session, clock, 1)
    assert throttle.purge(session, now=clock.now()) == 0
    clock.advance(HOUR)
    assert throttle.purge(session, now=clock.now()) == 1
    assert session.exec(select(func.count()).select_from(SignInTries)).one() == 1
