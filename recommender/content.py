"""Likeness by text: each product's nearest neighbours among the sentence embeddings."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from recommender.catalogue import Catalogue
from recommender.config import Content
from recommender.history import HistoryScorer
from recommender.itemitem import Alignment, ItemItem
from recommender.profile import Profiles
from recommender.scorer import Terms

_BLOCK = 1024  # rows of similarities in memory at once


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

    def terms(self, profiles: Profiles, products: NDArray[np.int64]) -> Terms:
        """One source for each product of the history."""
        return self.links.terms(profiles, products)

    def aligned(self, alignment: Alignment, catalogue: Catalogue) -> "ContentScorer":
        """Move what is unchanged; find neighbours of new products and of those whose text changed."""
        old = alignment.old.copy()
        known = np.flatnonzero(old >= 0)
        if self.embeddings.shape[1] != catalogue.embeddings.shape[1]:
            return fit(catalogue, self.config)
        if alignment.identity and np.array_equal(self.embeddings, catalogue.embeddings):
            return replace(self, links=self.links.aligned(alignment, catalogue))
        same = _rows(self.embeddings[old[known]]) == _rows(catalogue.embeddings[known])
        old[known[~same]] = -1
        moved = self.links.aligned(Alignment(old, alignment.old_size), catalogue)
        relations = _linked(moved.relations, catalogue.embeddings, np.flatnonzero(old < 0), self.config)
        return replace(self, links=replace(moved, relations=relations), embeddings=catalogue.embeddings)

    def arrays(self) -> dict[str, NDArray[Any]]:
        """The neighbourhoods; the embeddings are the model's."""
        return self.links.arrays()

    def restored(self, arrays: Mapping[str, NDArray[Any]]) -> "ContentScorer":
        """This scorer with neighbourhoods from a file."""
        return replace(self, links=self.links.restored(arrays))


def _rows(vectors: NDArray[np.float32]) -> NDArray[Any]:
    """Each vector as one value, so that comparing takes one pass."""
    whole = np.dtype((np.void, vectors.shape[1] * vectors.itemsize))
    return np.ascontiguousarray(vectors).view(whole).ravel()


def alike(scorer: ContentScorer) -> csr_array:
    """The neighbourhoods made mutual: (P, P), symmetric."""
    links = scorer.links.relations.entries
    return csr_array(0.5 * (links + links.T))


def fit(catalogue: Catalogue, config: Content) -> ContentScorer:
    """Find every product's neighbours; an all-zero embedding has none."""
    everyone = np.arange(len(catalogue), dtype=np.int64)
    relations = ItemItem(_nearest(catalogue.embeddings, everyone, config))
    return ContentScorer(
        HistoryScorer("content", relations, catalogue.product_ids), catalogue.embeddings, config
    )


def _linked(
    relations: ItemItem, embeddings: NDArray[np.float32], new: NDArray[np.int64], config: Content
) -> ItemItem:
    """Links between new products and all others, in both directions."""
    if not len(new):
        return relations
    rows = _nearest(embeddings, new, config)
    both = rows.maximum(rows.T.tocsr())
    return ItemItem(csr_array(relations.entries.maximum(both)))


def _nearest(embeddings: NDArray[np.float32], rows: NDArray[np.int64], config: Content) -> csr_array:
    """The similarities of `rows` to their nearest neighbours, in a (P, P) matrix."""
    size = len(embeddings)
    count = min(config.neighbours, max(size - 1, 0))
    parts = [_block(embeddings, rows[start : start + _BLOCK], count) for start in range(0, len(rows), _BLOCK)]
    if not parts or not count:
        return csr_array((size, size), dtype=np.float32)
    columns, values = (np.concatenate(part) for part in zip(*parts, strict=True))
    at = np.repeat(rows, count)
    weights = np.maximum(values.ravel(), 0.0) ** config.sharpness
    links = csr_array((weights.astype(np.float32), (at, columns.ravel())), shape=(size, size))
    links.eliminate_zeros()
    return links


def _block(
    embeddings: NDArray[np.float32], rows: NDArray[np.int64], count: int
) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    similarities = embeddings[rows] @ embeddings.T
    similarities[np.arange(len(rows)), rows] = -np.inf
    columns = np.argpartition(-similarities, count - 1, axis=1)[:, :count]
    return columns, np.take_along_axis(similarities, columns, axis=1)
