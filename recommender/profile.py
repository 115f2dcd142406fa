"""Many shoppers as matrices: what every scorer multiplies with when it is evaluated or tuned."""

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from recommender.config import Decay
from recommender.dataset import Dataset
from recommender.shopper import ShopperVector
from recommender.stated_preferences import StatedPreference


@dataclass(frozen=True)
class Profiles:
    """Shoppers as rows: their past by product, and what they said."""

    history: csr_array  # (n, P) weights that fade slowly
    recent: csr_array  # (n, P) weights that fade within a few products
    wishes: tuple[tuple[StatedPreference, ...], ...] = ()  # one tuple a row, or none at all
    price_sensitivity: NDArray[np.float32] | None = None  # (n,)
    days_since_training: float = 0.0

    def __len__(self) -> int:
        return int(self.history.shape[0])

    def __getitem__(self, rows: slice) -> "Profiles":
        """Some of the rows."""
        return replace(
            self,
            history=self.history[rows],
            recent=self.recent[rows],
            wishes=self.wishes[rows],
            price_sensitivity=None if self.price_sensitivity is None else self.price_sensitivity[rows],
        )

    def chosen(self, rows: NDArray[np.int64]) -> "Profiles":
        """The pasts of some of the rows, in the given order."""
        return Profiles(self.history[rows], self.recent[rows])

    @cached_property
    def sensitivity(self) -> NDArray[np.float32]:
        """Price sensitivity of each row, 0 where nothing is known."""
        if self.price_sensitivity is None:
            return np.zeros(len(self), dtype=np.float32)
        return self.price_sensitivity

    @classmethod
    def of(cls, shopper: ShopperVector, products: int) -> "Profiles":
        """A batch of one, over a catalog of `products`."""
        rows = np.zeros(len(shopper.products), dtype=np.int64)
        shape = (1, products)
        return cls(
            history=csr_array((shopper.history, (rows, shopper.products)), shape=shape),
            recent=csr_array((shopper.recent, (rows, shopper.products)), shape=shape),
            wishes=(shopper.wishes,),
            price_sensitivity=np.array([shopper.price_sensitivity], dtype=np.float32),
            days_since_training=shopper.days_since_training,
        )

    @classmethod
    def from_dataset(cls, dataset: Dataset, memory: Decay, *, day: float | None = None) -> "Profiles":
        """Every shopper of a dataset as they stand on `day`, by default that of the newest interaction."""
        today = dataset.last_day if day is None else day
        age = np.maximum(today - dataset.day, 0.0)
        faded = dataset.weight * (1 + np.log(dataset.times)) * np.exp2(-age / memory.half_life_days)
        steps = dataset.moments_back
        shape = (dataset.shoppers, dataset.products)
        places = (dataset.shopper, dataset.product)
        history = csr_array(((faded * memory.history_step**steps).astype(np.float32), places), shape=shape)
        recent = csr_array(((faded * memory.recent_step**steps).astype(np.float32), places), shape=shape)
        return cls(history, recent)
