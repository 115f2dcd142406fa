"""Categories as numbers, and what is cheap within one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Departments:
    """Category paths in lower case, each with a number, and the number of every product (P,)."""

    numbers: Mapping[str, int]
    codes: NDArray[np.int32]

    @classmethod
    def of(cls, categories: Sequence[str]) -> "Departments":
        """Number the category paths of all products, in their order."""
        numbers: dict[str, int] = {}
        codes = [numbers.setdefault(category.lower(), len(numbers)) for category in categories]
        return cls(numbers, np.array(codes, dtype=np.int32))

    def changed(self, categories: Mapping[int, str], size: int) -> "Departments":
        """With the paths of some positions replaced, those from the present size up to `size` added."""
        numbers = dict(self.numbers)
        codes = np.resize(self.codes, size) if len(self.codes) else np.zeros(size, dtype=np.int32)
        for position, path in categories.items():
            codes[position] = numbers.setdefault(path.lower(), len(numbers))
        return Departments(numbers, codes)

    def within(self, category: str) -> NDArray[np.bool_]:
        """Whether each product stands in a category path or below it."""
        wanted = category.lower().strip()
        inside = [path == wanted or path.startswith(wanted + " >") for path in self.numbers]
        return np.array([*inside, False], dtype=bool)[self.codes]

    def cheapness(
        self, prices: NDArray[np.float64], before: NDArray[np.float32], codes: Sequence[int]
    ) -> NDArray[np.float32]:
        """From -1 (dear) to 1 (cheap) against the median price of the category; 0 without a price.

        Computed for the categories `codes`; all others are as in `before` (P,).
        """
        cheapness = before.copy()
        order = np.argsort(self.codes, kind="stable")
        starts = np.searchsorted(self.codes, np.arange(len(self.numbers) + 1), sorter=order)
        for code in codes:
            members = order[starts[code] : starts[code + 1]]
            cheapness[members] = _relative(prices[members])
        return cheapness


def _relative(prices: NDArray[np.float64]) -> NDArray[np.float64]:
    """How far each price is below the median of them all, as a logarithm; 0 without a price."""
    cheapness = np.zeros(len(prices))
    priced = prices > 0
    if priced.sum() > 1:
        relative = np.log(np.median(prices[priced]) / prices[priced])
        cheapness[priced] = np.clip(relative, -1.0, 1.0)
    return cheapness
