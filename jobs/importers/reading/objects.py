"""JSON: an object a line, or one document with a list of them."""

import json
from collections.abc import Iterator
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import IO, Any, TextIO

import ijson

from core.errors import InvalidInput
from jobs.importers.reading import encodings
from jobs.importers.reading.lines import FileLine, FileSource

NOT_UTF8 = "holds bytes that are not UTF-8; save the file as UTF-8"
FIRST = 1_000_000
"""Characters of a first line that are looked at."""


def objects(path: Path, encoding: str | None = None) -> FileSource:
    """The objects of the file, which is in UTF-8 unless it begins otherwise."""
    size = path.stat().st_size
    encoding = encoding or encodings.unicode_of(path) or "utf-8"
    if not _an_object_a_line(path, encoding):
        return _list(path, size, encoding)
    alone = _is_alone(path, encoding)
    inside = _list(path, size, encoding) if alone and _list_in(path) else None
    return FileSource(size, lambda: _lines(path, encoding), described="an object a line", inside=inside)


def _list(path: Path, size: int, encoding: str) -> FileSource:
    if not encoding.startswith("utf-8"):
        raise InvalidInput(f"{path.name} is JSON, but not in UTF-8; save it as UTF-8.", field="file")
    prefix = _list_in(path)
    return FileSource(size, lambda: _entries(path, prefix), described="a list in JSON")


def _an_object_a_line(path: Path, encoding: str) -> bool:
    """Whether a line holds an object; of a document that is written over several lines none does."""
    with path.open(encoding=encoding, errors="replace") as file:
        first = next(_written(file), "")
        following = next(_written(file), "")
    if first.startswith("[") or first == "{":
        return False
    return bool(following) or not _object(first)[1]


def _is_alone(path: Path, encoding: str) -> bool:
    """Whether one line is all there is: it may be a document that holds a list, as an API answers."""
    with path.open(encoding=encoding, errors="replace") as file:
        return len(list(islice(_written(file), 2))) == 1


def _written(file: TextIO) -> Iterator[str]:
    """Lines that are not empty, the beginning of each."""
    return (line.strip() for line in iter(lambda: file.readline(FIRST), "") if line.strip())


def _lines(path: Path, encoding: str) -> Iterator[FileLine]:
    codec = "utf-8-sig" if encoding.startswith("utf-8") else encoding
    errors = "strict" if codec.startswith("utf-16") else "surrogateescape"
    with _text(path, codec, errors) as file:
        for number, text in enumerate(file, start=1):
            raw = text.strip()
            if raw:
                values, problem = _object(raw)
                yield FileLine(number, file.buffer.tell(), _printable(raw), values, problem)


def _text(path: Path, encoding: str, errors: str) -> TextIO:
    return path.open(encoding=encoding, errors=errors, newline="")


def _object(raw: str) -> tuple[dict[str, Any], str]:
    try:
        if not raw.isascii():
            raw.encode()
        value = json.loads(raw, parse_float=Decimal)
    except UnicodeEncodeError:
        return {}, NOT_UTF8
    except (ValueError, RecursionError):  # also a number of more digits than Python reads
        return {}, "is not JSON; each line holds one object"
    if not isinstance(value, dict):
        return {}, 'is not a JSON object such as {"product_id": "A1"}'
    return value, ""


def _printable(text: str) -> str:
    return text if text.isascii() else text.encode(errors="surrogateescape").decode(errors="backslashreplace")


def _past_mark(path: Path) -> IO[bytes]:
    file = path.open("rb")
    if file.read(3) != b"\xef\xbb\xbf":
        file.seek(0)
    return file


def _list_in(path: Path) -> str:
    """Where the list is: the document itself, or the first of its values that is one ({"orders": […]})."""
    try:
        with _past_mark(path) as file:
            for prefix, event, _ in ijson.parse(file):
                if event == "start_array" and prefix.count(".") < 2:
                    return f"{prefix}.item" if prefix else "item"
    except ijson.JSONError:
        raise _broken(path) from None
    return ""


def _entries(path: Path, prefix: str) -> Iterator[FileLine]:
    with _past_mark(path) as file:
        try:
            for number, value in enumerate(ijson.items(file, prefix), start=1):
                problem = "" if isinstance(value, dict) else "is not a JSON object"
                yield FileLine(number, file.tell(), value, {} if problem else value, problem)
        except ijson.JSONError:
            raise _broken(path) from None


def _broken(path: Path) -> InvalidInput:
    return InvalidInput(
        f"{path.name} is not whole JSON: it is cut, or damaged; export it again.", field="file"
    )
