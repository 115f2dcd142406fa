"""How commands speak: tables for people, one JSON object for machines, progress and errors on stderr."""

import json
import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from rich.console import Console
from rich.logging import RichHandler
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn
from rich.table import Table

out = Console(soft_wrap=True)
err = Console(stderr=True, soft_wrap=True)


def say_json(value: Any) -> None:
    """One JSON object on one line."""
    out.file.write(json.dumps(value, default=str) + "\n")


def say(text: str) -> None:
    """A sentence; brackets in it are not markup."""
    out.print(text, markup=False, highlight=False)


def say_aside(text: str) -> None:
    """A sentence on stderr, where what is printed may be read by a machine."""
    err.print(text, markup=False, highlight=False)


def table(title: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """A table of texts and numbers; numbers stand on the right."""
    rows = [list(row) for row in rows]
    made = Table(title=title, title_justify="left")
    for index, column in enumerate(columns):
        numeric = bool(rows) and all(isinstance(row[index], int | float) for row in rows)
        made.add_column(column, justify="right" if numeric else "left", overflow="fold")
    for row in rows:
        made.add_row(*(_cell(value) for value in row))
    out.print(made)


def _cell(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:.4f}"
    if isinstance(value, int):
        return f"{value:,}"
    return str(value).replace("[", r"\[")


def tell_steps() -> None:
    """Print what a job logs of its steps, on stderr, as they are done."""
    handler = RichHandler(console=err, show_time=False, show_level=False, show_path=False)
    for name in ("core.steps", "core.catalog"):
        logging.getLogger(name).setLevel(logging.INFO)
        logging.getLogger(name).addHandler(handler)


@contextmanager
def busy(title: str) -> Iterator[None]:
    """A spinner on stderr while something takes its time."""
    with err.status(title):
        yield


@contextmanager
def progress(title: str) -> Iterator[Callable[[int, int], None]]:
    """A bar on stderr; gives a function that is told how much is done and how much there is."""
    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeRemainingColumn())
    with Progress(*columns, console=err, transient=True, disable=not err.is_terminal) as bar:
        task = bar.add_task(title, total=None)
        yield lambda done, size: bar.update(task, completed=done, total=size)
