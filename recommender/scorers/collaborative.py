"""Who bought this also bought that: item-item ridge regression, dense when small and dense, else local."""

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from recommender.config import Ridge
from recommender.dataset import Dataset
from recommender.products.catalog import Catalog
from recommender.scorers.history import HistoryScorer
from recommender.scorers.itemitem import ItemItem
from recommender.scorers.ridge import Gram, dense_ridge, likely, local_ridge

_LONGEST = 500  # products of one shopper that are paired: their number grows with its square


def fit(dataset: Dataset, catalog: Catalog, config: Ridge, *, alike: csr_array) -> HistoryScorer:
    """Fit item-item relations on the signed weights of all shoppers, and on `alike` texts (P, P)."""
    dataset = dataset.faded(config.half_life_days)
    if dense_pays(dataset, config):
        return HistoryScorer("collaborative", ItemItem(_dense(dataset, catalog, config, alike)))
    return HistoryScorer("collaborative", ItemItem(_local(dataset, config, alike)))


def _dense(dataset: Dataset, catalog: Catalog, config: Ridge, alike: csr_array) -> NDArray[np.float32]:
    matrix = dataset.matrix
    gram = csr_array(matrix.T @ matrix + config.text * alike)
    gram = gram + config.attributes * common_attributes(catalog)
    return dense_ridge(gram, regularisation=config.dense_regularisation)


def _local(dataset: Dataset, config: Ridge, alike: csr_array) -> csr_array:
    matrix = dataset.latest(_LONGEST).matrix
    turned = csr_array(matrix.T.tocsr())

    def gram(rows: slice) -> csr_array:
        return csr_array(turned[rows] @ matrix + config.text * alike[rows])

    sources = likely(gram, dataset.products, config.neighbours)
    return local_ridge(Gram.of(gram, np.diff(turned.indptr)), sources, regularisation=config.regularisation)


def common_attributes(catalog: Catalog) -> csr_array:
    """Shared category, brand and attribute words of two products, as if shoppers had bought along them."""
    owned = [sorted(traits.shared) for traits in catalog.traits]
    codes = {word: code for code, word in enumerate(sorted(set().union(*owned)))}
    rows = np.repeat(np.arange(len(owned)), [len(own) for own in owned])
    columns = [codes[word] for own in owned for word in own]
    weights = [len(own) ** -0.5 for own in owned for _ in own]
    features = csr_array((weights, (rows, columns)), shape=(len(owned), len(codes)))
    return csr_array(features @ features.T)


def dense_pays(dataset: Dataset, config: Ridge) -> bool:
    """Whether the data is small and dense enough for the full inverse to be affordable and better."""
    if config.form != "auto":
        return config.form == "dense"
    cells = dataset.shoppers * dataset.products
    return dataset.products <= config.dense_products and len(dataset.weight) >= config.dense_density * cells
