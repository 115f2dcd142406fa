"""`make mirrors`: do the tests that stand for a module run it?

Every mirror, and every test file that the table names, is run under coverage, each in a process of its own:
what several share (a cache, what a session makes once) would count for whoever comes first. Counted are the
lines within functions: the others run when a module is imported. Processes that a test starts count too.
"""

import argparse
import ast
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import coverage

from tests.architecture.tree import ROOT, text_of
from tests.mirrors.table import ROOMS, modules, tests_of

FOLDER = ROOT / "var" / "mirrors"
FLOOR = 0.6
"""The share of a module's lines that its tests must run."""
BOT = ROOT / "bot"
BOT_PYTHON = BOT / ".venv" / "bin" / "python"
TEST_FILE = "RAPPORT_TEST_FILE"
"""The variable by which a test file's process, and what that starts, knows for whom its lines count."""


@dataclass(frozen=True)
class Share:
    """How many lines of a module's functions its tests run."""

    module: Path
    run: int
    lines: int

    @property
    def enough(self) -> bool:
        return self.run >= FLOOR * self.lines

    def __str__(self) -> str:
        percent = f"{self.run / self.lines:.0%}" if self.lines else "-"
        names = " ".join(map(str, tests_of(self.module)))
        return f"{percent:>5} {self.run:>4}/{self.lines:<4} {self.module}  {names}"


def main() -> int:
    """Run the tests, print a line for each module; 1 where a module's tests run too little of it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--again", action="store_true", help="show the last run, run nothing")
    parser.add_argument("modules", nargs="*", type=Path, default=list(modules()))
    given = parser.parse_args()
    watched = [module for module in given.modules if module.parts[0] != "bot" or BOT_PYTHON.exists()]
    if not given.again:
        _run({test for module in watched for test in tests_of(module)})
    shares = list(_shares(watched))
    for share in shares:
        _say(str(share))
    short = [share for share in shares if not share.enough]
    if len(watched) < len(given.modules):
        _say("The assistant's modules were left out: there is no bot/.venv.")
    _say(f"\n{len(shares)} modules; of {len(short)} the tests run less than {FLOOR:.0%}")
    for share in short:
        _say(str(share))
    return 1 if short else 0


def _run(tests: Iterable[Path]) -> None:
    """Run test files under coverage, each in its own process, the assistant's in its own Python."""
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(parents=True)
    rooms = "".join(f"\n    {ROOT / room}" for room in ROOMS)
    _config().write_text(
        f"[run]\nparallel = true\nsigterm = true\ndata_file = {FOLDER / 'data'}\n"
        f"context = ${{{TEST_FILE}-}}\nsource ={rooms}\n",
        encoding="utf-8",
    )
    for test in sorted(tests):
        _say(f"{test}: {_outcome(test)}")
    _measurement().combine()


def _outcome(test: Path) -> str:
    """What pytest says last of a test file; what failed has run, too."""
    bot = test.parts[0] == "bot"
    environment = os.environ | {TEST_FILE: str(test), "COVERAGE_PROCESS_START": str(_config())}
    environment["PYTHONPATH"] = "" if bot else str(ROOT)
    python = BOT_PYTHON if bot else Path(sys.executable)
    command = [str(python), "-m", "pytest", "-q", "-p", "no:cacheprovider", str(ROOT / test)]
    run = subprocess.run(
        command, cwd=BOT if bot else ROOT, env=environment, capture_output=True, text=True, check=False
    )
    said: list[str] = (run.stdout.strip() or run.stderr.strip() or "no answer").splitlines()
    return said[-1]


def _shares(watched: Sequence[Path]) -> Iterator[Share]:
    measurement = _measurement()
    measurement.load()
    for module in watched:
        names = [f"^{re.escape(str(test))}$" for test in tests_of(module)]
        measurement.get_data().set_query_contexts(names or ["^$"])
        _, statements, _, missing, _ = measurement.analysis2(str(ROOT / module))
        within = _within_functions(module) & set(statements)
        yield Share(module, len(within - set(missing)), len(within))


def _within_functions(module: Path) -> set[int]:
    """The numbers of the lines that do not run at import."""
    lines: set[int] = set()
    for node in ast.walk(ast.parse(text_of(module))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            lines |= set(range(node.body[0].lineno, (node.end_lineno or 0) + 1))
    return lines


def _measurement() -> coverage.Coverage:
    return coverage.Coverage(config_file=str(_config()))


def _config() -> Path:
    return FOLDER / "coverage.ini"


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
