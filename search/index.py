"""Search by words and by meaning at once: BM25 on stemmed words, cosine on sentence embeddings."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from search.analysis import Spelled, spelled
from search.postings import Postings
from search.spelling import MOST_SLIPS, SHORTEST_SLIP, mended

# BM25 (Robertson & Zaragoza, 2009) with its usual constants
_SATURATION, _LENGTH = 1.2, 0.75
_WORDS_WEIGHT = 0.5  # of the fused score; the rest is meaning
_LEAST_COVERAGE = 0.5  # the share of the query's information that the words of a hit must carry
_LEAST_COSINE = 0.35  # below it texts have nothing to do with each other; MiniLM puts nonsense at 0.1–0.3
_LEAST_AGREEMENT = 0.2  # what a hit on words of the description alone must have besides
_LIKELY_COSINE = 0.6  # of a text that has all words of a query, where its own is not known yet

Named = Callable[[str], NDArray[np.int64]]
"""A word -> the positions of the texts that are called by it, not only described with it."""


@dataclass(frozen=True)
class Ranked:
    """How well each text fits a query, 0–1, and which of them fit at all: (P,) each."""

    scores: NDArray[np.float64]
    fits: NDArray[np.bool_]

    def best(self, count: int, *, among: NDArray[np.bool_]) -> NDArray[np.int64]:
        """Positions of at most `count` that fit, best first; none rather than a random one."""
        positions = np.flatnonzero(self.fits & among)
        return positions[np.argsort(-self.scores[positions], kind="stable")[:count]]


@dataclass(frozen=True)
class SearchIndex:
    """Texts (P) by their words."""

    words: Postings[str]  # by their stems
    lengths: NDArray[np.float32]  # (P,) words of each text
    written: Mapping[str, str]  # as texts write or once wrote them, with their stems: what slips are of

    @classmethod
    def of(cls, texts: Iterable[str]) -> "SearchIndex":
        """Read all texts."""
        pairs = [spelled(text) for text in texts]
        rows = [_counted(row) for row in pairs]
        lengths = np.array([row.total() for row in rows], dtype=np.float32)
        return cls(Postings.of(rows), lengths, _written(pairs))

    def __len__(self) -> int:
        return len(self.lengths)

    def changed(self, before: Mapping[int, str], after: Mapping[int, str], *, size: int) -> "SearchIndex":
        """The index after texts changed or came, `size` in all: what stood and what stands at each place."""
        pairs = {at: spelled(text) for at, text in after.items()}
        old = {at: _counted(spelled(text)) for at, text in before.items()}
        new = {at: _counted(row) for at, row in pairs.items()}
        different = [at for at in after if old.get(at) != new[at]]
        if not different and size == len(self):
            return self
        lengths = np.zeros(size, dtype=np.float32)
        lengths[: len(self)] = self.lengths
        lengths[list(new)] = [row.total() for row in new.values()]
        gone = {at: old[at] for at in different if at in old}
        words = self.words.changed(gone, {at: new[at] for at in different})
        return SearchIndex(words, lengths, {**self.written, **_written(pairs.values())})

    def ranked(self, query: str, *, named: Named, meaning: NDArray[np.float64] | None) -> Ranked:
        """How well each text fits; `meaning` is its cosine with the query (P,), None without an encoder.

        Of a text whose cosine is not a number, since nobody has encoded it yet, its words speak alone.
        """
        meant = self._meant(spelled(query))
        by_words, coverage = self._by_words(meant)
        by_meaning = np.full(len(self), np.nan) if meaning is None else meaning
        unread = np.isnan(by_meaning)
        trusted = unread | (by_meaning >= _LEAST_AGREEMENT) | self._called(meant, named)
        fits = ((coverage >= _LEAST_COVERAGE) & trusted) | (by_meaning >= _LEAST_COSINE)
        by_meaning = np.where(unread, _LIKELY_COSINE * by_words * coverage, by_meaning)
        scores = _WORDS_WEIGHT * by_words * coverage + (1 - _WORDS_WEIGHT) * np.maximum(by_meaning, 0.0)
        return Ranked(scores, fits)

    def _by_words(self, meant: Mapping[str, str]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """BM25 as a share of the best one's, and the share of the query's information found: (P,) each."""
        scores, coverage = np.zeros(len(self)), np.zeros(len(self))
        known = [indexed for indexed in meant.values() if indexed]
        if not known:
            return scores, coverage
        unknown = [word for word, indexed in meant.items() if not indexed and not word.isdigit()]
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
        return float(np.log1p((len(self) - containing + 0.5) / (containing + 0.5)))

    def _called(self, meant: Mapping[str, str], named: Named) -> NDArray[np.bool_]:
        """Texts that are called by one of the words."""
        called = np.zeros(len(self), dtype=bool)
        for word, known in meant.items():
            called[named(known or word)] = True
        return called

    def _meant(self, wanted: Spelled) -> dict[str, str]:
        """Each stem itself, or that of the word that it is a slip of, where the shop uses it; else empty."""
        meant = {own: own if own in self.words else "" for _, own in wanted}
        unknown = {own: word for word, own in wanted if not meant[own] and not own.isdigit()}
        slips = [(own, word) for own, word in unknown.items() if len(word) >= SHORTEST_SLIP][:MOST_SLIPS]
        firsts = {word[0] for _, word in slips}  # which slips spare
        likely = [word for word in self.written if word[0] in firsts] if firsts else []
        mendings = {own: self.written.get(mended(word, likely), "") for own, word in slips}
        return meant | {own: mending for own, mending in mendings.items() if mending in self.words}


def _counted(pairs: Spelled) -> Counter[str]:
    return Counter(own for _, own in pairs)


def _written(rows: Iterable[Spelled]) -> dict[str, str]:
    return {word: own for pairs in rows for word, own in pairs}
