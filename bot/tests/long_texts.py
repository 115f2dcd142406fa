"""Long texts that cost a careless pattern time, what is tried on them, and how its cost grows.

The tests of the main environment use this file too: it imports nothing of either.
"""

from __future__ import annotations

import ast
import math
import re
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from re import Pattern
from typing import Any

LONGEST = 100_000  # characters; far above what any door lets in
LENGTHS = tuple(LONGEST // 4**step for step in (5, 4, 3, 2, 1, 0))
MOST = 10  # times the cost at four times the length: a linear one grows 4 times, a quadratic one 16
LEAST = 0.004  # seconds; below, the cost is noise
TRIES = 5


def _repeated(unit: str) -> Callable[[int], str]:
    return lambda length: (unit * (length // len(unit) + 1))[:length]


def _between(first: str, unit: str, last: str) -> Callable[[int], str]:
    """A run in the middle: what stands behind it makes a careless pattern try again from everywhere."""
    return lambda length: first + _repeated(unit)(length - len(first) - len(last)) + last


TEXTS: Mapping[str, Callable[[int], str]] = {
    "spaces": _between("a", " ", "b"),
    "spaces first": _between("", " ", "b"),
    "spaces after a number": _between("1", " ", "b"),
    "unicode white space": _between("not", "\u00a0\u2003\u3000\u2028\t", "x"),
    "newlines": _between("can't", "\r\n", "x"),
    "digits": _between("", "1", "x"),
    "digits and spaces": _repeated("1 "),
    "dots": _between("1", ".", "a"),
    "thousands": _repeated("999,"),
    "currency signs": _between("", "£", "a"),
    "hyphens": _between("dark", "-", "!"),
    "slashes": _repeated("/"),
    "quotes": _repeated("'\"’"),
    "brackets": _repeated("<([{&#"),
    "comments": _repeated("<!--"),
    "tags": _repeated("</a <b c='"),
    "one letter": _between("", "a", "!"),
    "underscores": _between("a", "_", "-b"),
    "the same words": _repeated("blue mug, "),
    "different words": lambda length: " ".join(f"w{number}" for number in range(length // 5))[:length],
    "nots": _repeated("not no nothing but "),
    "number words": _repeated("twenty five hundred and a "),
    "amounts": _repeated("between £10 and £20 "),
    "ordinals": _repeated("#1, 2 and 3 & number "),
    "combining marks": _between("e", "\u0301\u0323", "!"),
    "emoji": _repeated("🧦👩‍👩‍👧‍👦❤️"),
    "right to left": _repeated("أريد كوبا ٢٠ "),
    "addresses": _between("", "a.b-c+d@", "!"),
    "measures": _repeated("10x10x"),
    "a button": _between('/like_product{"product_id": "', '\\"', '"'),
}


def faster_than_linear_growth(
    function: Callable[[str], Any], texts: Mapping[str, Callable[[int], str]] = TEXTS
) -> list[str]:
    """The texts over which the cost of a function grows faster than their length, each with the figures."""
    growths = ((name, _grown(function, make)) for name, make in texts.items())
    return [f"{name}: {grown}" for name, grown in growths if grown]


def _grown(function: Callable[[str], Any], make: Callable[[int], str]) -> str:
    before = LEAST
    for length in LENGTHS:
        took = _cost(function, make(length), enough=MOST * before)
        if took > MOST * before:
            return f"{took:.3f} s for {length:,} characters, {before:.3f} s for a quarter"
        before = max(took, LEAST)
    return ""


def _cost(function: Callable[[str], Any], text: str, *, enough: float) -> float:
    """CPU seconds of the best of some tries; the first that is good enough ends them."""
    best = math.inf
    for _ in range(TRIES):
        started = time.process_time()
        function(text)
        best = min(best, time.process_time() - started)
        if best <= enough:
            break
    return best


CALLS = ("search", "match", "fullmatch", "split", "findall", "finditer", "sub", "subn")


@dataclass(frozen=True)
class Constant:
    """A pattern, or patterns, that a module compiles once under a name, and how it is called there."""

    path: Path
    name: str
    calls: tuple[str, ...]

    @property
    def module(self) -> str:
        """What it is imported as, from where `path` begins."""
        return ".".join(self.path.with_suffix("").parts)

    def uses(self, value: object) -> Iterator[Callable[[str], Any]]:
        """Each call of each pattern in the constant's value, as a function of the text."""
        for pattern in _patterns_in(value):
            for call in self.calls or ("search",):
                yield _use(pattern, call)


def _patterns_in(value: object) -> Iterator[Pattern[str]]:
    if isinstance(value, Pattern):
        yield value
    elif isinstance(value, Mapping):
        yield from _patterns_in(tuple(value.values()))
    elif isinstance(value, (tuple, list)):
        for part in value:
            yield from _patterns_in(part)


def _use(pattern: Pattern[Any], call: str) -> Callable[[str], Any]:
    if isinstance(pattern.pattern, bytes):
        # The same machine, with a text to try it on.
        return _use(re.compile(pattern.pattern.decode("latin-1"), pattern.flags), call)
    if call in ("sub", "subn"):
        return lambda text: getattr(pattern, call)(" ", text)
    if call == "finditer":
        return lambda text: list(pattern.finditer(text))
    return getattr(pattern, call)  # type: ignore[no-any-return]


def constants(root: Path, path: Path) -> list[Constant]:
    """The patterns that a module compiles at its top level."""
    tree = _parsed(root / path)
    return [
        Constant(path, name, _calls_of(tree, name))
        for node in tree.body
        if _has_pattern(node)
        for name in _names_of(node)
    ]


def elsewhere(root: Path, path: Path) -> list[str]:
    """Where a module makes or tries patterns otherwise, as "path:function"."""
    return [
        f"{path}:{getattr(node, 'name', node.lineno)}"
        for node in _parsed(root / path).body
        if _has_pattern(node) and not _names_of(node)
    ]


def _parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def _has_pattern(node: ast.AST) -> bool:
    """Whether anything in it comes from the module `re`, or `regex`, and is more than a word for a type."""
    return any(
        (
            isinstance(part, ast.Call)
            and isinstance(part.func, ast.Attribute)
            and isinstance(part.func.value, ast.Name)
            and part.func.value.id in ("re", "regex")
            and part.func.attr in ("compile", *CALLS)
        )
        or (isinstance(part, ast.ImportFrom) and part.module in ("re", "regex"))
        for part in ast.walk(node)
    )


def _names_of(node: ast.AST) -> list[str]:
    targets = node.targets if isinstance(node, ast.Assign) else []
    targets = [node.target] if isinstance(node, ast.AnnAssign) else targets
    return [target.id for target in targets if isinstance(target, ast.Name)]


def _calls_of(tree: ast.Module, name: str) -> tuple[str, ...]:
    parts = (part for part in ast.walk(tree) if isinstance(part, ast.Attribute))
    called = {part.attr for part in parts if isinstance(part.value, ast.Name) and part.value.id == name}
    return tuple(sorted(called & set(CALLS)))
