"""Files as shops export them, written down and imported."""

import csv
import io
import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

Write = Callable[[str, str | bytes], Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def to_file(name: str, content: str | bytes) -> Path:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return to_file


def table(header: Sequence[str], *rows: Mapping[str, Any], delimiter: str = ",") -> str:
    """Rows under a header; a cell that a row does not name is empty."""
    file = io.StringIO()
    writer = csv.DictWriter(file, header, restval="", delimiter=delimiter)
    writer.writeheader()
    writer.writerows(rows)
    return file.getvalue()


def json_lines(*objects: Mapping[str, Any]) -> str:
    """An object a line."""
    return "".join(json.dumps(told) + "\n" for told in objects)
