"""Files to import, and what an import left behind."""

import csv
import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from core import catalog
from core.database import transaction
from core.keys import Keys
from core.products import Product
from core.settings import Settings
from core.tables import ProductRow, Shopper
from feedback.tables import Event
from jobs.context import JobContext
from jobs.importers.files import import_incoming
from jobs.importers.formats.translation import Shop
from jobs.importers.incoming import Options, incoming
from jobs.importers.task import Task
from jobs.importers.totals import Totals
from jobs.leases import Pace
from tests.clock import ManualClock
from tests.shop import WordEncoder

QUICK = Pace(beat=0.02, look=0.01)
"""Nobody is given up sooner than by a real worker, but nobody waits long to see that somebody lives."""
MakeTask = Callable[..., Task]
WriteCsv = Callable[[str, Sequence[Mapping[str, Any]]], Path]


@pytest.fixture
def make_task(engine: Engine, clock: ManualClock, settings: Settings) -> MakeTask:
    def make(path: Path, **options: Any) -> Task:
        return Task(
            engine=engine, path=path, now=clock.now(), rejects_folder=settings.rejects_folder, **options
        )

    return make


@pytest.fixture
def write_csv(tmp_path: Path) -> WriteCsv:
    def write(name: str, rows: Sequence[Mapping[str, Any]]) -> Path:
        path = tmp_path / name
        with path.open("w", newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(file, fieldnames=list(rows[0]))
            writer.writeheader()
            writer.writerows(rows)
        return path

    return write


@pytest.fixture
def context(engine: Engine, clock: ManualClock, settings: Settings, keys: Keys) -> JobContext:
    """A process's context with an encoder that needs no weights."""
    return JobContext(settings, keys, engine, clock, make_encoder=lambda _: WordEncoder(), pace=QUICK)


SHOP = Shop("GBP", "https://shop.example/", ["walk-in"])


def imported(task: Task, kind: str, *, shop: Shop = SHOP, **options: Any) -> Totals:
    """What becomes of a file of whatever format."""
    asked = Options(**options)
    totals = import_incoming(task, incoming(task, kind, shop, asked), shop, asked)
    assert adds_up(totals)
    return totals


def stored(engine: Engine) -> dict[str, list[Any]]:
    """Everything that an import may have written, each row as its values, in a stable order."""
    with transaction(engine, writes=False) as session:
        return {model.__name__: _rows(session, model) for model in (Event, Shopper, ProductRow)}


def _rows(session: Session, model: Any) -> list[Any]:
    return sorted((row.model_dump() for row in session.exec(select(model))), key=str)


def stored_product(engine: Engine, product_id: str) -> Product:
    """A product as it is stored."""
    with transaction(engine, writes=False) as session:
        return catalog.product(session, product_id)


def rejected(totals: Totals) -> list[dict[str, Any]]:
    """The lines of the rejects file."""
    if totals.rejects_file is None:
        return []
    return [json.loads(line) for line in totals.rejects_file.read_text(encoding="utf-8").splitlines()]


def adds_up(totals: Totals) -> bool:
    """Whether the parts make up the whole and the file holds what was counted."""
    return (
        totals.imported + totals.known + totals.skipped + totals.rejected == totals.lines
        and len(rejected(totals)) == totals.rejected + totals.left_out.total()
    )
