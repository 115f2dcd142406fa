"""A start is waited for while it gets on; how long that takes on this machine is no matter."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from demo.patience import WORK_SECONDS, StartPatience, processor_seconds


def test_a_start_that_works_is_waited_for_however_long_it_takes() -> None:
    patience = StartPatience(120.0, now=0.0)
    for hundreds in range(1, 50):
        assert not patience.over(hundreds * 100.0, worked=hundreds * WORK_SECONDS, written=0)


def test_a_start_that_writes_is_waited_for_however_long_it_takes() -> None:
    patience = StartPatience(120.0, now=0.0)
    for hundreds in range(1, 50):
        assert not patience.over(hundreds * 100.0, worked=0.0, written=hundreds)


def test_what_only_waits_is_given_up() -> None:
    patience = StartPatience(120.0, now=0.0)
    assert not patience.over(10.0, worked=3.0, written=80)
    assert not patience.over(130.0, worked=3.0, written=80)
    assert patience.over(130.1, worked=3.0, written=80)


def test_the_little_work_of_looking_at_a_clock_is_no_getting_on() -> None:
    patience = StartPatience(120.0, now=0.0)
    looks = [patience.over(second, worked=second / 1_000, written=0) for second in range(1, 122)]
    assert looks == [False] * 120 + [True]


@contextmanager
def session_of(script: str) -> Iterator[subprocess.Popen[bytes]]:
    """A Python in a session of its own; its child is ended with it by closing its standard input."""
    process = subprocess.Popen(
        [sys.executable, "-c", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE, start_new_session=True
    )
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        yield process
    finally:
        process.stdin.close()
        process.stdout.read()
        process.stdout.close()
        process.wait()


BURN = "import time\nwhile time.process_time() < 0.3: pass"


def test_the_work_of_a_child_counts_while_it_runs_and_after_it_has_ended() -> None:
    running = f"import sys\n{BURN}\nprint('ready', flush=True)\nsys.stdin.read()"
    parent = (
        "import subprocess, sys\n"
        f"subprocess.run([sys.executable, '-c', {BURN!r}], check=True)\n"
        f"subprocess.run([sys.executable, '-c', {running!r}], check=True)\n"
    )
    with session_of(parent) as process:
        assert process.stdout is not None
        process.stdout.readline()
        assert processor_seconds(process.pid) > 0.5  # the kernel counts in hundredths, and cuts


def test_a_session_that_is_no_more_has_done_nothing() -> None:
    with session_of("pass") as process:
        pass
    assert processor_seconds(process.pid) == 0.0


def test_a_process_that_has_ended_takes_its_waiting_with_it_and_the_next_step_counts() -> None:
    patience = StartPatience(120.0, now=0.0)
    assert not patience.over(10.0, worked=500.0, written=0)
    assert not patience.over(100.0, worked=2.0, written=0)
    assert not patience.over(129.0, worked=2.0 + WORK_SECONDS, written=0)
    assert not patience.over(249.0, worked=2.0 + WORK_SECONDS, written=0)
    assert patience.over(249.1, worked=2.0 + WORK_SECONDS, written=0)


def test_who_waits_for_a_processor_that_others_have_is_counted_as_getting_on() -> None:
    """Two processes on one processor: while one computes the other cannot, and does not hang."""
    alone = "import os\nos.sched_setaffinity(0, {min(os.sched_getaffinity(0))})\n"
    burn = "import time\nends = time.monotonic() + 3\nwhile time.monotonic() < ends: pass"
    starved = f"{alone}import sys\nos.nice(19)\n{burn}\nprint('ready', flush=True)\nsys.stdin.read()"
    with session_of(f"{alone}{burn}"), session_of(starved) as process:
        assert process.stdout is not None
        process.stdout.readline()
        assert processor_seconds(process.pid) > 2.0  # of three seconds, had or waited for
