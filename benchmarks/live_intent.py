"""Purchase intent of live sessions on REES46's log: imported as a shop would, learned and judged by shopper.

The slice holds half an hour of busy trade, so most sessions are cut by its end: "bought" means before that.
"""

import tempfile
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated

import numpy as np
import typer
from numpy.typing import NDArray
from rich.console import Console
from rich.table import Table as Printed
from sqlmodel import col, select

from benchmarks.report import print_json
from core import catalog
from core.database import connect, transaction
from core.migration import upgrade
from core.shopper_sessions import PAUSE
from feedback.profiles import shopper_sessions
from feedback.tables import Event
from jobs.importers.history import import_history
from jobs.importers.rees46 import rees46
from jobs.importers.task import Task
from recommender.intent.classification import Interval, folds, judged, reliability
from recommender.intent.model import IntentModel, fit
from recommender.intent.table import Floats, Table
from recommender.intent.training import LIVE, Examples, examples, measured

FOLDS = 5
IMPORTED = datetime(2100, 1, 1, tzinfo=UTC)
"""After any log: the sessions' own times decide what has ended."""


def main(
    file: Annotated[Path, typer.Option(help="REES46 events as CSV.")],
    seeds: Annotated[int, typer.Option(help="How often the folds are drawn anew.")] = 3,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object on the last line.")] = False,
) -> None:
    """AUROC, AUPRC, Brier score and calibration error at moments of sessions, with 95 % intervals."""
    lesson = recorded(file)
    ours = [unseen(lesson, lesson.table, seed) for seed in range(seeds)]
    parts = {
        "what went before": [name for name in lesson.table.numbers if name.startswith(("earlier", "days"))],
        "hour and weekday": ["hour", "weekday"],
        "department": ["department"],
        "prices": ["last_price", "price_level", "cart_value"],
    }
    rows = {
        "all features": judged(lesson.bought, ours, groups=lesson.session),
        **{f"{name}: what it adds": _added(lesson, ours, columns) for name, columns in parts.items()},
        "the newest fifth, foretold from the rest": measured(lesson),
    }
    share = float(lesson.bought.mean())
    _print(f"{lesson.sessions:,} sessions, {lesson.purchases} bought; {share:.1%} of moments", rows)
    for tenth in reliability(lesson.bought, np.mean(ours, axis=0)):
        Console().print(
            f"{tenth.count:6,} moments: foretold {tenth.foretold:.3f}, bought {tenth.happened:.3f}"
        )
    if as_json:
        figures = {
            label: {name: asdict(interval) for name, interval in row.items()} for label, row in rows.items()
        }
        print_json(
            benchmark="live_intent",
            shopper_sessions=lesson.sessions,
            purchases=lesson.purchases,
            rows=figures,
        )


def recorded(file: Path) -> Examples:
    """The moments of the log's sessions, through the importer and the database."""
    with tempfile.TemporaryDirectory() as folder:
        engine = connect(f"sqlite:///{folder}/rapport.db")
        upgrade(engine)
        task = Task(engine=engine, path=file, now=IMPORTED, rejects_folder=Path(folder))
        import_history(task, rees46("USD"))
        with transaction(engine, writes=False) as session:
            shelf = {product.product_id: product for product in catalog.products(session)}
            newest = session.exec(select(Event.occurred_at).order_by(col(Event.occurred_at).desc())).first()
            if newest is None:
                raise SystemExit(f"There is no event in {file}.")
            moments = examples(
                shopper_sessions.finished(session, now=newest + PAUSE + timedelta(seconds=1)), shelf
            )
        engine.dispose()
    return moments


def unseen(lesson: Examples, table: Table, seed: int) -> Floats:
    """(n,) probabilities, each of a model that has seen nothing of the shopper."""
    probabilities = np.zeros(len(table))
    for held in folds(lesson.bought, lesson.shopper, count=FOLDS, seed=seed):
        rows = np.setdiff1d(np.arange(len(table)), held)
        model = _fit(lesson, table, rows, seed)
        probabilities[held] = model.probability(table.rows(held))
    return probabilities


def _fit(lesson: Examples, table: Table, rows: NDArray[np.int64], seed: int) -> IntentModel:
    shoppers = lesson.shopper[rows]
    return fit(table.rows(rows), lesson.bought[rows], groups=shoppers, config=LIVE, seed=seed)


def _added(lesson: Examples, whole: list[Floats], columns: list[str]) -> dict[str, Interval]:
    less = [unseen(lesson, lesson.table.without(*columns), seed) for seed in range(len(whole))]
    return judged(lesson.bought, whole, than=less, groups=lesson.session)


def _print(title: str, rows: dict[str, dict[str, Interval]]) -> None:
    names = ("auroc", "auprc", "brier", "ece")
    printed = Printed("", *names, title=title)
    for label, row in rows.items():
        if row:
            cells = (row[name] for name in names)
            printed.add_row(
                label,
                *(f"{interval.value:.4f} [{interval.low:.4f}, {interval.high:.4f}]" for interval in cells),
            )
    Console().print(printed)


if __name__ == "__main__":
    typer.run(main)
