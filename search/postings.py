"""An inverted index that is changed by difference: each word with the products that have it."""

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

Key = TypeVar("Key", bound=Hashable)
_NONE: NDArray[np.int32] = np.zeros((2, 0), dtype=np.int32)


@dataclass(frozen=True)
class Postings(Generic[Key]):
    """For each key the positions that have it, ascending, over how often each has it: (2, n) int32."""

    entries: Mapping[Key, NDArray[np.int32]]

    @classmethod
    def of(cls, rows: Iterable[Mapping[Key, int]]) -> "Postings[Key]":
        """Index rows of keys with their counts, in the order of the positions."""
        positions: dict[Key, list[int]] = {}
        counts: dict[Key, list[int]] = {}
        for position, row in enumerate(rows):
            for key, count in row.items():
                positions.setdefault(key, []).append(position)
                counts.setdefault(key, []).append(count)
        return cls({key: np.array((own, counts[key]), dtype=np.int32) for key, own in positions.items()})

    def positions(self, key: Key) -> NDArray[np.int64]:
        """Where a key stands, none where it is not known."""
        return np.asarray(self.entries.get(key, _NONE)[0], dtype=np.int64)

    def counted(self, key: Key) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
        """The positions of a key, and how often it stands at each."""
        entry = self.entries.get(key, _NONE)
        return entry[0], entry[1]

    def __contains__(self, key: object) -> bool:
        return key in self.entries

    def changed(
        self, before: Mapping[int, Mapping[Key, int]], after: Mapping[int, Mapping[Key, int]]
    ) -> "Postings[Key]":
        """The index with the rows of some positions, `before`, replaced by those of `after`.

        Both map a position to its keys; a position that is new is in `after` only. What does not change is
        shared with this index, which stays as it is.
        """
        removed, added = _by_key(before), _by_key(after)
        entries = dict(self.entries)
        for key in removed.keys() | added.keys():
            old = entries.get(key, _NONE)
            gone = [position for position, _ in removed.get(key, ())]
            new = np.array(added.get(key, ()), dtype=np.int32).reshape(-1, 2).T
            whole = np.concatenate((old[:, ~np.isin(old[0], gone)], new), axis=1)
            if whole.shape[1]:
                entries[key] = whole[:, np.argsort(whole[0], kind="stable")]
            else:
                entries.pop(key, None)
        return Postings(entries)


def _by_key(rows: Mapping[int, Mapping[Key, int]]) -> dict[Key, list[tuple[int, int]]]:
    """Position and count by key."""
    entries: dict[Key, list[tuple[int, int]]] = {}
    for position, row in rows.items():
        for key, count in row.items():
            entries.setdefault(key, []).append((position, count))
    return entries
