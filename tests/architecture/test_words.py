"""The words of docs/glossary.md: one for one thing, in code, pages and documentation."""

import ast
import io
import re
import tokenize
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.architecture.tree import ROOT, files, python_files, text_of

ROW = re.compile(r"^\| (?P<word>[^|]+) \| (?P<means>[^|]+) \| (?P<instead>[^|]*)\|$", re.MULTILINE)
TABLE = [
    row
    for row in ROW.finditer((ROOT / "docs" / "glossary.md").read_text(encoding="utf-8"))
    if row["word"] != "word"
]
PEOPLE = ("she", "her", "hers", "herself")
FORBIDDEN = {word for row in TABLE for word in row["instead"].strip().split(", ") if word} - set(PEOPLE)
PRODUCT = ("api", "core", "demo", "feedback", "jobs", "recommender", "recovery", "search", "serving")
"""The assistant has a Python of its own, and may call its encoder an encoder, too."""

SAY_NOTHING = {"found", "one", "each"}
"""So a thing is called by whoever has not thought of what it is."""

SHE = re.compile(r"(?<![a-z])(she|her|hers|herself)(?![a-z])", re.IGNORECASE)
WRITTEN = {".py", ".md", ".html", ".jinja", ".js", ".yml", ".toml", ".json"}
SHOPPERS_OWN_WORDS = (
    "bot/data/",
    "bot/tests/",
    "bot/actions/understanding/",
    "bot/components/clauses.py",
    "bot/components/cues.yml",
    "benchmarks/conversations/",
    "demo/departments/",
    "docs/glossary.md",
    "jobs/importers/formats/",
    "serving/shop_questions.toml",
    "tests/",
)
"""What shoppers write, product texts, headers of shops' files, lists of words; tests speak as shoppers do."""


def product_files() -> list[Path]:
    return [path for path in python_files() if path.parts[0] in PRODUCT]


def test_the_glossary_is_read() -> None:
    assert len(TABLE) > 20
    assert {"kin", "Lesson", "catalogue"} <= FORBIDDEN


def test_no_two_public_classes_have_one_name() -> None:
    named: dict[str, list[str]] = defaultdict(list)
    for path in product_files():
        for node in ast.walk(ast.parse(text_of(path))):
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                named[node.name].append(str(path))
    assert {name: paths for name, paths in named.items() if len(paths) > 1} == {}


def test_no_name_in_the_code_is_one_that_the_glossary_replaces() -> None:
    replaced = []
    for path in product_files():
        tokens = tokenize.generate_tokens(io.StringIO(text_of(path)).readline)
        named = (token for token in tokens if token.type == tokenize.NAME)
        replaced += [
            f"{path}:{token.start[0]} {token.string}"
            for token in named
            if token.string.strip("_") in FORBIDDEN
        ]
    assert replaced == []


def test_locals_say_what_they_hold() -> None:
    assert [
        f"{path}:{line} {name}"
        for path in python_files()
        for line, name in _named(ast.parse(text_of(path)))
        if name in SAY_NOTHING
    ] == []


def _named(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Every name that is given: to variables, parameters, fields, functions."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.lineno, node.id
        elif isinstance(node, ast.arg):
            yield node.lineno, node.arg
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield node.lineno, node.name


@pytest.mark.parametrize("word", ["catalogue"])
def test_a_word_has_one_spelling(word: str) -> None:
    pages = [path for path in files() if path.suffix in WRITTEN and not _is_theirs(path)]
    assert [str(path) for path in pages if word in text_of(path).lower() and path.name != "catalog.py"] == []


def test_people_are_they() -> None:
    lines = []
    for path in files():
        if path.suffix in WRITTEN and not _is_theirs(path):
            lines += [f"{path}: {line.strip()}" for line in text_of(path).splitlines() if SHE.search(line)]
    assert lines == []


def _is_theirs(path: Path) -> bool:
    return str(path).startswith(SHOPPERS_OWN_WORDS)
