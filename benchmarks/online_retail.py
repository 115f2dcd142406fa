"""UCI's Online Retail through the `rapport` command: import, import again, train; time and peak memory."""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from benchmarks.report import print_json
from core.settings import Settings

RAPPORT = (sys.executable, "-c", "from jobs.cli import app; app()")


@dataclass(frozen=True, slots=True)
class Step:
    """One command, run as a process of its own."""

    name: str
    seconds: float
    cpu_seconds: float
    peak_megabytes: float
    said: Mapping[str, Any]


def main(
    file: Annotated[Path, typer.Option(help="online_retail.parquet, or the same as CSV.")],
    encoder: Annotated[Path | None, typer.Option(help="The exported encoder's folder.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object on the last line.")] = False,
) -> None:
    """Import the whole file, import it again, train; in a folder that is deleted afterwards."""
    encoder = encoder or Settings().encoder_folder
    again = ("import", "online-retail", str(file), "--json")
    with tempfile.TemporaryDirectory() as folder:
        own = {"RAPPORT_VAR": folder, "RAPPORT_ENCODER": str(encoder.resolve()), "DATABASE_URL": ""}
        commands = {"import": again, "import again": again, "train": ("train", "--json")}
        steps = [_step(name, command, {**os.environ, **own}) for name, command in commands.items()]
    _print(steps)
    if as_json:
        print_json(benchmark="online_retail", steps=[asdict(step) for step in steps])


def _step(name: str, arguments: tuple[str, ...], env: Mapping[str, str]) -> Step:
    started = time.perf_counter()
    process = subprocess.Popen([*RAPPORT, *arguments], env=env, stdout=subprocess.PIPE, text=True)  # noqa: S603
    if process.stdout is None:
        raise RuntimeError("A process that was given a pipe has one.")
    said = process.stdout.read()
    process.stdout.close()
    _, status, usage = os.wait4(process.pid, 0)  # the usage of this child alone
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise SystemExit(f"{name} failed: {said}")
    return Step(
        name=name,
        seconds=time.perf_counter() - started,
        cpu_seconds=usage.ru_utime + usage.ru_stime,
        peak_megabytes=usage.ru_maxrss / 1024,  # Linux counts kilobytes
        said=json.loads(said.splitlines()[-1]),
    )


def _print(steps: list[Step]) -> None:
    table = Table("", "seconds", "CPU seconds", "peak MB", title="Online Retail, 541,909 lines")
    for step in steps:
        table.add_row(
            step.name, f"{step.seconds:.1f}", f"{step.cpu_seconds:.1f}", f"{step.peak_megabytes:.0f}"
        )
    Console().print(table)


if __name__ == "__main__":
    typer.run(main)
