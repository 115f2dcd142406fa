"""`make mutants`: small faults are put into core modules one at a time; do their tests notice?

Cosmic Ray makes the mutants. Of each module some are drawn, always the same ones, and the tests that
speak of it are run against each in a copy of the checkout, where they must pass first. Who survives is
printed with its diff. Those that change nothing anybody could see are listed in EQUIVALENT with the reason,
and do not count.
"""

import argparse
import ast
import random
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path

ROOT = Path(__file__).parents[1]
MODULES: Mapping[str, Sequence[str]] = {
    "core/consent.py": (
        "tests/contracts/storage/test_parity.py",
        "tests/contracts/storage/test_people.py",
        "tests/api/test_consent.py",
        "tests/recovery/test_unsubscription.py",
    ),
    "core/identity.py": ("tests/core/test_identity.py", "tests/security/test_forged.py"),
    "core/shopper_sessions.py": (
        "tests/core/test_shopper_sessions.py",
        "tests/recommender/intent",
        "tests/feedback/profiles/test_shopper_sessions.py",
    ),
    "feedback/labelling/understanding.py": ("tests/feedback", "tests/contracts/storage/test_feedback.py"),
    "feedback/profiles/profile.py": (
        "tests/feedback/profiles",
        "tests/contracts/storage/test_profiles.py",
        "tests/contracts/storage/test_feedback.py",
        "tests/contracts/storage/test_parity.py",
    ),
    "feedback/profiles/weights.py": (
        "tests/feedback/profiles",
        "tests/contracts/storage/test_parity.py",
        "tests/contracts/storage/test_profiles.py",
    ),
    "recommender/policy/filters.py": ("tests/recommender/policy", "tests/recommender/test_hybrid.py"),
    "recommender/scorers/statements.py": ("tests/contracts/test_scorers.py", "tests/recommender"),
    "recovery/carts/outcomes.py": (
        "tests/recovery/carts",
        "tests/recovery/test_orders.py",
        "tests/recovery/test_campaign.py",
    ),
    "feedback/events/cart.py": ("tests/feedback/events", "tests/recovery/carts"),
}
"""What is mutated, and the tests that should notice, run until the first that does."""
POINTLESS = re.compile(
    r"RemoveDecorator|ExceptionReplacer|_(Is|IsNot|In|NotIn)_(Lt|LtE|Gt|GtE|Eq|NotEq|In|NotIn|Is)$"
)
"""Operators whose mutants do not load, catch what nobody raises, or ask for an order where there is none."""
EQUIVALENT: Mapping[str, str] = {
    "feedback/labelling/understanding.py:84 core/NumberReplacer 7": "one text: the first is the last",
    "feedback/profiles/profile.py:75 core/NumberReplacer 9": "one shopper: the first is the last",
    "feedback/profiles/weights.py:126 core/ReplaceComparisonOperator_Lt_LtE 0": "no effect has the factor 0",
    "recommender/policy/filters.py:40 core/NumberReplacer 3": "a share below 0 lets in no more than 0 does",
    "recovery/carts/outcomes.py:96 core/ReplaceComparisonOperator_Lt_LtE 0": "read twice, it is one order",
    "recommender/scorers/statements.py:85 core/ReplaceTrueWithFalse 3": "both are of the same statements",
}
"""Mutant, as it is printed -> why nobody could see it."""
TIMEOUT = 600.0
"""Seconds; a mutant that loops is noticed by that."""
AT_ONCE = 2
"""So many modules are tried at a time, each in a copy of its own."""


Span = tuple[tuple[int, int], tuple[int, int]]
"""From a row and column to another."""


@dataclass(frozen=True)
class Survivor:
    """A fault that no test noticed."""

    name: str
    """Module, line, operator and which of several."""
    diff: str


