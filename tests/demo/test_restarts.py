"""Three restarts in ten minutes, for each process by itself."""

from demo.restarts import Restarts


def test_a_fourth_within_ten_minutes_is_refused_and_later_there_may_be_more() -> None:
    moments = iter((0.0, 100.0, 200.0, 599.0, 600.0, 601.0, 601.0))
    restarts = Restarts(clock=lambda: next(moments))
    counts = [restarts.next("assistant") for _ in range(6)]
    assert counts == [1, 2, 3, None, 3, None]
    assert restarts.next("actions") == 1
