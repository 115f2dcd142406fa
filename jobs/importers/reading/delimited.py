"""Tables as text: CSV and its kin, with whatever separator, encoding and `sep=` line they come."""

import csv
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TextIO

from core.errors import InvalidInput
from jobs.importers.reading import encodings
from jobs.importers.reading.lines import FileLine, FileSource

SEPARATORS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}
RECORDS = 100
"""By which the separator is told."""
LARGEST_CELL = 10_000_000
csv.field_size_limit(LARGEST_CELL)
OPEN_QUOTE = "unexpected end of data"
"""What the csv module says where the file ends within a quoted cell."""


@dataclass(frozen=True, slots=True)
class Dialect:
    """How a table is written."""

    encoding: str
    delimiter: str
    header: Sequence[str]
    before: int
    """Lines before the header: sep=; for a spreadsheet."""


def delimited(path: Path, encoding: str | None = None) -> FileSource:
    """The table; its separator is the one with which most records are as wide as the header."""
    dialect = _dialect(path, encoding or encodings.encoding_of(path))
    separated = SEPARATORS.get(dialect.delimiter, repr(dialect.delimiter))
    return FileSource(
        size=path.stat().st_size,
        walk=lambda: _lines(path, dialect),
        columns=dialect.header,
        described=f"separated by {separated}, {encodings.told(dialect.encoding)}",
        delimiter=dialect.delimiter,
        notes=[
            f"The column {name!r} stands twice; where both are filled the first is read."
            for name in _doubled(dialect.header)
        ],
    )


def _doubled(header: Sequence[str]) -> list[str]:
    return [name for name, times in Counter(header).items() if times > 1 and name]


def _open(path: Path, encoding: str) -> TextIO:
    # What is no letter of the encoding is kept as a surrogate: its line is rejected, and reading goes on.
    errors = "strict" if encoding.startswith(("utf-16", "utf-32")) else "surrogateescape"
    return path.open(encoding=encoding, errors=errors, newline="")


def _dialect(path: Path, encoding: str) -> Dialect:
    try:
        with _open(path, encoding) as file:
            first = file.readline().removeprefix("\ufeff")
            named = first.strip().strip('"').lower()
            declared = named.removeprefix("sep=") if named.startswith("sep=") else None
            text = [*([] if declared is not None else [first]), *islice(file, RECORDS)]
    except UnicodeError:
        raise _undecodable(path, encoding) from None
    if declared is not None:
        delimiter = declared[:1] or "\t"  # a tab at the end is stripped
    else:
        delimiter = max(SEPARATORS, key=lambda separator: _consistency(text, separator))
    header = [name.strip() for name in next(csv.reader(text, delimiter=delimiter), [])]
    if len(header) > 1 and max(map(len, header)) > LARGEST_CELL:
        raise InvalidInput(f"{path.name} has no header that can be read.", field="file")
    return Dialect(encoding, delimiter, header, before=int(declared is not None))


def _consistency(text: Sequence[str], separator: str) -> tuple[float, int]:
    """The share of records that are as wide as the header, where that is wider than one column."""
    try:
        records = [record for record in csv.reader(text, delimiter=separator) if record]
    except csv.Error:
        return 0, 0
    width = len(records[0]) if records else 0
    if width < 2:
        return 0, width
    # The last one may be cut by where we stopped to look.
    return sum(len(record) == width for record in records) / len(records), width


def _undecodable(path: Path, encoding: str) -> InvalidInput:
    return InvalidInput(
        f"{path.name} cannot be read as {encodings.told(encoding)}: it is cut, or in another encoding;"
        " save it as UTF-8, or name its own by --encoding.",
        field="encoding",
    )


class _Tap:
    """Hands a file's lines on, counts them, and keeps those that the record being read is made of."""

    def __init__(self, file: TextIO) -> None:
        self._file = file
        self.count = 0
        self.taken: list[str] = []

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = next(self._file)
        self.count += 1
        self.taken.append(line)
        return line


def _lines(path: Path, dialect: Dialect) -> Iterator[FileLine]:
    doubled = _doubled(dialect.header)
    unreadable = f"holds bytes that are not {encodings.told(dialect.encoding)}; save the file as UTF-8"
    with _open(path, dialect.encoding) as file:
        tap = _Tap(file)
        for _ in range(dialect.before):
            next(tap)
        records = csv.reader(tap, strict=True, delimiter=dialect.delimiter)
        next(records, None)
        while True:
            tap.taken.clear()
            number = tap.count + 1
            try:
                record, problem = next(records, None), ""
            except csv.Error as error:
                record, problem = list(dialect.header), f"cannot be read as CSV: {error}"
            except UnicodeError:
                raise _undecodable(path, dialect.encoding) from None
            if record is None:
                return
            if not any(record):
                continue
            raw = "".join(tap.taken).rstrip("\r\n")
            record = _fitted(record, len(dialect.header))
            ended = tap.taken[-1].endswith(("\r", "\n"))
            is_cut = problem.endswith(OPEN_QUOTE) or (not ended and len(record) < len(dialect.header))
            problem = problem or _problem(raw, unreadable, len(record), len(dialect.header))
            values = {} if problem else _values(dialect.header, record, doubled)
            yield FileLine(number, file.buffer.tell(), _printable(raw), values, problem, is_cut=is_cut)


def _fitted(record: list[str], width: int) -> list[str]:
    """Without separators at the end of the line, as spreadsheets leave them."""
    return record[:width] if len(record) > width and not any(record[width:]) else record


def _values(header: Sequence[str], record: Sequence[str], doubled: Sequence[str]) -> Mapping[str, object]:
    values: dict[str, object] = dict(zip(header, record, strict=True))
    for name in doubled:
        cells = [cell for column, cell in zip(header, record, strict=True) if column == name and cell.strip()]
        values[name] = (cells or [""])[0]
    return values


def _problem(raw: str, unreadable: str, width: int, expected: int) -> str:
    if not _is_whole(raw):
        return unreadable
    if width != expected:
        return f"has {width} columns where the header names {expected}; it is cut, or a separator is wrong"
    return ""


def _is_whole(text: str) -> bool:
    if text.isascii():
        return True
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _printable(text: str) -> str:
    return text if text.isascii() else text.encode(errors="surrogateescape").decode(errors="backslashreplace")
