"""The modules of the product, their mirrors among the tests, and what `table.toml` says of those without."""

import ast
import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

from tests.architecture.tree import ROOT, python_files, text_of

ROOMS = (
    "api",
    "bot/actions",
    "bot/components",
    "core",
    "demo",
    "feedback",
    "jobs",
    "recommender",
    "recovery",
    "search",
    "serving",
)
TABLE = Path("tests/mirrors/table.toml")


@cache
def modules() -> tuple[Path, ...]:
    """Every module of the product, paths from the root; an `__init__` only where it does something."""
    return tuple(
        path
        for path in python_files()
        if any(path.is_relative_to(room) for room in ROOMS) and (path.stem != "__init__" or _acts(path))
    )


def _acts(path: Path) -> bool:
    definitions = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    return any(isinstance(node, definitions) for node in ast.parse(text_of(path)).body)


def mirror_of(module: Path) -> Path:
    """`recovery/carts/replay.py` -> `tests/recovery/carts/test_replay.py`; the assistant's lie in `bot`."""
    name = f"test_{module.stem.strip('_')}.py"
    if module.parts[0] == "bot":
        return Path("bot/tests", *module.parts[1:-1], name)
    return Path("tests", *module.parts[:-1], name)


@cache
def table() -> Mapping[Path, Sequence[Path]]:
    """Of modules without a mirror: the test files that run them, as `table.toml` says."""
    written = tomllib.loads((ROOT / TABLE).read_text(encoding="utf-8"))
    return {Path(module): [Path(test) for test in tests] for module, tests in written.items()}


def tests_of(module: Path) -> Sequence[Path]:
    """The mirror where there is one, else the files that the table names."""
    mirror = mirror_of(module)
    return [mirror] if (ROOT / mirror).is_file() else table().get(module, [])
