"""Runs steps, two at a time, each as soon as what it comes after is done."""

import os
import re
import subprocess
from collections.abc import Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from enum import Enum
from pathlib import Path

from core import private
from demo.setup.progress import Progress
from demo.setup.step import CANNOT, SetupStep

TOGETHER = 2
"""Steps at once: one waits for the network or the disk while the other computes."""

HEARTBEAT = 15.0
"""Seconds between two signs of life where there is no terminal."""
COLOURS = re.compile(r"\x1b\[[\d;]*[A-Za-z]")
"""What programs write to colour a terminal."""


class Outcome(Enum):
    """How a step ended."""

    DONE = "[green]✓[/]"
    IMPOSSIBLE = "[yellow]–[/]"
    FAILED = "[red]✗[/]"


def run(steps: Sequence[SetupStep], progress: Progress, *, stamps: Path, logs: Path) -> dict[str, Outcome]:
    """Run what is not done yet; a step whose predecessor did not succeed is left out of the result."""
    outcomes: dict[str, Outcome] = {}
    running: dict[Future[Outcome], SetupStep] = {}
    waiting = list(steps)
    with ThreadPoolExecutor(max_workers=TOGETHER) as pool:
        while True:
            ready = [
                step for step in waiting if all(outcomes.get(name) is Outcome.DONE for name in step.after)
            ]
            for step in ready:
                waiting.remove(step)
                running[pool.submit(_run, step, progress, stamps, logs)] = step
            if not running:
                return outcomes
            ended = wait(running, timeout=HEARTBEAT, return_when=FIRST_COMPLETED).done
            for future in ended:
                outcomes[running.pop(future).name] = future.result()
            if not ended:
                progress.beat()


def _run(step: SetupStep, progress: Progress, stamps: Path, logs: Path) -> Outcome:
    if step.done(stamps):
        return Outcome.DONE
    progress.start(step.title)
    code = _execute(step, progress, log_of(step, logs))
    outcome = Outcome.DONE if code == 0 else Outcome.FAILED
    if step.optional and code == CANNOT:
        outcome = Outcome.IMPOSSIBLE
    if outcome is Outcome.DONE:
        step.remember(stamps)
    progress.finish(step.title, mark=outcome.value)
    return outcome


def _execute(step: SetupStep, progress: Progress, log: Path) -> int:
    private.folder(log.parent)
    with (
        log.open("w", encoding="utf-8") as file,
        subprocess.Popen(
            step.command,
            cwd=step.folder,
            env={**os.environ, **step.environment},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
        ) as process,
    ):
        for line in process.stdout or ():
            said = COLOURS.sub("", line)
            file.write(said)
            if said.strip():
                progress.say(step.title, said.strip())
    return process.returncode


def log_of(step: SetupStep, logs: Path) -> Path:
    """The file that holds all that a step wrote."""
    return logs / f"setup-{step.name}.log"
