"""Guessing gets slow, for a name that exists as for one that does not."""

from datetime import timedelta

from api.throttle import FORGET, FREE, LONGEST, NAMES, Throttle
from tests.clock import ManualClock

NO_WAIT = timedelta(0)


def test_a_few_tries_are_free_then_each_costs_twice_the_wait(clock: ManualClock) -> None:
    throttle = Throttle()
    waits = []
    for _ in range(FREE):
        assert throttle.attempt("admin", clock.now()) == NO_WAIT
    for _ in range(7):
        wait = throttle.attempt("admin", clock.now())
        waits.append(wait.total_seconds())
        clock.advance(wait)
        assert throttle.attempt("admin", clock.now()) == NO_WAIT
    assert waits == [2, 4, 8, 16, 32, 60, 60]
    assert timedelta(seconds=waits[-1]) == LONGEST


def test_trying_during_a_wait_does_not_make_it_longer(clock: ManualClock) -> None:
    throttle = Throttle()
    for _ in range(FREE):
        throttle.attempt("admin", clock.now())
    assert {throttle.attempt("admin", clock.now()) for _ in range(50)} == {timedelta(seconds=2)}


def test_other_names_do_not_wait(clock: ManualClock) -> None:
    throttle = Throttle()
    for _ in range(FREE + 1):
        throttle.attempt("admin", clock.now())
    assert throttle.attempt("marek", clock.now()) == NO_WAIT


def test_the_right_password_or_a_long_silence_forgets_the_tries(clock: ManualClock) -> None:
    throttle = Throttle()
    for name in ("admin", "marek"):
        for _ in range(FREE):
            throttle.attempt(name, clock.now())
    throttle.succeeded("admin")
    assert throttle.attempt("admin", clock.now()) == NO_WAIT
    clock.advance(FORGET)
    for _ in range(FREE):
        assert throttle.attempt("marek", clock.now()) == NO_WAIT


def test_made_up_names_do_not_fill_the_memory(clock: ManualClock) -> None:
    throttle = Throttle()
    for _ in range(FREE):
        throttle.attempt("old", clock.now())
    for number in range(NAMES):
        throttle.attempt(str(number), clock.now())
    assert throttle.attempt("old", clock.now()) == NO_WAIT
