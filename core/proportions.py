"""Shares of a count and how sure they are: the Wilson interval, and Newcombe's for the difference of two."""

from dataclasses import dataclass
from math import hypot, sqrt

Z_95 = 1.959964
"""Standard deviations of a normal distribution that hold 95 % of it."""


@dataclass(frozen=True, slots=True)
class Proportion:
    """`hits` out of `total` independent trials."""

    hits: int
    total: int

    @property
    def share(self) -> float:
        """Between 0 and 1; 0 where there were no trials."""
        return self.hits / self.total if self.total else 0.0

    @property
    def interval(self) -> tuple[float, float]:
        """The 95 % score interval (Wilson 1927); (0, 1) where there were no trials."""
        if not self.total:
            return 0.0, 1.0
        n, p = self.total, self.share
        middle = p + Z_95**2 / (2 * n)
        reach = Z_95 * sqrt(p * (1 - p) / n + Z_95**2 / (4 * n**2))
        scale = 1 + Z_95**2 / n
        return max((middle - reach) / scale, 0.0), min((middle + reach) / scale, 1.0)


@dataclass(frozen=True, slots=True)
class Difference:
    """How far one share lies above another, with its 95 % interval."""

    value: float
    low: float
    high: float

    @property
    def beyond_chance(self) -> bool:
        """Whether the interval leaves out zero."""
        return self.low > 0 or self.high < 0


def difference(proportion: Proportion, baseline: Proportion) -> Difference:
    """`proportion` minus `baseline`, from their two Wilson intervals (Newcombe 1998, method 10)."""
    (proportion_low, proportion_high), (baseline_low, baseline_high) = proportion.interval, baseline.interval
    value = proportion.share - baseline.share
    return Difference(
        value=value,
        low=value - hypot(proportion.share - proportion_low, baseline_high - baseline.share),
        high=value + hypot(proportion_high - proportion.share, baseline.share - baseline_low),
    )
