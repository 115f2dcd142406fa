"""How the products of one catalog come to another: where each stood, and whom a newcomer takes after."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

STRENGTH = 2.0  # a mean is flatter than what it is taken of; so much more gives newcomers their share
STRONGEST = 400  # relations that a newcomer takes over, in either direction; all find 1 % more of them
UNSEEN = 1.0  # what a training found unseen had its chance: no more than the mean,
UNTOUCHED_STRONGEST = 20  # and fewer relations than others have, or they would slow every answer


@dataclass(frozen=True)
class Alignment:
    """Where each product of a new catalog stood in the old one, -1 for a new product."""

    old: NDArray[np.int64]
    old_size: int
    shares: csr_array | None = None  # whom each new product takes after, (P, P); see `newcomers`
    strength: float = STRENGTH  # and how strongly,
    most: int = STRONGEST  # with how many relations in either direction

    @property
    def new_position(self) -> NDArray[np.int64]:
        """The inverse: where each old product stands now, -1 where it is gone."""
        positions = np.full(self.old_size, -1, dtype=np.int64)
        known = np.flatnonzero(self.old >= 0)
        positions[self.old[known]] = known
        return positions

    @property
    def identity(self) -> bool:
        """Whether nothing moved, came or went."""
        return len(self.old) == self.old_size and self.grown

    @property
    def grown(self) -> bool:
        """Whether all kept their positions and those that came stand after them."""
        kept = np.array_equal(self.old[: self.old_size], np.arange(self.old_size))
        return bool(kept and (self.old[self.old_size :] < 0).all())
