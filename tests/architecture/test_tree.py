"""What lies in the checkout: known rooms, short modules, nothing of one machine."""

import ast
import re
from pathlib import Path

import pytest

from tests.architecture.tree import PACKAGES, ROOT, files, python_files, text_of

AT_THE_TOP = {
    ".ci",
    ".dockerignore",
    ".env.example",
    ".gitignore",
    ".pre-commit-config.yaml",
    "CHANGELOG.md",
    "CONTRIBUTING.md",
    "Dockerfile",
    "LICENSE",
    "Makefile",
    "README.md",
    "docker-compose.yml",
    "pyproject.toml",
    "requirements.lock",
    *PACKAGES,
}
MODULE_LINES, FUNCTION_LINES, PARAMETERS = 300, 50, 5
"""Upper limits, far above the usual; migrations are exempt, and FastAPI passes an endpoint its parameters."""
DRAWERS = {"utils", "helpers", "common", "misc", "manager"}

MACHINE_PATHS = re.compile(r"(?<![\w.])/(?:root|home/(?!user\b)\w+|work|Users/\w+)/|/opt/(?:pypi|wheels)")
# Spelled in pieces, or this file would hold what it looks for.
REGISTRIES = re.compile("pypi" + r"\.org|python" + r"hosted\.org|registry" + r"\.npm|download" + r"\.pytorch")


def test_only_known_rooms_stand_at_the_top() -> None:
    assert {path.parts[0] for path in files()} <= AT_THE_TOP


@pytest.mark.parametrize("pattern", [MACHINE_PATHS, REGISTRIES], ids=["machine paths", "registries"])
def test_no_file_names_one_machine_or_a_registry(pattern: re.Pattern[str]) -> None:
    mentions = [f"{path}: {match[0]}" for path in files() for match in pattern.finditer(text_of(path))]
    assert mentions == []


def test_no_model_data_or_secret_is_tracked() -> None:
    forbidden = {".npz", ".onnx", ".safetensors", ".db", ".csv", ".eml", ".pem", ".gz"}
    assert [path for path in files() if path.suffix in forbidden or path.name == ".env"] == []
    assert [path for path in files() if (ROOT / path).stat().st_size > 1_000_000] == []


def test_no_module_is_a_drawer() -> None:
    assert [path for path in python_files() if path.stem in DRAWERS] == []


def test_modules_are_short_and_say_what_they_are() -> None:
    wrong = []
    for path in python_files():
        text = text_of(path)
        if text.count("\n") > MODULE_LINES and path.parts[0] != "migrations":
            wrong.append(f"{path} has {text.count(chr(10))} lines")
        if "tests" not in path.parts and ast.get_docstring(ast.parse(text)) is None:
            wrong.append(f"{path} has no docstring")
    assert wrong == []


def test_functions_are_short_and_take_few_parameters() -> None:
    wrong = []
    for path in python_files():
        for node in ast.walk(ast.parse(text_of(path))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                wrong += _faults(path, node)
    assert wrong == []


def _faults(path: Path, function: ast.FunctionDef | ast.AsyncFunctionDef) -> list[str]:
    where, faults = f"{path}:{function.lineno} {function.name}", []
    lines = (function.end_lineno or 0) - function.lineno + 1
    if lines > FUNCTION_LINES and path.parts[0] != "migrations":
        faults.append(f"{where} has {lines} lines")
    given = function.args.posonlyargs + function.args.args
    named = [argument.arg for argument in given if argument.arg not in ("self", "cls")]
    if len(named) > PARAMETERS and path.parts[0] != "tests" and path.parts[:2] != ("api", "routes"):
        faults.append(f"{where} takes {len(named)} positional parameters")
    return faults
