"""Leases: one holder at a time, taken over when it is dead, kept while it works."""

import threading
from datetime import datetime

from sqlalchemy import Engine

from jobs import leases
from tests.clock import ManualClock


def test_a_lease_has_one_holder(engine: Engine, clock: ManualClock) -> None:
    assert leases.acquire(engine, "job", "a", clock=clock)
    assert not leases.acquire(engine, "job", "b", clock=clock)
    assert leases.acquire(engine, "job", "a", clock=clock), "its holder may take it again"
    assert leases.acquire(engine, "another", "b", clock=clock)


def test_a_renewed_lease_lasts_and_a_forgotten_one_is_taken_over(engine: Engine, clock: ManualClock) -> None:
    leases.acquire(engine, "job", "a", clock=clock)
    clock.advance(leases.TTL * 0.9)
    assert leases.renew(engine, "job", "a", clock=clock)
    clock.advance(leases.TTL * 0.9)
    assert not leases.acquire(engine, "job", "b", clock=clock)
    clock.advance(leases.TTL * 0.2)
    assert leases.acquire(engine, "job", "b", clock=clock)
    assert not leases.renew(engine, "job", "a", clock=clock)


def test_only_its_holder_lets_a_lease_go(engine: Engine, clock: ManualClock) -> None:
    leases.acquire(engine, "job", "a", clock=clock)
    leases.release(engine, "job", "b")
    assert not leases.acquire(engine, "job", "b", clock=clock)
    leases.release(engine, "job", "a")
    assert leases.acquire(engine, "job", "b", clock=clock)


def test_of_many_that_race_one_wins(engine: Engine, clock: ManualClock) -> None:
    start = threading.Barrier(8)
    won: list[str] = []

    def race(name: str) -> None:
        start.wait()
        if leases.acquire(engine, "job", name, clock=clock):
            won.append(name)

    threads = [threading.Thread(target=race, args=(name,)) for name in "abcdefgh"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(won) == 1


def test_a_held_lease_is_kept_alive_and_given_back(engine: Engine, clock: ManualClock) -> None:
    renewed = threading.Event()

    class Watched(ManualClock):
        """Tells when somebody looks at it a second time: when the lease is renewed."""

        looks = 0

        def now(self) -> datetime:
            self.looks += 1
            if self.looks > 1:
                renewed.set()
            return super().now()

    with leases.held(engine, "job", clock=Watched(), beat=0.01) as free:
        assert free
        assert renewed.wait(timeout=30)
        with leases.held(engine, "job", clock=clock) as second:
            assert not second
    assert leases.acquire(engine, "job", "next", clock=clock)