def main() -> None:
    """Mutate, test, count."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tool", type=Path, default=Path("cosmic-ray"), help="the program")
    parser.add_argument("--each", dest="count", type=int, default=21, help="so many mutants of a module")
    parser.add_argument("modules", nargs="*", default=list(MODULES))
    given = parser.parse_args()
    tool = Path(shutil.which(given.tool) or given.tool).absolute()
    killed, survivors = 0, list[Survivor]()
    with ThreadPoolExecutor(AT_ONCE) as pool:
        for module, (dead, alive) in zip(
            given.modules, pool.map(partial(_tried, tool, count=given.count), given.modules), strict=True
        ):
            killed += dead
            survivors += alive
            _say(f"{module}: {dead} of {dead + len(alive)} killed")
    noticeable = [survivor for survivor in survivors if survivor.name not in EQUIVALENT]
    for survivor in noticeable:
        _say(f"\n{survivor.name}\n{survivor.diff}")
    total, rest = killed + len(noticeable), len(survivors) - len(noticeable)
    _say(f"\n{killed} of {total} mutants killed, {killed / max(total, 1):.1%}; {rest} more nobody could see")


def _copied(copy: Path) -> None:
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    for name in filter(None, listed.stdout.split("\0")):
        target = copy / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / name, target)


def _tried(tool: Path, module: str, *, count: int) -> tuple[int, list[Survivor]]:
    """How many of the mutants of a module were killed, and those that were not."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder)
        _copied(copy)
        rows = _outcomes(tool, copy, module, count)
    if any(outcome not in ("KILLED", "SURVIVED") for _, outcome, _ in rows):
        raise RuntimeError(f"Cosmic Ray could not try every mutant of {module}")
    alive = [Survivor(name, diff) for name, outcome, diff in rows if outcome == "SURVIVED"]
    return len(rows) - len(alive), alive


def _outcomes(tool: Path, copy: Path, module: str, count: int) -> list[tuple[str, str, str]]:
    """Of each mutant its name, what became of it, and its diff."""
    session, config = copy / "mutants.sqlite", copy / "mutants.toml"
    tests = " ".join(MODULES[module])
    config.write_text(
        "[cosmic-ray]\n"
        f'module-path = "{module}"\ntimeout = {TIMEOUT}\nexcluded-modules = []\n'
        f'test-command = "{sys.executable} -m pytest -q -x -p no:cacheprovider {tests}"\n'
        '[cosmic-ray.distributor]\nname = "local"\n',
        encoding="utf-8",
    )
    subprocess.run([tool, "baseline", config], cwd=copy, check=True)
    subprocess.run([tool, "init", config, session], cwd=copy, check=True, capture_output=True)
    with sqlite3.connect(session) as database:
        _drawn(database, module, count)
    subprocess.run([tool, "exec", config, session], cwd=copy, check=True, capture_output=True)
    with sqlite3.connect(session) as database:
        return database.execute(
            "SELECT module_path || ':' || start_pos_row || ' ' || operator_name || ' ' || occurrence,"
            " test_outcome, diff FROM work_results JOIN mutation_specs USING (job_id) ORDER BY 1"
        ).fetchall()


def _drawn(database: sqlite3.Connection, module: str, count: int) -> None:
    """Keep so many mutants, the same ones as long as the module is the same."""
    jobs = database.execute(
        "SELECT job_id, operator_name, start_pos_row, start_pos_col FROM mutation_specs"
        " ORDER BY operator_name, start_pos_row, start_pos_col, occurrence"
    ).fetchall()
    source = (ROOT / module).read_text(encoding="utf-8")
    flags = {row for row, line in enumerate(source.splitlines(), start=1) if line.lstrip().startswith("@")}
    calculations = _calculations(ast.parse(source))
    of_use = [
        job
        for job, operator, row, column in jobs
        if row not in flags
        and not POINTLESS.search(operator)
        and ("BinaryOperator" not in operator or _within((row, column), calculations))
    ]
    kept = set(random.Random(module).sample(of_use, min(count, len(of_use))))
    gone = [(job,) for job, *_ in jobs if job not in kept]
    for table in ("mutation_specs", "work_items"):
        database.executemany(f"DELETE FROM {table} WHERE job_id = ?", gone)


def _calculations(module: ast.Module) -> list[Span]:
    """Where operators stand between two values: no bare star of a signature, no bar of a type."""
    nodes = list(ast.walk(module))
    types = [getattr(node, name, None) for node in nodes for name in ("annotation", "returns")]
    of_types = {id(part) for hint in types if hint is not None for part in ast.walk(hint)}
    return [
        ((node.left.lineno, node.left.col_offset), (node.right.lineno, node.right.col_offset))
        for node in nodes
        if isinstance(node, ast.BinOp) and id(node) not in of_types
    ]


def _within(place: tuple[int, int], spans: Sequence[Span]) -> bool:
    return any(start <= place < end for start, end in spans)


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
