"""Parquet: a table whose cells have types."""

from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from core.errors import InvalidInput
from jobs.importers.reading.lines import FileLine, FileSource

ROWS = 20_000  # read at a time


def parquet(path: Path) -> FileSource:
    """The table."""
    with _open(path) as file:
        rows, columns = file.metadata.num_rows, list(file.schema_arrow.names)
    return FileSource(rows, lambda: _lines(path), columns=columns, described="Parquet")


def _open(path: Path) -> pq.ParquetFile:
    try:
        return pq.ParquetFile(path)
    except (pa.ArrowInvalid, OSError):
        raise InvalidInput(f"{path.name} is not a Parquet file, or it is cut.", field="file") from None


def _lines(path: Path) -> Iterator[FileLine]:
    number = 0
    with _open(path) as file:
        for batch in file.iter_batches(batch_size=ROWS):
            for values in batch.to_pylist():
                number += 1
                yield FileLine(number, number, values, values)
