"""What shoppers' numbers are compared on: logarithms where skewed, tails cut, one spread for all."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Scale:
    """From natural units to comparable ones: a logarithm where skewed, tails cut, mean 0, spread 1."""

    skewed: NDArray[np.bool_]
    low: Floats
    high: Floats
    centre: Floats
    spread: Floats  # infinite for a column that says nothing

    @classmethod
    def of(cls, rows: Floats, skewed: NDArray[np.bool_]) -> "Scale":
        """The scale on which `rows` (n, F) compare; the outermost hundredths of a tail do not stretch it."""
        values = _unskewed(rows, skewed)
        tails = np.percentile(values, [1.0, 99.0], axis=0)
        low, high = np.where(skewed, tails, [values.min(axis=0), values.max(axis=0)])
        cut = np.clip(values, low, high)
        spread = cut.std(axis=0)
        return cls(skewed, low, high, cut.mean(axis=0), np.where(spread > 1e-6, spread, np.inf))

    def apply(self, rows: Floats) -> Floats:
        """Rows (n, F) or one row (F) in comparable units."""
        values = _unskewed(rows, self.skewed)
        return np.asarray((np.clip(values, self.low, self.high) - self.centre) / self.spread)

    def undo(self, rows: Floats) -> Floats:
        """Comparable units back to natural ones; a column that says nothing comes back as its centre."""
        known = np.where(np.isfinite(self.spread), self.spread, 0.0)
        values = rows * known + self.centre
        return np.where(self.skewed, np.expm1(values), values)

    def arrays(self) -> dict[str, NDArray[Any]]:
        """As plain arrays."""
        return {f"scale.{name}": getattr(self, name) for name in Scale.__dataclass_fields__}

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, NDArray[Any]]) -> "Scale":
        """The inverse of `arrays`."""
        return cls(*(arrays[f"scale.{name}"] for name in Scale.__dataclass_fields__))


def _unskewed(rows: Floats, skewed: NDArray[np.bool_]) -> Floats:
    return np.where(skewed, np.log1p(np.maximum(rows, 0.0)), rows)
