"""Three failures in a row open it, the rest lets one through, a success closes it."""

from api.breaker import Breaker


class Seconds:
    """A clock that stands until a test moves it."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


def broken(clock: Seconds) -> Breaker:
    breaker = Breaker(failures=3, rest_seconds=5.0, clock=clock)
    for _ in range(3):
        assert breaker.admits()
        breaker.failed()
    return breaker


def test_three_failures_in_a_row_open_it_and_two_do_not() -> None:
    breaker = Breaker(failures=3, clock=Seconds())
    for _ in range(5):
        breaker.failed()
        breaker.failed()
        assert breaker.admits()
        breaker.succeeded()
    broken_one = broken(Seconds())
    assert broken_one.is_open
    assert not broken_one.admits()


def test_after_the_rest_one_is_let_through_and_its_success_closes_it() -> None:
    clock = Seconds()
    breaker = broken(clock)
    clock.now = 5.0
    assert [breaker.admits() for _ in range(3)] == [True, False, False]
    breaker.succeeded()
    assert [breaker.admits() for _ in range(3)] == [True, True, True]


def test_one_that_fails_or_never_ends_leaves_it_open_for_another_rest() -> None:
    clock = Seconds()
    breaker = broken(clock)
    clock.now = 5.0
    assert breaker.admits()
    breaker.failed()
    clock.now = 9.0
    assert not breaker.admits()
    clock.now = 10.0
    assert breaker.admits()  # and never comes back
    clock.now = 15.0
    assert breaker.admits()
