"""One import: which file, into which database, as of when, and who is told how far it is."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import Engine

from core.rejects import Rejects
from jobs.importers.totals import Tally

_UNFIT = re.compile(r"[^\w.-]+")  # for the name of a file
CHUNK = 5_000
"""Lines a transaction: a killed import keeps what it has stored, and no other writer waits long."""


def silent(_done: int, _size: int) -> None:
    """Progress that nobody watches."""


@dataclass(frozen=True, kw_only=True)
class Task:
    """What every importer needs to know."""

    engine: Engine
    path: Path
    now: datetime
    rejects_folder: Path
    progress: Callable[[int, int], None] = silent
    """Called with how much was read and how much there is."""
    looking: Callable[[int, int], None] = silent
    """The same, while the file is looked at before."""
    email_template: str | None = None
    """Trials only: gives shoppers this address and a consent, and moves the history to the present."""
    create_products: bool = False
    """Make the products that a history names and the catalog lacks."""

    @contextmanager
    def tally(self, importer: str) -> Iterator[Tally]:
        """Counts and a rejects file of this import's own."""
        file = _UNFIT.sub("-", self.path.name)
        stamp = self.now.strftime("%Y%m%dT%H%M%S%fZ")
        with Rejects(self.rejects_folder / f"{importer}-{file}-{stamp}.jsonl") as rejects:
            yield Tally(rejects)
