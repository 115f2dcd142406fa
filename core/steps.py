"""The steps of something long, each with what it took, as they are done: in the log."""

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager

log = logging.getLogger(__name__)


@contextmanager
def step(name: str) -> Iterator[None]:
    """Say when the block is done: its `name`, its seconds, and how many of them the processor was at work."""
    begun, used = time.monotonic(), time.process_time()
    yield
    log.info("%s: %.1f s, %.1f s of CPU", name, time.monotonic() - begun, time.process_time() - used)
