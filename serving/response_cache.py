"""What one process made within a minute: alike is answered alike without being worked out again."""

import pickle
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import blake2b

from core.database import Rows

SECONDS = 60
"""So long an answer is good for: what changes with time alone (decay, the hour) changes slowly."""
BYTES = 32 * 1024 * 1024
"""So much is kept at most; what comes beyond it is worked out each time."""


def digest(records: Rows) -> bytes:
    """Sixteen bytes that stand for records in a key: what remembers answers need not remember histories."""
    return blake2b(pickle.dumps(records, pickle.HIGHEST_PROTOCOL), digest_size=16).digest()


@dataclass(slots=True)
class _Page:
    """What was made from one source in one minute."""

    source: object
    minute: int
    kept: dict[Hashable, bytes] = field(default_factory=dict)
    size: int = 0


class ResponseCache:
    """Keeps what was made from a source (a snapshot) until the minute ends or another source comes.

    Nothing is looked up by a shopper: the key is all that the answer was made from, so that a change of any
    of it, by whatever process, is another key. And nothing of a person is kept for longer than a minute.
    """

    def __init__(self) -> None:
        self._page = _Page(None, -1)

    def recall(self, source: object, key: Hashable, *, now: datetime, make: Callable[[], bytes]) -> bytes:
        """What was made from `source` for `key` within this minute, else what `make` makes now."""
        page = self._open(source, int(now.timestamp()) // SECONDS)
        response = page.kept.get(key)
        if response is None:
            response = make()
            if page.size + len(response) <= BYTES:
                page.kept[key] = response
                page.size += len(response)
        return response

    def _open(self, source: object, minute: int) -> _Page:
        """Two threads may each open a page: each keeps to its own, so that no source answers for another."""
        page = self._page
        if page.source is not source or page.minute != minute:
            page = self._page = _Page(source, minute)
        return page
