"""What comes next: a directed ridge on decayed prefixes (SLIT) and distance-weighted co-visitation."""

from collections.abc import Sequence as Values

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from recommender.config import Sequence
from recommender.dataset import Dataset
from recommender.matrices.sparse import ends, row_numbers, strongest_of
from recommender.scorers.history import HistoryScorer
from recommender.scorers.itemitem import ItemItem
from recommender.scorers.ridge import Gram, likely, local_ridge

_FADED = 0.01  # a weight below which a step back is not looked at


def fit_directed(dataset: Dataset, config: Sequence, *, alike: csr_array) -> HistoryScorer:
    """Regress what came next on the decayed past, by likely sources only (Choi et al., WWW 2021).

    `alike` texts (P, P) count as if shoppers had gone from the one to the other, and back.
    """
    # The source includes the product itself (step 0), the target begins with the next one.
    past = _window(dataset, _fading(config.source_decay, config.reach), ahead=False)
    future = _window(dataset, [0.0, *_fading(config.target_decay, config.reach)], ahead=True)
    sources, targets = csr_array(past.T.tocsr()), csr_array(future.T.tocsr())
    # Added to both sides of the normal equations, likeness acts as shoppers who never were: it decides
    # where there is little data, and is outvoted where there is much.
    gram = Gram.of(
        lambda rows: csr_array(sources[rows] @ past + config.text * alike[rows]), np.diff(sources.indptr)
    )
    before = likely(
        lambda rows: csr_array(targets[rows] @ past + config.text * alike[rows]),
        dataset.products,
        config.neighbours,
    )
    relations = local_ridge(gram, before, regularisation=config.regularisation)
    return HistoryScorer("sequence", ItemItem(relations), recent=True)


def fit_covisitation(dataset: Dataset, config: Sequence) -> HistoryScorer:
    """Count pairs by 1/distance, less backwards, divided by powers of both products' counts."""
    fading = [0.0, *(1.0 / step for step in range(1, config.reach + 1))]
    present = csr_array(_window(dataset, [1.0], ahead=True).T.tocsr())
    after, before = (_window(dataset, fading, ahead=ahead) for ahead in (True, False))
    # Power 0 are plain counts, which follow the popular; power 1/2 is cosine, which follows the rare.
    popularity = np.maximum(np.bincount(dataset.product, minlength=dataset.products), 1)
    source = (popularity**-config.source_power).astype(np.float32)
    target = (popularity**-config.target_power).astype(np.float32)

    def counts(rows: slice) -> csr_array:
        own = present[rows]
        strip = csr_array(own @ after + config.backwards * (own @ before))
        strip.data *= source[rows][row_numbers(strip)] * target[strip.indices]
        return strip

    kept = strongest_of(counts, dataset.products, 2 * config.neighbours)
    return HistoryScorer("covisitation", ItemItem(kept), recent=True)


def _fading(decay: float, reach: int) -> list[float]:
    """1, decay, decay², … for at most `reach` steps, as long as it matters."""
    return [weight for step in range(reach) if (weight := decay**step) >= _FADED]


def _window(dataset: Dataset, weights: Values[float], *, ahead: bool) -> csr_array:
    """One row per interaction: the products 0, 1, 2, … steps from it by the same shopper, times `weights`."""
    # The root, since a pair multiplies two of them; what was refused leads nowhere.
    interest = np.sqrt(np.maximum(dataset.weight, 0.0))
    size = len(dataset.product)
    # A first weight of zero is left out of the matrix, not stored as a zero.
    nearest = 0 if weights[0] else 1
    steps = dataset.steps_back if ahead else _steps_before(dataset)
    counts = np.clip(steps + 1 - nearest, 0, len(weights) - nearest)
    indptr = ends(counts)
    interactions = np.repeat(np.arange(size, dtype=np.int32), counts)
    distance = np.arange(len(interactions), dtype=np.int32) - indptr[interactions] + nearest
    seen = interactions + distance if ahead else interactions - distance
    values = np.asarray(weights, dtype=np.float32)[distance] * interest[seen]
    return csr_array((values, dataset.product[seen], indptr), shape=(size, dataset.products))


def _steps_before(dataset: Dataset) -> NDArray[np.int64]:
    """How many products the same shopper touched before this one."""
    return np.arange(len(dataset.shopper)) - np.searchsorted(dataset.shopper, dataset.shopper, side="left")
