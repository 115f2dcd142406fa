"""What is known of a newcomer who has done nothing yet: what became of others who came the same way."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray

from recommender.query import Context

FEWEST = 10
"""A way of coming that fewer shoppers share is not kept: rare enough, it would name one of them."""
_PRIOR = 20.0  # shoppers' worth of doubt in each table
_SAME = {"mobile": "phone", "touch": "phone"}  # as a shop, or a browser that cannot tell, may call it
_HOURS = ("night", "morning", "afternoon", "evening")


def signs(context: Context, now: datetime) -> tuple[str, ...]:
    """The context as "device=phone", "source=email", …, and the part of the day (UTC); no unknown ones."""
    device = context.device.lower()
    known = (("device", _SAME.get(device, device)), ("source", context.source), ("country", context.country))
    part = _HOURS[now.hour // 6]
    return (*(f"{name}={value}" for name, value in known if value), f"hour={part}")


@dataclass(frozen=True)
class Arrivals:
    """How many shoppers of each segment came first with each sign; counts only."""

    signs: tuple[str, ...]
    counts: NDArray[np.float64]  # (signs, k)
    sizes: NDArray[np.float64]  # (k,) shoppers a segment

    @classmethod
    def of(cls, came: Sequence[Sequence[str]], segment: NDArray[np.int64], segments: int) -> "Arrivals":
        """Count the signs of each shopper's first session by the segment (n,) that the shopper is in."""
        sizes = np.bincount(segment, minlength=segments).astype(np.float64)
        frequent = Counter(sign for signs in came for sign in signs)
        kept = tuple(sorted(sign for sign, count in frequent.items() if count >= FEWEST))
        place = {sign: row for row, sign in enumerate(kept)}
        counts = np.zeros((len(kept), segments))
        for signs, own in zip(came, segment.tolist(), strict=True):
            for sign in signs:
                if sign in place:
                    counts[place[sign], own] += 1
        return cls(kept, counts, sizes)

    def probabilities(self, signs: Sequence[str]) -> NDArray[np.float64]:
        """The chance of each segment (k,): naive Bayes on the signs, the sizes alone where none is known."""
        prior = (self.sizes + 1.0) / (self.sizes + 1.0).sum()
        logs = np.log(prior)
        for sign in signs:
            if sign in self.signs:
                counts = self.counts[self.signs.index(sign)]
                overall = counts.sum() / max(self.sizes.sum(), 1.0)
                logs = logs + np.log((counts + _PRIOR * overall) / (self.sizes + _PRIOR))
        chances = np.exp(logs - logs.max())
        return np.asarray(chances / chances.sum())

    def arrays(self) -> dict[str, NDArray[Any]]:
        """As plain arrays."""
        return {
            "arrivals.signs": np.array(self.signs, dtype=np.str_),
            "arrivals.counts": self.counts,
            "arrivals.sizes": self.sizes,
        }

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, NDArray[Any]]) -> "Arrivals":
        """The inverse of `arrays`."""
        signs = tuple(str(sign) for sign in arrays["arrivals.signs"].tolist())
        return cls(signs, arrays["arrivals.counts"], arrays["arrivals.sizes"])
