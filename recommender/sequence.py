"""What comes next: a directed ridge on decayed prefixes (SLIT) and distance-weighted co-visitation."""

from collections.abc import Sequence as Values

import numpy as np
from scipy.sparse import csr_array

from recommender.catalogue import Catalogue
from recommender.config import Sequence
from recommender.dataset import Dataset
from recommender.history import HistoryScorer
from recommender.itemitem import ItemItem, strongest
from recommender.ridge import local_ridge

_FADED = 0.01  # a weight below which a step back is not looked at


def fit_directed(
    dataset: Dataset, catalogue: Catalogue, config: Sequence, *, alike: csr_array
) -> HistoryScorer:
    """Regress what came next on the decayed past, by likely sources only (Choi et al., WWW 2021).

    `alike` texts (P, P) count as if shoppers had gone from the one to the other, and back.
    """
    past = _window(dataset, _fading(config.source_decay, config.reach), ahead=False)
    future = _window(dataset, [0.0, *_fading(config.target_decay, config.reach)], ahead=True)
    relations = local_ridge(
        csr_array(past.T @ past + config.text * alike),
        csr_array(past.T @ future + config.text * alike),
        neighbours=config.neighbours,
        regularisation=config.regularisation,
    )
    return HistoryScorer("sequence", ItemItem(relations), catalogue.product_ids, recent=True)


def fit_covisitation(dataset: Dataset, catalogue: Catalogue, config: Sequence) -> HistoryScorer:
    """Count pairs by 1/distance, less backwards, divided by powers of both products' counts."""
    present = _window(dataset, [1.0], ahead=True)
    future = _window(dataset, [0.0, *(1.0 / step for step in range(1, config.reach + 1))], ahead=True)
    forward = present.T @ future
    counts = csr_array(forward + config.backwards * forward.T)
    popularity = np.maximum(np.bincount(dataset.product, minlength=dataset.products), 1).astype(np.float32)
    source, target = popularity**-config.source_power, popularity**-config.target_power
    scaled = csr_array(counts.multiply(source[:, None]).multiply(target[None, :]))
    kept = strongest(scaled, 2 * config.neighbours).astype(np.float32)
    return HistoryScorer("covisitation", ItemItem(kept), catalogue.product_ids, recent=True)


def _fading(decay: float, reach: int) -> list[float]:
    """1, decay, decay², … for at most `reach` steps, as long as it matters."""
    return [weight for step in range(reach) if (weight := decay**step) >= _FADED]


def _window(dataset: Dataset, weights: Values[float], *, ahead: bool) -> csr_array:
    """One row per act: the products 0, 1, 2, … steps from it by the same shopper, times `weights`."""
    interest = np.sqrt(np.maximum(dataset.weight, 0.0))
    size = len(dataset.product)
    rows, columns, values = [np.zeros(0, np.int64)], [np.zeros(0, np.int32)], [np.zeros(0, np.float32)]
    for distance, weight in enumerate(weights):
        earlier = np.flatnonzero(dataset.shopper[: max(size - distance, 0)] == dataset.shopper[distance:])
        at, seen = (earlier, earlier + distance) if ahead else (earlier + distance, earlier)
        if weight:
            rows.append(at)
            columns.append(dataset.product[seen])
            values.append((weight * interest[seen]).astype(np.float32))
    places = (np.concatenate(rows), np.concatenate(columns))
    return csr_array((np.concatenate(values), places), shape=(size, dataset.products))
