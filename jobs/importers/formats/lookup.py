"""Finds a source's value in a line: by its column's name in a table, by its path in an object."""

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from jobs.importers.formats.form import ITEM, Form, plain
from jobs.importers.formats.readers import MISSING
from jobs.importers.reading import Values

NUMBER = re.compile(r"\d+")

Find = Callable[[Values, Values], Any]
"""A value by the line's values and those of the entry in its list."""


def finder(source: str, columns: Sequence[str]) -> Find | None:
    """What finds the source; None where the table has no such column."""
    if source.startswith(ITEM):
        inner = source.removeprefix(ITEM)
        return lambda _values, item: at(item, inner)
    if not columns:
        return lambda values, _item: at(values, source)
    if (column := actual(source, columns)) is not None:
        return lambda values, _item: values[column]
    head, _, rest = source.partition(".")
    outer = actual(head, columns)
    if not rest or outer is None:
        return None
    # A column that holds an object or pairs, as in a Parquet file or in Magento's additional_attributes.
    return lambda values, _item: at(_unpacked(values[outer]), rest)


def actual(source: str, columns: Iterable[str]) -> str | None:
    """The column as the file writes it, however it spells it."""
    columns = list(columns)
    if source in columns:
        return source
    wanted = plain(source)
    return next((column for column in columns if plain(column) == wanted), None)


def at(values: Any, path: str) -> Any:
    """The value at a path, properties.price; MISSING where there is none."""
    if isinstance(values, Mapping) and path in values:
        return values[path]
    for name in path.split("."):
        values = _step(values, name)
        if values is MISSING:
            return MISSING
    return values


def _step(value: Any, name: str) -> Any:
    value = _unpacked(value)
    if isinstance(value, Mapping):
        return value.get(name, MISSING)
    if isinstance(value, list):  # GA4: [{"key": …, "value": {"string_value": …}}, …]
        for pair in value:
            if isinstance(pair, Mapping) and pair.get("key") == name:
                return _of_pair(pair.get("value"))
    return MISSING


def _of_pair(value: Any) -> Any:
    if isinstance(value, Mapping):
        return next((told for told in value.values() if told is not None), MISSING)
    return value


def _unpacked(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    text = value.strip()
    if text.startswith(("{", "[")):
        try:
            return json.loads(text)
        except ValueError:
            return value
    return dict(pair.split("=", 1) for pair in text.split(",") if "=" in pair) if "=" in text else value


def items(form: Form, values: Values) -> Sequence[Values]:
    """The entries of the first list that the line holds; in a table as JSON, or as name:Mug|quantity:2."""
    for path in form.lists:
        value = at(values, path)
        told = _unpacked(value) if value is not MISSING else None
        if isinstance(told, str) and "|" in told:
            return [_packed(entry) for entry in told.split(";") if entry.strip()]
        if isinstance(told, list) and (entries := [entry for entry in told if isinstance(entry, Mapping)]):
            return entries
    if form.items_in:
        wanted = (name for name in values if name.removeprefix(form.items_in).isdigit() and values[name])
        return [_packed(str(values[name])) for name in wanted]
    return ()


def _packed(text: str) -> Values:
    pairs = (pair.partition(":") for pair in text.split("|"))
    return {name.strip(): value.strip() for name, _, value in pairs}


def option_columns(form: Form, columns: Sequence[str]) -> list[tuple[str, str]]:
    """Columns with an attribute's name, and those with its value."""
    spelled = {plain(column): column for column in reversed(columns)}
    if form.options:
        pairs = [(spelled.get(plain(first)), spelled.get(plain(second))) for first, second in form.options]
        return [(first, second) for first, second in pairs if first and second]
    if not form.numbered:
        return []
    of_number: dict[str, list[str]] = {}
    for column in columns:
        number = NUMBER.search(column)
        if number and any(word in column.lower() for word in form.numbered):
            of_number.setdefault(number[0], []).append(column)
    return [(told[0], told[1]) for told in of_number.values() if len(told) > 1]
