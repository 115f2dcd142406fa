"""Reads CSV, JSONL and Parquet line by line; what cannot be read is told as such, and reading goes on."""

import csv
import json
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TextIO

import pyarrow as pa
import pyarrow.parquet as pq

from core.errors import InvalidInput

Values = Mapping[str, Any]

PARQUET_ROWS = 20_000  # read at a time
NOT_UTF8 = "holds bytes that are not UTF-8; save the file as UTF-8"


@dataclass(frozen=True, slots=True)
class FileLine:
    """One line: its values by column, or the problem why it has none; `raw` is what stood there."""

    number: int  # as an editor counts in a text file; in Parquet the first row is 1
    position: int  # how far into the file, in units of `FileSource.size`
    raw: Any
    values: Values
    problem: str = ""


@dataclass(frozen=True, slots=True)
class FileSource:
    """A file that is being read: how long it is, and its lines."""

    size: int  # bytes of a text file, rows of a Parquet file
    lines: Iterator[FileLine]


def read(path: Path, *, columns: Collection[str]) -> FileSource:
    """The lines of `path` by its suffix; InvalidInput where it is no such file or lacks one of `columns`."""
    readers: Mapping[str, Callable[[Path, Collection[str]], FileSource]] = {
        ".csv": _read_csv,
        ".tsv": _read_csv,
        ".jsonl": _read_jsonl,
        ".ndjson": _read_jsonl,
        ".parquet": _read_parquet,
    }
    if not path.is_file():
        raise InvalidInput(f"There is no file {path}.", field="file")
    reader = readers.get(path.suffix.lower())
    if reader is None:
        known = ", ".join(readers)
        raise InvalidInput(f"{path.name} cannot be read; save it as one of: {known}.", field="file")
    return reader(path, columns)


def _require(columns: Collection[str], present: Collection[str], name: str) -> None:
    for column in columns:
        if column not in present:
            header = ", ".join(present) or "none"
            raise InvalidInput(f"{name} has no column {column!r}; its columns are: {header}.", field=column)


def _read_csv(path: Path, columns: Collection[str]) -> FileSource:
    with _open(path) as file:
        first = file.readline()
    delimiter = max(",;\t", key=first.count)
    header = [name.strip() for name in next(csv.reader([first], delimiter=delimiter), [])]
    _require(columns, header, path.name)
    return FileSource(path.stat().st_size, _csv_lines(path, header, delimiter))


def _open(path: Path) -> TextIO:
    return path.open(encoding="utf-8-sig", errors="surrogateescape", newline="")


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


def _csv_lines(path: Path, header: list[str], delimiter: str) -> Iterator[FileLine]:
    with _open(path) as file:
        tap = _Tap(file)
        records = csv.reader(tap, strict=True, delimiter=delimiter)
        next(records, None)
        while True:
            tap.taken.clear()
            number = tap.count + 1
            try:
                record, problem = next(records, None), ""
            except csv.Error as error:
                record, problem = header, f"cannot be read as CSV: {error}"
            if record is None:
                return
            if record == []:
                continue
            raw = "".join(tap.taken).rstrip("\r\n")
            problem = problem or _csv_problem(raw, len(record), len(header))
            values = {} if problem else dict(zip(header, record, strict=True))
            yield FileLine(number, file.buffer.tell(), _printable(raw), values, problem)


def _csv_problem(raw: str, width: int, expected: int) -> str:
    if not _is_utf8(raw):
        return NOT_UTF8
    if width != expected:
        return f"has {width} columns where the header names {expected}; it is cut, or a separator is wrong"
    return ""


def _is_utf8(text: str) -> bool:
    if text.isascii():
        return True
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _printable(text: str) -> str:
    return text if text.isascii() else text.encode(errors="surrogateescape").decode(errors="backslashreplace")


def _read_jsonl(path: Path, columns: Collection[str]) -> FileSource:
    return FileSource(path.stat().st_size, _jsonl_lines(path, columns))


def _jsonl_lines(path: Path, columns: Collection[str]) -> Iterator[FileLine]:
    with _open(path) as file:
        for number, text in enumerate(file, start=1):
            raw = text.strip()
            if not raw:
                continue
            values, problem = _json_object(raw)
            absent = "" if problem else next((name for name in columns if name not in values), "")
            if absent:
                problem = f"{absent}: is missing"
            yield FileLine(number, file.buffer.tell(), _printable(raw), {} if problem else values, problem)


def _json_object(raw: str) -> tuple[dict[str, Any], str]:
    if not _is_utf8(raw):
        return {}, NOT_UTF8
    try:
        value = json.loads(raw)
    except (ValueError, RecursionError):  # also a number of more digits than Python reads
        return {}, "is not JSON; each line holds one object"
    if not isinstance(value, dict):
        return {}, 'is not a JSON object such as {"product_id": "A1"}'
    return value, ""


def _read_parquet(path: Path, columns: Collection[str]) -> FileSource:
    try:
        file = pq.ParquetFile(path)
    except (pa.ArrowInvalid, OSError):
        raise InvalidInput(f"{path.name} is not a Parquet file, or it is cut.", field="file") from None
    _require(columns, file.schema_arrow.names, path.name)
    return FileSource(file.metadata.num_rows, _parquet_lines(file))


def _parquet_lines(file: pq.ParquetFile) -> Iterator[FileLine]:
    number = 0
    with file:
        for batch in file.iter_batches(batch_size=PARQUET_ROWS):
            for values in batch.to_pylist():
                number += 1
                yield FileLine(number, number, values, values)
