"""What lists are like beyond their hits: coverage, diversity, novelty, popularity bias, calibration."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from core.products import Product
from recommender.evaluation.metrics import Estimate

_RESAMPLES = 200
_SMOOTHING = 0.01  # α of Steck 2018: how much of the shopper's mix a list is given, so that no share is zero
_Floats = NDArray[np.float64]


@dataclass(frozen=True)
class CatalogTraits:
    """What lists are held against: the products' texts and categories, and who touched what before."""

    embeddings: NDArray[np.float32]  # (P, d), unit length or all zero
    categories: csr_array  # (P, C): each product's shares of the categories, rows sum to 1 or 0
    past: csr_array  # (n, P) what the shopper of each list touched before, never below zero
    known: NDArray[np.int64]  # (P,) how many shoppers touched each product
    everyone: int  # so many shoppers are there, with a list or without

    @classmethod
    def of(
        cls,
        products: Sequence[Product],
        embeddings: NDArray[np.float32],
        everyone: csr_array,
        rows: NDArray[np.int64],
    ) -> "CatalogTraits":
        """`everyone` (shoppers, P) is the past of all; `rows` (n) are those whose lists are looked at."""
        past = csr_array(everyone.maximum(0))
        past.eliminate_zeros()
        known = np.bincount(past.indices, minlength=past.shape[1])
        return cls(embeddings, category_shares(products), csr_array(past[rows]), known, past.shape[0])


def category_shares(products: Sequence[Product]) -> csr_array:
    """Each product's category, or equal shares of several that commas part, as a row: (P, C)."""
    named = [
        [part.strip() for part in product.category.lower().split(",") if part.strip()] for product in products
    ]
    codes = {name: code for code, name in enumerate(sorted(set().union(*named)))}
    rows = np.repeat(np.arange(len(named)), [len(own) for own in named])
    columns = np.array([codes[name] for own in named for name in own], dtype=np.int64)
    shares = np.array([1.0 / len(own) for own in named for _ in own])
    return csr_array((shares, (rows, columns)), shape=(len(named), len(codes)))


def look(ranked: NDArray[np.int64], shelf: CatalogTraits, cutoff: int) -> dict[str, Estimate]:
    """What the lists (n, k) are like at `cutoff`, by name.

    coverage: share of the catalog that is in any list; gini: inequality of exposure, 0 where every product
    is shown equally often, near 1 where few are (Fleder & Hosanagar, Management Science 2009);
    diversity: 1 less the mean cosine of two texts of a list (Ziegler et al., WWW 2005);
    novelty: mean self-information in bits (Zhou et al., PNAS 2010);
    popularity: mean percentile of what is shown among all products by number of shoppers, .5 without bias
    (after Abdollahpouri et al., FLAIRS 2019); calibration: see `miscalibration`.
    """
    lists = ranked[:, :cutoff]
    by_list = {
        "diversity": diversity(lists, shelf.embeddings),
        "novelty": novelty(lists, shelf.known, shelf.everyone),
        "popularity": percentiles(shelf.known)[lists].mean(axis=1),
        "calibration": miscalibration(lists, shelf.categories, shelf.past),
    }
    means = {f"{name}@{cutoff}": Estimate.of(values) for name, values in by_list.items()}
    return means | {
        f"{name}@{cutoff}": estimate for name, estimate in _of_all(lists, shelf.past.shape[1]).items()
    }


def diversity(lists: NDArray[np.int64], embeddings: NDArray[np.float32]) -> _Floats:
    """1 less the mean cosine over the pairs of each list (n, k): (n,); of a single product 0."""
    count = lists.shape[1]
    if count < 2 or not len(lists):
        return np.zeros(len(lists))
    # |Σ v|² is the sum over all pairs, each twice, and each with itself: no pair need be looked at.
    together = np.stack([embeddings[own].sum(axis=0, dtype=np.float64) for own in lists])
    own = (embeddings.astype(np.float64) ** 2).sum(axis=1)[lists].sum(axis=1)
    pairs = ((together**2).sum(axis=1) - own) / (count * (count - 1))
    return np.asarray(1.0 - pairs)


