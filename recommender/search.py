"""Search by words and by meaning at once: BM25 on stemmed words, cosine on sentence embeddings."""

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csc_array
from sklearn.feature_extraction.text import CountVectorizer

from core.products import Product, ProductId
from recommender.catalogue import Catalogue
from recommender.embeddings import Encoder
from recommender.policy import Filters, allowed
from recommender.words import terms

# BM25 (Robertson & Zaragoza, 2009) with its usual constants
_SATURATION, _LENGTH = 1.2, 0.75
_WORDS_WEIGHT = 0.5  # of the fused score; the rest is meaning
_LEAST_COVERAGE = 0.5  # the share of the query's information that the words of a hit must carry
_LEAST_COSINE = 0.35  # below it texts have nothing to do with each other; MiniLM puts nonsense at 0.1–0.3
_LEAST_AGREEMENT = 0.2  # what a hit on words of the description alone must have besides
_SPELLING = 0.8  # difflib ratio at which an unknown word is taken for a misspelt known one


@dataclass(frozen=True)
class Hit:
    """A product that answers a search; the score is 0–1."""

    product_id: ProductId
    score: float


class SearchIndex:
    """Products by the words and the meaning of their texts."""

    def __init__(self, products: Sequence[Product], embeddings: NDArray[np.float32]) -> None:
        """Index products (P) and their embeddings (P, d)."""
        self._catalogue = Catalogue.of(products, embeddings)
        vectorizer = CountVectorizer(analyzer=terms)
        texts = [product.text for product in products]
        counts = vectorizer.fit_transform(texts) if any(map(terms, texts)) else csc_array((len(products), 0))
        self._vocabulary: dict[str, int] = getattr(vectorizer, "vocabulary_", {})
        self._information = _information(csc_array(counts))
        self._weights = _bm25(csc_array(counts))

    def search(
        self, query: str, *, encoder: Encoder | None, filters: Filters | None = None, count: int = 10
    ) -> list[Hit]:
        """At most `count` products, best first; none rather than a random one."""
        wanted = terms(query)
        by_words, coverage = self._by_words(wanted)
        by_meaning = self._by_meaning(query, encoder)
        trusted = (by_meaning >= _LEAST_AGREEMENT) | self._named(wanted) if encoder else True
        found = ((coverage >= _LEAST_COVERAGE) & trusted) | (by_meaning >= _LEAST_COSINE)
        found &= allowed(self._catalogue, filters or Filters())
        scores = _WORDS_WEIGHT * by_words * coverage + (1 - _WORDS_WEIGHT) * np.maximum(by_meaning, 0.0)
        positions = np.flatnonzero(found)
        best = positions[np.argsort(-scores[positions], kind="stable")[:count]]
        ids = self._catalogue.product_ids
        return [Hit(ids[position], float(scores[position])) for position in best.tolist()]

    def _by_words(self, wanted: list[str]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """BM25 as a share of the best one's, and the share of the query's information found: (P,) each."""
        size = len(self._catalogue)
        wanted = [word for word in dict.fromkeys(wanted) if word in self._vocabulary or not word.isdigit()]
        columns = [self._vocabulary[known] for word in wanted if (known := self._known(word))]
        if not columns:
            return np.zeros(size), np.zeros(size)
        weights = self._weights[:, columns]
        unknown = (len(wanted) - len(columns)) * float(self._information.max())
        information = self._information[columns]
        coverage = np.asarray((weights > 0) @ information).ravel() / (information.sum() + unknown)
        scores = np.asarray(weights.sum(axis=1)).ravel()
        return scores / max(scores.max(), 1e-9), coverage

    def _named(self, wanted: list[str]) -> NDArray[np.bool_]:
        """Products with one of the words in title, category, brand or attributes."""
        named = np.zeros(len(self._catalogue), dtype=bool)
        for word in wanted:
            named[self._catalogue.having("", frozenset({self._known(word) or word}))] = True
        return named

    def _known(self, word: str) -> str | None:
        """The word itself, or the one that it is a slip of, where the shop uses it."""
        if word in self._vocabulary or len(word) < 5:
            return word if word in self._vocabulary else None
        likely = [known for known in self._vocabulary if known[0] == word[0]]  # slips spare the first letter
        return next(iter(get_close_matches(word, likely, n=1, cutoff=_SPELLING)), None)

    def _by_meaning(self, query: str, encoder: Encoder | None) -> NDArray[np.float64]:
        if encoder is None or not query.strip():
            return np.zeros(len(self._catalogue))
        return np.asarray(self._catalogue.embeddings @ encoder.encode([query])[0], dtype=np.float64)


def _information(counts: csc_array) -> NDArray[np.float64]:
    """Inverse document frequency of each word."""
    containing = np.diff(counts.indptr)
    return np.asarray(np.log1p((counts.shape[0] - containing + 0.5) / (containing + 0.5)))


def _bm25(counts: csc_array) -> csc_array:
    """BM25 weights, products by words."""
    lengths = np.asarray(counts.sum(axis=1)).ravel()
    norm = 1 - _LENGTH + _LENGTH * lengths / max(lengths.mean() if len(lengths) else 0.0, 1e-9)
    weights = counts.tocoo().astype(np.float64)
    saturated = weights.data * (_SATURATION + 1) / (weights.data + _SATURATION * norm[weights.row])
    weights.data = saturated * _information(counts)[weights.col]
    return csc_array(weights)
