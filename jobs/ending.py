"""How a process ends that is asked to: what runs may finish for a while, then it is cut off."""

import logging
import os
import threading
from collections.abc import Callable
from types import FrameType

log = logging.getLogger(__name__)

Leave = Callable[[int], object]


class Ending:
    """The end of one process; its `ask` is the handler of SIGTERM and SIGINT."""

    def __init__(self, grace: float, *, leave: Leave = os._exit) -> None:
        self._grace = grace
        self._leave = leave
        self._let_go: Callable[[], None] = lambda: None
        self.asked = threading.Event()
        """Set once the process was asked to end: nothing new begins, and what is long looks at it."""

    def before_the_cut(self, let_go: Callable[[], None]) -> None:
        """What to do, in a moment, before what still runs is cut off."""
        self._let_go = let_go

    def ask(self, number: int, _frame: FrameType | None = None) -> None:
        """End within the grace; asked again, end now, with the exit code of a process that a signal ended."""
        if self.asked.is_set():
            self._leave(128 + number)
            return
        self.asked.set()
        self._later(self._grace, self._cut)

    def _cut(self) -> None:
        log.warning("Not all ended within %g seconds; the rest is cut off.", self._grace)
        self._later(self._grace, lambda: self._leave(0))  # also where letting go has to wait for something
        self._let_go()
        self._leave(0)

    def _later(self, seconds: float, what: Callable[[], object]) -> None:
        timer = threading.Timer(seconds, what)
        timer.daemon = True  # whoever ends sooner does not wait for it
        timer.start()
