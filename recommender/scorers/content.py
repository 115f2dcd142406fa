"""Likeness by text: each product's nearest neighbours among the sentence embeddings."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from recommender.config import Content
from recommender.matrices.nearest import nearest
from recommender.matrices.sparse import joined, row_numbers
from recommender.products.alignment import Alignment
from recommender.products.catalog import Catalog
from recommender.profile import Profiles
from recommender.scorers.history import HistoryScorer
from recommender.scorers.itemitem import ItemItem
from recommender.scores import Scores
from recommender.shopper import ShopperVector

_BLOCK = 4096  # vectors compared at once


@dataclass(frozen=True)
class ContentScorer:
    """score = x · N, N the nearest neighbours by cosine; a new product gets its neighbours at once."""

    links: HistoryScorer
    embeddings: NDArray[np.float32]
    config: Content
    name: str = "content"
    standardised: bool = True

    def scores(self, profiles: Profiles) -> NDArray[np.float32]:
        """Histories times neighbourhoods: (n, P)."""
        return self.links.scores(profiles)

    def row(self, shopper: ShopperVector) -> Scores:
        """One source for each product of the history."""
        return self.links.row(shopper)

    def aligned(self, alignment: Alignment, catalog: Catalog) -> "ContentScorer":
        """Move what is unchanged; find neighbours of new products and of those whose text changed."""
        old = alignment.old.copy()
        known = np.flatnonzero(old >= 0)
        if self.embeddings.shape[1] != catalog.embeddings.shape[1]:
            return fit(catalog, self.config)
        if alignment.identity and np.array_equal(self.embeddings, catalog.embeddings):
            return replace(self, links=self.links.aligned(alignment, catalog))
        # A product whose text changed is found anew, as if it had just come.
        changed = known[~_same(self.embeddings, old[known], catalog.embeddings, known)]
        old[changed] = -1
        moved = self.links.aligned(Alignment(old, alignment.old_size), catalog)
        relations = _linked(moved.relations, catalog.embeddings, np.flatnonzero(old < 0), self.config)
        return replace(self, links=replace(moved, relations=relations), embeddings=catalog.embeddings)

    def arrays(self) -> dict[str, NDArray[Any]]:
        """The neighbourhoods; the embeddings are the model's."""
        return self.links.arrays()

    def restored(self, arrays: Mapping[str, NDArray[Any]]) -> "ContentScorer":
        """This scorer with neighbourhoods from a file."""
        return replace(self, links=self.links.restored(arrays))


def _same(
    before: NDArray[np.float32], old: NDArray[np.int64], after: NDArray[np.float32], new: NDArray[np.int64]
) -> NDArray[np.bool_]:
    """Whether rows `old` (n) of the vectors before equal rows `new` (n) of those after, block by block."""
    blocks = (slice(start, start + _BLOCK) for start in range(0, len(old), _BLOCK))
    parts = [(before[_run(old[block])] == after[_run(new[block])]).all(axis=1) for block in blocks]
    return np.concatenate([np.zeros(0, dtype=bool), *parts])


def _run(rows: NDArray[np.int64]) -> slice | NDArray[np.int64]:
    """Rows that follow each other as a slice, which copies nothing."""
    follows = rows[-1] - rows[0] == len(rows) - 1 and bool((np.diff(rows) == 1).all())
    return slice(int(rows[0]), int(rows[-1]) + 1) if follows else rows


def alike(scorer: ContentScorer) -> csr_array:
    """The neighbourhoods made mutual: (P, P), symmetric."""
    links = scorer.links.relations.entries
    return csr_array(0.5 * (links + links.T))


def fit(catalog: Catalog, config: Content) -> ContentScorer:
    """Find every product's neighbours; an all-zero embedding has none."""
    if config not in catalog.links:
        everyone = np.arange(len(catalog), dtype=np.int64)
        catalog.links[config] = _nearest(catalog.embeddings, everyone, config)
    relations = ItemItem(catalog.links[config])
    return ContentScorer(HistoryScorer("content", relations), catalog.embeddings, config)


def _linked(
    relations: ItemItem, embeddings: NDArray[np.float32], new: NDArray[np.int64], config: Content
) -> ItemItem:
    """Links between new products and all others, in both directions."""
    if not len(new):
        return relations
    links = _nearest(embeddings, new, config)
    places = (new[row_numbers(links)], links.indices)
    rows = csr_array((links.data, places), shape=relations.entries.shape)
    both = csr_array(rows.maximum(rows.T.tocsr()))
    return ItemItem(joined(relations.entries, both))  # nothing led to the new ones or away from them yet


def _nearest(embeddings: NDArray[np.float32], rows: NDArray[np.int64], config: Content) -> csr_array:
    """The weights of the links from `rows` (n) to their nearest neighbours: (n, P)."""
    links = nearest(embeddings, rows, config.neighbours)
    # A power, so that one close neighbour outweighs many that are only of the same kind.
    links.data = np.maximum(links.data, 0.0) ** np.float32(config.sharpness)
    links.eliminate_zeros()
    return links
