"""Files of lines "user item item …", as LightGCN and many after it publish their splits; plain or gzipped."""

import gzip
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

_GZIP = b"\x1f\x8b"
_SORTED = 0.99


class BadLine(ValueError):
    """A line that is not a user and its items; says which."""


@dataclass(frozen=True)
class Lines:
    """Every user with its items, in the order of the file; an item that is named twice counts once."""

    users: tuple[str, ...]
    items: tuple[tuple[str, ...], ...]
    repeated: int = 0  # items that a line names again

    @property
    def size(self) -> int:
        """How many pairs there are."""
        return sum(map(len, self.items))

    @cached_property
    def ordered_by_id(self) -> bool:
        """Whether the items of nearly every line ascend by id: then their order says nothing of time."""
        longer = [own for own in self.items if len(own) > 2]
        return bool(longer) and sum(map(_ascending, longer)) >= _SORTED * len(longer)


def read_lines(path: Path) -> Lines:
    """Read a file; BadLine where a line cannot be meant, FileNotFoundError where there is none."""
    seen: dict[str, int] = {}
    items: list[tuple[str, ...]] = []
    repeated = 0
    for number, line in _numbered(path):
        words = line.split()
        if not words:
            continue
        user, own = words[0], tuple(dict.fromkeys(words[1:]))
        if not own and ("," in user or ";" in user):
            raise BadLine(f"{path}, line {number}: the user and its items must be parted by blanks")
        if user in seen:
            raise BadLine(f"{path}, line {number}: user {user} stands on line {seen[user]} already")
        seen[user] = number
        items.append(own)
        repeated += len(words) - 1 - len(own)
    if not items:
        raise BadLine(f"{path}, line 1: the file is empty")
    return Lines(tuple(seen), tuple(items), repeated)


def _numbered(path: Path) -> Iterator[tuple[int, str]]:
    with path.open("rb") as raw:
        packed = raw.read(2) == _GZIP
    with gzip.open(path, "rb") if packed else path.open("rb") as file:
        for number, line in enumerate(file, start=1):
            try:
                text = line.decode("utf-8")
            except UnicodeDecodeError:
                raise BadLine(f"{path}, line {number}: holds bytes that are not UTF-8") from None
            if "\x00" in text:
                raise BadLine(f"{path}, line {number}: holds zero bytes; this is no text")
            yield number, text


def _ascending(own: Sequence[str]) -> bool:
    if all(map(str.isdigit, own)):
        values: NDArray[np.int64] = np.array(own, dtype=np.int64)
        return bool((np.diff(values) > 0).all())
    return list(own) == sorted(own)
