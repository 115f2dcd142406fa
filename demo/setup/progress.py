"""Shows running steps: a live line each in a terminal, a line every few seconds in a log."""

import threading
import time
from dataclasses import dataclass
from typing import Self

from rich.console import Console
from rich.markup import escape
from rich.progress import Progress as Bars
from rich.progress import SpinnerColumn, TaskID, TextColumn, TimeElapsedColumn
from rich.table import Column


@dataclass(slots=True)
class _Running:
    bar: TaskID
    began: float
    line: str = ""


class Progress:
    """What the steps are doing; safe to tell from several threads."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._bars = Bars(
            SpinnerColumn(),
            TextColumn("{task.description}"),
            TimeElapsedColumn(),
            TextColumn("[dim]{task.fields[line]}", table_column=Column(no_wrap=True, ratio=1)),
            console=console,
            transient=True,
            expand=True,
        )
        self._lock = threading.Lock()
        self._running: dict[str, _Running] = {}

    def __enter__(self) -> Self:
        if self._console.is_terminal:
            self._bars.start()
        return self

    def __exit__(self, *exception: object) -> None:
        if self._console.is_terminal:
            self._bars.stop()

    def start(self, title: str) -> None:
        """A step begins."""
        with self._lock:
            bar = self._bars.add_task(escape(title), total=None, line="")
            self._running[title] = _Running(bar, began=time.monotonic())
            if not self._console.is_terminal:
                self._console.print(f"  … {escape(title)}")

    def say(self, title: str, line: str) -> None:
        """A running step wrote a line."""
        with self._lock:
            self._running[title].line = line
            self._bars.update(self._running[title].bar, line=escape(line))

    def beat(self) -> None:
        """Say that the steps are still running, where no live line does."""
        with self._lock:
            for title, step in () if self._console.is_terminal else self._running.items():
                text = f"    {title}, {time.monotonic() - step.began:.0f} s: {step.line[:100]}"
                self._console.print(text, highlight=False, markup=False, soft_wrap=True)

    def finish(self, title: str, *, mark: str) -> None:
        """A step has ended; `mark` is how, such as "[green]✓[/]"."""
        with self._lock:
            step = self._running.pop(title)
            self._bars.remove_task(step.bar)
            seconds = time.monotonic() - step.began
            self._console.print(f"  {mark} {escape(title)} [dim]{seconds:.0f} s[/]", highlight=False)
