"""Search by words and by meaning at once: BM25 on stemmed words, cosine on sentence embeddings."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches

import numpy as np
from numpy.typing import NDArray

from core.products import ProductId
from recommender.embeddings import Encoder
from recommender.policy.filters import Filters, allowed
from recommender.products.catalogue import Catalogue
from recommender.products.postings import Postings
from recommender.products.words import terms

# BM25 (Robertson & Zaragoza, 2009) with its usual constants
_SATURATION, _LENGTH = 1.2, 0.75
_WORDS_WEIGHT = 0.5  # of the fused score; the rest is meaning
_LEAST_COVERAGE = 0.5  # the share of the query's information that the words of a hit must carry
_LEAST_COSINE = 0.35  # below it texts have nothing to do with each other; MiniLM puts nonsense at 0.1–0.3
_LEAST_AGREEMENT = 0.2  # what a hit on words of the description alone must have besides
_SPELLING = 0.8  # difflib ratio at which an unknown word is taken for a misspelt known one
_SHORTEST_SLIP, _MOST_SLIPS = 5, 8  # letters; words of one query, for each costs milliseconds


@dataclass(frozen=True)
class Hit:
    """A product that answers a search; the score is 0–1."""

    product_id: ProductId
    score: float


@dataclass(frozen=True)
class SearchIndex:
    """Products by the words and the meaning of their texts."""

    catalogue: Catalogue
    words: Postings[str]
    lengths: NDArray[np.float32]  # (P,) words of each text

    @classmethod
    def of(cls, catalogue: Catalogue) -> "SearchIndex":
        """Read the texts of all products."""
        rows = [Counter(terms(product.text)) for product in catalogue.products]
        lengths = np.array([row.total() for row in rows], dtype=np.float32)
        return cls(catalogue, Postings.of(rows), lengths)

    def changed(self, catalogue: Catalogue, positions: Sequence[int]) -> "SearchIndex":
        """The index after the products at `positions` changed or came; `catalogue` holds them as they are."""
        own = self.catalogue.products
        before = {at: Counter(terms(own[at].text)) for at in positions if at < len(own)}
        after = {at: Counter(terms(catalogue.products[at].text)) for at in positions}
        different = [at for at in positions if before.get(at) != after[at]]
        if not different and len(catalogue) == len(own):
            return replace(self, catalogue=catalogue)
        lengths = np.zeros(len(catalogue), dtype=np.float32)
        lengths[: len(own)] = self.lengths
        lengths[list(after)] = [row.total() for row in after.values()]
        old = {at: before[at] for at in different if at in before}
        words = self.words.changed(old, {at: after[at] for at in different})
        return SearchIndex(catalogue, words, lengths)

    def search(
        self, query: str, *, encoder: Encoder | None, filters: Filters | None = None, count: int = 10
    ) -> list[Hit]:
        """At most `count` products, best first; none rather than a random one."""
        meant = self._meant(terms(query))
        by_words, coverage = self._by_words(meant)
        by_meaning = self._by_meaning(query, encoder)
        trusted = (by_meaning >= _LEAST_AGREEMENT) | self._named(meant) if encoder else True
        found = ((coverage >= _LEAST_COVERAGE) & trusted) | (by_meaning >= _LEAST_COSINE)
        found &= allowed(self.catalogue, filters or Filters())
        scores = _WORDS_WEIGHT * by_words * coverage + (1 - _WORDS_WEIGHT) * np.maximum(by_meaning, 0.0)
        positions = np.flatnonzero(found)
        best = positions[np.argsort(-scores[positions], kind="stable")[:count]]
        ids = self.catalogue.product_ids
        return [Hit(ids[position], float(scores[position])) for position in best.tolist()]

    def _by_words(self, meant: Mapping[str, str]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """BM25 as a share of the best one's, and the share of the query's information found: (P,) each."""
        scores, coverage = np.zeros(len(self.catalogue)), np.zeros(len(self.catalogue))
        known = [found for found in meant.values() if found]
        if not known:
            return scores, coverage
        unknown = [word for word, found in meant.items() if not found and not word.isdigit()]
        asked = len(unknown) * self._information(1)  # a word that nobody has says most
        for word in known:
            positions, counts = self.words.counted(word)
            information = self._information(len(positions))
            scores[positions] += information * self._saturated(positions, counts)
            coverage[positions] += information
            asked += information
        return scores / max(scores.max(), 1e-9), coverage / asked

    def _saturated(self, positions: NDArray[np.int32], counts: NDArray[np.int32]) -> NDArray[np.float64]:
        """What repeating a word is worth in each text, less in a long one."""
        mean = max(float(self.lengths.mean()), 1e-9)
        norm = 1 - _LENGTH + _LENGTH * self.lengths[positions] / mean
        return np.asarray(counts * (_SATURATION + 1) / (counts + _SATURATION * norm))

    def _information(self, containing: int) -> float:
        """Inverse document frequency of a word that so many texts contain."""
        return float(np.log1p((len(self.catalogue) - containing + 0.5) / (containing + 0.5)))

    def _named(self, meant: Mapping[str, str]) -> NDArray[np.bool_]:
        """Products with one of the words in title, category, brand or attributes."""
        named = np.zeros(len(self.catalogue), dtype=bool)
        for word, known in meant.items():
            named[self.catalogue.having("", frozenset({known or word}))] = True
        return named

    def _meant(self, wanted: Iterable[str]) -> dict[str, str]:
        """Each word itself, or the one that it is a slip of, where the shop uses it; else empty."""
        meant = {word: word if word in self.words else "" for word in wanted}
        unknown = [word for word, known in meant.items() if not known and not word.isdigit()]
        slips = [word for word in unknown if len(word) >= _SHORTEST_SLIP][:_MOST_SLIPS]
        firsts = {word[0] for word in slips}  # which slips spare
        likely = [known for known in self.words.entries if known[0] in firsts] if firsts else []
        return meant | {word: _mended(word, likely) for word in slips}

    def _by_meaning(self, query: str, encoder: Encoder | None) -> NDArray[np.float64]:
        if encoder is None or not query.strip() or not len(self.catalogue):
            return np.zeros(len(self.catalogue))
        return np.asarray(self.catalogue.embeddings @ encoder.encode([query])[0], dtype=np.float64)


def _mended(slip: str, words: Iterable[str]) -> str:
    """The most alike of the words that begin as the slip does; empty where none is alike.

    Difflib is slow, so it sees only those that are about as long and have enough of its letters to be alike.
    """
    letters = set(slip)
    likely = [
        word
        for word in words
        if word[0] == slip[0]
        and 2 * (len(slip) - len(letters.difference(word))) >= _SPELLING * (len(slip) + len(word))
    ]
    return next(iter(get_close_matches(slip, likely, n=1, cutoff=_SPELLING)), "")