def novelty(lists: NDArray[np.int64], shoppers: NDArray[np.int64], everyone: int) -> _Floats:
    """Mean of -log2(share of `everyone` who knows a product) of each list; each has one more."""
    information = -np.log2((shoppers + 1.0) / (everyone + 1.0))
    return np.asarray(information[lists].mean(axis=1)) if lists.size else np.zeros(len(lists))


def percentiles(shoppers: NDArray[np.int64]) -> _Floats:
    """Where each product stands among all by number of shoppers, 0 to 1; equals in the middle."""
    ordered = np.sort(shoppers)
    below = np.searchsorted(ordered, shoppers, side="left")
    up_to = np.searchsorted(ordered, shoppers, side="right")
    return np.asarray((below + up_to) / (2.0 * max(len(shoppers), 1)))


def miscalibration(lists: NDArray[np.int64], categories: csr_array, past: csr_array) -> _Floats:
    """KL(p ‖ q) of the categories of each shopper's past (p) and list (q), in nats (Steck, RecSys 2018).

    0 is a list in the proportions of the shopper's past. Shoppers or lists without any category are left out.
    """
    if not categories.shape[1] or not lists.size:
        return np.zeros(0)
    rows = np.repeat(np.arange(len(lists)), lists.shape[1])
    shown = csr_array((np.ones(lists.size), (rows, lists.ravel())), shape=(len(lists), categories.shape[0]))
    shoppers_own, lists_own = (_shares(matrix @ categories) for matrix in (past, shown))
    known = (shoppers_own.sum(axis=1) > 0) & (lists_own.sum(axis=1) > 0)
    p, q = shoppers_own[known], lists_own[known]
    # A list without one of the shopper's categories would else be infinitely wrong.
    mixed = (1 - _SMOOTHING) * q + _SMOOTHING * p
    ratio = np.divide(p, mixed, out=np.ones_like(p), where=p > 0)
    return np.asarray((p * np.log(ratio)).sum(axis=1))


def _shares(counts: csr_array) -> _Floats:
    dense = counts.toarray()
    total = dense.sum(axis=1, keepdims=True)
    return np.asarray(dense / np.where(total > 0, total, 1.0))


def coverage(exposure: NDArray[np.int64]) -> float:
    """The share of products (P) that are shown at all."""
    return float((exposure > 0).mean()) if len(exposure) else 0.0


def gini(exposure: NDArray[np.int64]) -> float:
    """The Gini index of how often each product (P) is shown."""
    total, count = exposure.sum(), len(exposure)
    if not total:
        return 0.0
    ordered = np.sort(exposure)
    return float(((2 * np.arange(1, count + 1) - count - 1) * ordered).sum() / (count * total))


def _of_all(lists: NDArray[np.int64], products: int) -> dict[str, Estimate]:
    """Of all lists together. A resample sees fewer shoppers, so fewer products: that is taken off."""
    if not len(lists):
        return {"coverage": Estimate(0.0, 0.0, 0.0), "gini": Estimate(0.0, 0.0, 0.0)}
    # One draw for both figures: scipy.stats.bootstrap draws and counts for each, .15 s instead of .11.
    random = np.random.default_rng(0)
    draws = (lists[random.integers(len(lists), size=len(lists))] for _ in range(_RESAMPLES))
    exposures = [np.bincount(draw.ravel(), minlength=products) for draw in draws]
    whole = np.bincount(lists.ravel(), minlength=products)
    estimates = {}
    for name, statistic in (("coverage", coverage), ("gini", gini)):
        value, resampled = statistic(whole), np.array([statistic(exposure) for exposure in exposures])
        # The resamples' own mean lies lower than the whole's; only how they scatter is used.
        low, high = np.percentile(resampled - resampled.mean(), [2.5, 97.5])
        estimates[name] = Estimate(value, value + float(low), value + float(high))
    return estimates
