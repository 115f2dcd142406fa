"""Places for products that few have seen: the same for one shopper all day, and never the first place."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

LITTLE_SEEN = 0.2
"""The share of what is on sale that counts as little seen, or near it; what nobody has seen always does."""
WINDOW, TURNS = 64, 8
"""One shopper may meet at most so many of them on one day, and at most one in so many: all get their turn."""


@dataclass(frozen=True)
class UnderexposedProducts:
    """The products that few have seen, on a ring in the order of a hash of their ids.

    A shopper and a day name a point of the ring and meet what follows it (consistent hashing, Karger et al.
    1997): a product that comes or goes during the day changes nothing for most shoppers.
    """

    member: NDArray[np.bool_]  # (P,)
    hashes: NDArray[np.int64]  # ascending
    ring: NDArray[np.int64]  # positions of the products with these hashes

    @classmethod
    def of(
        cls, product_ids: Sequence[str], seen: NDArray[np.float32], *, available: NDArray[np.bool_]
    ) -> "UnderexposedProducts":
        """From how often each product was seen (P,), among those `available` (P,).

        Products seen equally often at the edge of the share all count or none: they do where that brings the
        group nearer to its share, and where nothing was seen less. So where all were seen equally, all count,
        and no list changes.
        """
        member = available & (seen <= _edge(seen[available]))
        places = np.flatnonzero(member)
        hashes = np.array([crc32(product_ids[place].encode()) for place in places.tolist()], dtype=np.int64)
        order = np.argsort(hashes, kind="stable")
        return cls(member, hashes[order], places[order])

    def window(self, number: int, *, places: int = 1) -> NDArray[np.int64]:
        """The products after a point of the ring, 0 to 2³² - 1: enough to choose from for `places`."""
        start = int(np.searchsorted(self.hashes, number))
        size = min(max(min(WINDOW, len(self.ring) // TURNS), 2 * places), len(self.ring))
        return self.ring.take(np.arange(start, start + size), mode="wrap")


def _edge(seen: NDArray[np.float32]) -> float:
    """How often something little seen was seen at most, by how often each product was (n,)."""
    if not len(seen):
        return 0.0
    edge = float(np.quantile(seen, LITTLE_SEEN))
    less = seen[seen < edge]
    within = int((seen <= edge).sum())
    if len(less) and within + len(less) > 2 * LITTLE_SEEN * len(seen):
        return float(less.max())
    return edge


@dataclass(frozen=True)
class Draw:
    """What chance gives one shopper on one day."""

    seed: int
    now: datetime

    def number(self, name: str) -> int:
        """A number from 0 to 2³² - 1 for each name; what one name draws says nothing of another."""
        # CRC32 is linear: whether a shopper explores at all would decide where on the ring they look.
        drawn = blake2b(f"{name}:{self.seed}:{self.now.toordinal()}".encode(), digest_size=4)
        return int.from_bytes(drawn.digest(), "big")

    def places(self, share: float, count: int) -> int:
        """How many of `count` places: on average over shoppers and days the share, never the first place."""
        whole, rest = divmod(min(max(share, 0.0), 1.0) * count, 1.0)
        return min(int(whole) + (self.number("places") < rest * 2**32), max(count - 1, 0))

    def order(self, count: int) -> list[int]:
        """The places from the second on, in the order in which they are given away."""
        return sorted(range(1, count), key=lambda place: self.number(f"place {place}"))


def explored(
    chosen: NDArray[np.int64],
    newcomers: NDArray[np.int64],
    *,
    little: UnderexposedProducts,
    draw: Draw,
    places: int,
) -> NDArray[np.int64]:
    """`chosen` with little-seen `newcomers` (best first) until they have `places` places; as long as before.

    Those that stand in the list on their own merit count; a newcomer moves the products behind it down.
    """
    missing = places - int(little.member[chosen[1:]].sum())
    missing = min(missing, len(newcomers), len(chosen) - 1)
    if missing <= 0:
        return chosen
    free = [place for place in draw.order(len(chosen)) if not little.member[chosen[place]]][:missing]
    kept = chosen.tolist()
    for place, product in zip(sorted(free), newcomers.tolist(), strict=False):
        kept.insert(place, product)
    return _shortened(kept, newcomers[: len(free)], len(chosen), little)


def _shortened(
    products: list[int], newcomers: NDArray[np.int64], count: int, little: UnderexposedProducts
) -> NDArray[np.int64]:
    """The list without its last products that are not little seen, until it has `count`."""
    kept, guests = products, set(newcomers.tolist())
    for place in range(len(products) - 1, 0, -1):
        if len(kept) <= count:
            break
        if kept[place] not in guests and not little.member[kept[place]]:
            kept = kept[:place] + kept[place + 1 :]
    return np.array(kept[:count], dtype=np.int64)
