"""Opens a file by what it is."""

from collections.abc import Callable, Collection, Mapping
from pathlib import Path

from core.errors import InvalidInput
from jobs.importers.reading.delimited import delimited
from jobs.importers.reading.encodings import checked
from jobs.importers.reading.feeds import feed
from jobs.importers.reading.kinds import kind_of
from jobs.importers.reading.lines import FileSource
from jobs.importers.reading.objects import objects
from jobs.importers.reading.parquet import parquet

READERS: Mapping[str, Callable[[Path, str | None], FileSource]] = {
    "delimited": delimited,
    "json": objects,
    "xml": lambda path, _encoding: feed(path),  # it says for itself
    "parquet": lambda path, _encoding: parquet(path),
}


def opened(path: Path, *, encoding: str | None = None) -> FileSource:
    """The file, ready to be read; InvalidInput where it is none that can be, with the remedy."""
    return READERS[kind_of(path)](path, checked(encoding) if encoding else None)


def read(path: Path, *, columns: Collection[str]) -> FileSource:
    """A file that must have some columns; InvalidInput names the one that it lacks."""
    source = opened(path)
    for column in columns if source.columns else ():  # of JSON each line says for itself what it lacks
        if column not in source.columns:
            header = ", ".join(source.columns)
            raise InvalidInput(
                f"{path.name} has no column {column!r}; its columns are: {header}.", field=column
            )
    return source
