"""How a cell of theirs becomes one of ours: the ways that the formats' tables name."""

import re
from collections.abc import Callable, Mapping
from html import unescape
from typing import Any

from jobs.importers.formats.form import Column
from jobs.importers.reading import Unreadable
from jobs.importers.texts import plain_text

MISSING = object()
"""What is found where a file has no such column, or an object no such key."""
HIDDEN = "\x00"
"""Stands for a comma that separates nothing."""
FORMULA = re.compile(r'="(.*)"')
"""How a spreadsheet is kept from taking an id for a number."""
CUT_SHORT = re.compile(r"\d([.,]\d+)?[Ee]\+\d+")
CUT = Unreadable(
    "was cut short by a spreadsheet (1.23E+12); export the file again, and import it without opening it there"
)
PIECES = re.compile(r"\d{1,4} ?[x×] ")
SEVERAL = Unreadable(
    "lists products with their numbers; write each of them on a line of its own, with the order's id"
)
BETWEEN_ADDRESSES = re.compile(r"[,|;](?=\s?(?:https?:|/|$))|, ")
BETWEEN_PAIRS = re.compile(r",(?=[\w:.-]+=)")
"""Of colour=Red,size=M; a comma in a value is none."""


def code(value: Any, _column: Column) -> Any:
    """An id, an article number: leading zeros stay, what protects them in a spreadsheet goes."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))  # how a data frame writes ids where some are missing
    text = as_text(value)
    if match := FORMULA.fullmatch(text):
        text = match[1]
    text = text.removeprefix("'")
    return CUT if CUT_SHORT.fullmatch(text) else text


def ordered(value: Any, column: Column) -> Any:
    """An id on a line of an order, which must not be a whole order in one cell: 2x A-1 | 1x B-7."""
    told = code(value, column)
    return SEVERAL if isinstance(told, str) and PIECES.match(told) else told


def html(value: Any, column: Column) -> str:
    """A text without its markup."""
    text = as_text(value)
    return plain_text(text.replace("\\n", "\n").replace("\\,", ",") if column.escaped else text)


def path(value: Any, column: Column) -> str:
    """The deepest of several categories, as Home > Kitchen > Mugs."""
    told = value if isinstance(value, list) else _parts(unescape(as_text(value)), column)
    deepest: tuple[str, ...] = ()
    for entry in told:
        steps = _steps(str(entry), column)
        deepest = steps if len(steps) > len(deepest) else deepest
    return " > ".join(deepest)


def _parts(text: str, column: Column) -> list[str]:
    if not column.escaped:
        return text.split(column.split)
    return [part.replace(HIDDEN, ",") for part in text.replace("\\,", HIDDEN).split(column.split)]


def _steps(entry: str, column: Column) -> tuple[str, ...]:
    steps = (step.strip() for step in entry.split(column.step))
    return tuple(step for step in steps if step and step not in column.dropped)


def first(value: Any, _column: Column) -> str:
    """The first of several addresses."""
    if isinstance(value, list):
        return as_text(value[0]) if value else ""
    return next((part.strip() for part in BETWEEN_ADDRESSES.split(as_text(value)) if part.strip()), "")


def parent(value: Any, _column: Column) -> str:
    """The product that a line is a variant of: by its id (id:12) or its article number."""
    return as_text(value).removeprefix("id:").strip()


def variations(value: Any, _column: Column) -> list[str]:
    """The article numbers in sku=A,size=S|sku=B,size=M."""
    pairs = (pair.partition("=") for entry in as_text(value).split("|") for pair in entry.split(","))
    return [number.strip() for name, _, number in pairs if name.strip() == "sku"]


def assignments(value: Any, _column: Column) -> list[tuple[str, str]]:
    """The pairs of colour=Red,size=M; names of two words and what is on or off are the shop's own affair."""
    pairs = (pair.partition("=") for pair in BETWEEN_PAIRS.split(as_text(value)))
    return [
        (name.strip(), text.strip().replace("|", ", "))
        for name, equals, text in pairs
        if equals and text.strip() and text.strip().lower() not in ("yes", "no", "0", "1")
    ]


def since(value: Any, _column: Column) -> str:
    """The beginning of a span of time, 2026-03-01T00:00Z/2026-04-01T00:00Z."""
    return as_text(value).partition("/")[0].strip()


def until(value: Any, _column: Column) -> str:
    """The end of it."""
    return as_text(value).partition("/")[2].strip()


def as_text(value: Any) -> str:
    """A cell as text; none where there is none."""
    return "" if value is None or value is MISSING or value != value else str(value).strip()


def unprotected(value: Any) -> Any:
    """A cell without the ' by which a spreadsheet is kept from calculating it: '-10 °C, '=A1."""
    if isinstance(value, str) and value[:1] == "'" and value[1:2] in ("=", "+", "-", "@"):
        return value[1:]
    return value


Reader = Callable[[Any, Column], Any]
READERS: Mapping[str, Reader] = {
    "code": code,
    "ordered": ordered,
    "html": html,
    "path": path,
    "first": first,
    "parent": parent,
    "variations": variations,
    "assignments": assignments,
    "from": since,
    "until": until,
}
"""Amounts, numbers and moments are read by what the whole of their column says, in `judgement`."""


def read(value: Any, column: Column) -> Any:
    """A cell as its column's reader makes it; as it is where there is none of that name."""
    reader = READERS.get(column.read)
    return reader(value, column) if reader else value
