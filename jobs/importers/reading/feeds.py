"""XML feeds, RSS and Atom: each item or entry with its elements by name, Google's before the feed's own."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import iterparse

from core.errors import InvalidInput
from jobs.importers.reading.lines import FileLine, FileSource

ENTRIES = frozenset({"item", "entry"})
PLAIN = ("", "http://www.w3.org/2005/Atom", "http://purl.org/rss/1.0/")
"""Namespaces of the feed itself."""


def feed(path: Path) -> FileSource:
    """The feed's entries."""
    return FileSource(path.stat().st_size, lambda: _entries(path), described="XML")


def _entries(path: Path) -> Iterator[FileLine]:
    number, open_elements = 0, list[Element]()
    with path.open("rb") as file:
        try:
            for event, element in iterparse(file, events=("start", "end")):
                if event == "start":
                    open_elements.append(element)
                    continue
                open_elements.pop()
                if _name(element)[1] in ENTRIES:
                    number += 1
                    values = _values(element)
                    yield FileLine(number, file.tell(), values, values)
                    open_elements[-1].remove(element)  # or a large feed stays in memory
        except ParseError as error:
            raise InvalidInput(
                f"{path.name} is not whole XML ({error}): it is cut, or damaged; export it again.",
                field="file",
            ) from None
        except DefusedXmlException:
            raise InvalidInput(
                f"{path.name} declares entities, which is not safe to read; export it without.", field="file"
            ) from None


def _name(element: Element) -> tuple[str, str]:
    """The namespace and the name."""
    space, closed, name = element.tag.rpartition("}")
    return space.removeprefix("{") if closed else "", name.lower()


def _values(entry: Element) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for child in sorted(entry, key=lambda child: _name(child)[0] in PLAIN):
        space, name = _name(child)
        value = _value(child)
        if name not in values:
            values[name] = value
        elif space not in PLAIN:  # several of a kind, such as pictures
            values[name] = [*(values[name] if isinstance(values[name], list) else [values[name]]), value]
    return values


def _value(element: Element) -> Any:
    if len(element) and not (element.text or "").strip():
        return {_name(child)[1]: _value(child) for child in element}
    return "".join(element.itertext()).strip() or element.get("href", "")
