"""Sessions as rows of a table: columns of numbers and of words, and the matrix that trees read."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Vocabularies = Mapping[str, tuple[str, ...]]
UNKNOWN = np.nan
"""A number that is not known, or a word that was not learned."""


@dataclass(frozen=True)
class Table:
    """Rows to learn from or to judge: columns of numbers (NaN unknown) and of words ("" unknown), n each."""

    numbers: Mapping[str, Floats]
    words: Mapping[str, NDArray[np.str_]] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(next(iter({**self.numbers, **self.words}.values())))

    def rows(self, chosen: NDArray[Any]) -> "Table":
        """Some of the rows, by position or mask."""
        return Table(
            {name: column[chosen] for name, column in self.numbers.items()},
            {name: column[chosen] for name, column in self.words.items()},
        )

    def without(self, *names: str) -> "Table":
        """The same rows without some columns."""
        return Table(
            {name: column for name, column in self.numbers.items() if name not in names},
            {name: column for name, column in self.words.items() if name not in names},
        )


def encoded(table: Table, columns: tuple[str, ...], vocabularies: Vocabularies) -> NDArray[np.float64]:
    """(n, columns) in this order: words as their place in the vocabulary, what is not known as NaN."""
    matrix = np.full((len(table), len(columns)), UNKNOWN)
    for index, name in enumerate(columns):
        if name in table.numbers:
            matrix[:, index] = table.numbers[name]
        elif name in table.words:
            places = {word: float(place) for place, word in enumerate(vocabularies[name])}
            matrix[:, index] = [places.get(word, UNKNOWN) for word in table.words[name].tolist()]
    return matrix


def vocabulary(column: NDArray[np.str_], groups: NDArray[np.int64], *, fewest: int) -> tuple[str, ...]:
    """The words that at least so many groups have, in the order of the alphabet."""
    pairs = set(zip(column.tolist(), groups.tolist(), strict=True))
    counts = Counter(word for word, _ in pairs if word)
    return tuple(sorted(word for word, count in counts.items() if count >= fewest))
