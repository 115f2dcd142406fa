"""What is a kind of what: navy is blue, and lambswool is wool (`words/kinds.en.toml`)."""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from search.analysis import language, spellings, terms
from search.languages import ENGLISH

_FILE = Path(__file__).parent / "words" / "kinds.en.toml"
Kinds = Mapping[str, Mapping[str, tuple[str, ...]]]
"""By attribute and value, all kinds of the value, the kinds of its kinds among them."""


def kinds() -> Kinds:
    """All that is known in the language of the process; nothing in another one than English."""
    return _read()[0] if language() == ENGLISH else {}


def ambiguous() -> frozenset[str]:
    """Words that are a plant, a scent or a food as well as a colour or a material."""
    return _read()[1] if language() == ENGLISH else frozenset()


def kinds_of(attribute: str, value: str) -> tuple[str, ...]:
    """All kinds of a value, however its words end; none where none is known."""
    stems = tuple(terms(value))
    return next(
        (_by_stems()[key] for name in spellings(attribute) if (key := (name, stems)) in _by_stems()), ()
    )


def _by_stems() -> Mapping[tuple[str, tuple[str, ...]], tuple[str, ...]]:
    return _stemmed(language())


@cache
def _stemmed(_: str) -> Mapping[tuple[str, tuple[str, ...]], tuple[str, ...]]:
    """By attribute and stems, which differ from language to language."""
    return {
        (attribute, tuple(terms(value))): own
        for attribute, values in kinds().items()
        for value, own in values.items()
    }


@cache
def _read() -> tuple[Kinds, frozenset[str]]:
    file = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    unclear = frozenset(file.pop("ambiguous"))
    closed = {
        attribute: {value: tuple(_closure(values, value)) for value in values}
        for attribute, values in file.items()
    }
    return closed, unclear


def _closure(values: Mapping[str, list[str]], value: str) -> dict[str, None]:
    """The kinds of a value and theirs, in the order of the file, each once."""
    closed: dict[str, None] = {}
    waiting = list(values[value])
    while waiting:
        kind = waiting.pop(0)
        if kind not in closed and kind != value:
            closed[kind] = None
            waiting += values.get(kind, [])
    return closed
