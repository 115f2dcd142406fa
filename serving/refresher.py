"""The one who refreshes a process's answers, beside all requests: nobody waits, many changes are one."""

import gc
import logging
import threading
import time

from serving.answers import Answers

log = logging.getLogger(__name__)

REFRESH_SECONDS = 0.2
"""How soon a new product, rule or model is looked for, whichever process it came from."""
REST = 2.0
"""After a refresh so many times as long as it took: at most a third of a core goes to refreshing."""


def keep_fresh(
    answers: Answers,
    stop: threading.Event,
    looked: threading.Event | None = None,
    *,
    every: float = REFRESH_SECONDS,
) -> None:
    """Look for changes until `stop` is set; after the first look, whatever came of it, `looked` is."""
    rest = 0.0
    while not stop.wait(rest):
        begun = time.monotonic()
        try:
            if answers.refresh():
                settle()
            answers.refresh_words()
        except (
            Exception
        ) as error:  # whatever it meets, the old snapshot answers and the next look may go well
            log.warning("Catalog and model could not be read (%s); trying again.", type(error).__name__)
        if looked is not None:
            looked.set()
        rest = max(every, REST * (time.monotonic() - begun))


def settle() -> None:
    """A catalog and a model are many objects that stay: kept out of the garbage collector's rounds."""
    gc.collect()
    gc.freeze()
