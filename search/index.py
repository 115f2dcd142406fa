"""Search by words and by meaning at once: what texts are called and say, cosine on sentence embeddings."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, reduce

import numpy as np
from numpy.typing import NDArray

from search.audiences import GROUPS
from search.postings import Postings
from search.query import AS_GOOD, ParsedQuery
from search.synonyms import Phrase
from search.texts import ReadText, SearchText
from search.vocabulary import Vocabulary

# BM25F (Robertson & Zaragoza, 2009): occurrences weigh by where they stand before they saturate
_TITLE, _NAMES, _BODY = 3, 2, 0.6
_SATURATION, _LENGTH = 1.0, 0.6
# After a logistic regression of "does it answer" on judged queries and on what a catalog cannot answer
# (docs/search.md): how well words are met, the cosine, how many words no text is called by, as in sentences.
_WORDS, _COSINE, _UNNAMED, _CONSTANT = 8.0, 8.0, 1.5, -5.8
_BESIDE_THE_BEST = 0.35  # so much of the best one's score must others have
_LEAST_COVERAGE = 0.5  # without an encoder: the share of the query's information that must be met
_ALL = 0.999  # of a query's information, but for rounding
_FOR_WHOM = 3.0  # how much more it says for whom something is than what it is
_SECOND, _NEUTRAL = 0.8, 0.3  # where a text is for another group that may be meant, or for all
Dense = NDArray[np.float64]


@dataclass(frozen=True)
class Ranked:
    """How well each text fits a query, 0–1, and which of them fit at all: (P,) each."""

    scores: NDArray[np.float64]
    fits: NDArray[np.bool_]

    def order(self, among: NDArray[np.bool_]) -> NDArray[np.int64]:
        """Positions of all that fit, best first, but those that fit much worse than the best."""
        fits = self.fits & among
        best = float(self.scores[fits].max(initial=0.0))
        positions = np.flatnonzero(fits & (self.scores >= _BESIDE_THE_BEST * best))
        return positions[np.argsort(-self.scores[positions], kind="stable")]


@dataclass(frozen=True)
class _Met:
    """Shares of a query's information, 0–1, (P,) each: weighed by how well it is met, met at all, by name."""

    words: Dense
    coverage: Dense
    named: Dense


@dataclass(frozen=True)
class SearchIndex:
    """Texts (P) by their words."""

    names: Postings[str]  # by the stems of what texts are called, titles before all else
    body: Postings[str]  # of what they say
    lengths: NDArray[np.float32]  # (2, P) words of names and of body
    audiences: NDArray[np.int32]  # (P,) for whom each is, a bit for each group; 0 where it is for everyone
    written: Mapping[str, str]  # words as texts write or once wrote them, with their stems

    @classmethod
    def of(cls, texts: Iterable[SearchText]) -> "SearchIndex":
        """Read all texts."""
        rows = [ReadText.of(text) for text in texts]
        return cls(
            names=Postings.of(_name_counts(row) for row in rows),
            body=Postings.of(row.body for row in rows),
            lengths=_lengths(rows),
            audiences=np.array([_bits(row.audience) for row in rows], dtype=np.int32),
            written=_written(rows),
        )

    def __len__(self) -> int:
        return len(self.audiences)

    def changed(
        self, before: Mapping[int, SearchText], after: Mapping[int, SearchText], *, size: int
    ) -> "SearchIndex":
        """The index after texts changed or came, `size` in all: what stood and what stands at each place."""
        old = {at: ReadText.of(text) for at, text in before.items()}
        new = {at: ReadText.of(text) for at, text in after.items()}
        different = [at for at in after if old.get(at) != new[at]]
        if not different and size == len(self):
            return self
        lengths, audiences = np.zeros((2, size), dtype=np.float32), np.zeros(size, dtype=np.int32)
        lengths[:, : len(self)], audiences[: len(self)] = self.lengths, self.audiences
        lengths[:, list(new)] = _lengths(list(new.values()))
        audiences[list(new)] = [_bits(row.audience) for row in new.values()]
        gone, come = [{at: rows[at] for at in different if at in rows} for rows in (old, new)]
        return SearchIndex(
            names=self.names.changed(_each(gone, _name_counts), _each(come, _name_counts)),
            body=self.body.changed(_each(gone, _body), _each(come, _body)),
            lengths=lengths,
            audiences=audiences,
            written={**self.written, **_written(new.values())},
        )

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """The words of all texts."""
        return Vocabulary(self.names, self.body, self.written)

    @cached_property
    def groups(self) -> frozenset[str]:
        """For whom any text is."""
        everybody = int(np.bitwise_or.reduce(self.audiences)) if len(self) else 0
        return frozenset(group for at, group in enumerate(GROUPS) if everybody >> at & 1)

    def ranked(self, query: ParsedQuery, *, meaning: Dense | None) -> Ranked:
        """How well each text fits; `meaning` is its cosine with the query (P,), None without an encoder.

        A text that is called all that is asked for fits whatever its cosine; of one whose cosine is not a
        number, since nobody has encoded it yet, the words speak alone.
        """
        met = self._by_words(query)
        unread = np.full(len(self), meaning is None) if meaning is None else np.isnan(meaning)
        cosines = np.where(unread, met.words, np.maximum(0.0 if meaning is None else meaning, 0.0))
        evidence = _WORDS * met.words + _COSINE * cosines
        agreed = evidence + _UNNAMED * np.log1p(query.unnamed) + _CONSTANT >= 0
        fits = np.where(unread, met.coverage >= _LEAST_COVERAGE, agreed) | (met.named >= _ALL)
        return Ranked(evidence / (_WORDS + _COSINE), fits & ~self._for_others(query.groups))

    def _by_words(self, query: ParsedQuery) -> "_Met":
        """What of the query's information is met by each text, weighed by how well, at all, and by name."""
        words, coverage, named, asked = np.zeros(len(self)), np.zeros(len(self)), np.zeros(len(self)), 0.0
        for match, by_name, weight in self._matches(query):
            containing = int(np.count_nonzero(match))
            if not weight and not containing:
                continue  # another size is better than none
            # a word that nobody has says most
            information = (weight or 1.0) * self._information(containing or 1)
            asked += information
            words += information * match
            coverage += information * (match > 0)
            named += information * by_name
        asked = max(asked, 1e-9)
        return _Met(words / asked, coverage / asked, named / asked)

    def _matches(self, query: ParsedQuery) -> Iterator[tuple[Dense, NDArray[np.bool_], float]]:
        """How well each text meets each thing that is asked for, whether by name, and how much it matters.

        A quantity matters only where any text has it: its weight is 0.
        """
        for concept in query.concepts:
            match, named = np.zeros(len(self)), np.zeros(len(self), dtype=bool)
            for alternative in concept.alternatives:
                positions, values = self._met(alternative.stems)
                match[positions] = np.maximum(match[positions], alternative.worth * values)
                if concept.is_quantity:
                    named[positions] = True  # sizes stand in descriptions
                elif alternative.worth >= AS_GOOD:
                    named[self._named(alternative.stems)] = True
            yield match, named, 0.0 if concept.is_quantity else 1.0
        if query.groups:
            match = self._for_groups(query.groups, neutral=_NEUTRAL if query.concepts else 0.0)
            yield match, match > _NEUTRAL, _FOR_WHOM

    def _met(self, stems: Phrase) -> tuple[NDArray[np.int64], Dense]:
        """The texts that have all of some stems, and how well each meets that which it meets worst, 0–1."""
        positions, values = self._met_by(stems[0])
        for own in stems[1:]:
            others, met = self._met_by(own)
            positions, here, there = np.intersect1d(
                positions, others, assume_unique=True, return_indices=True
            )
            values = np.minimum(values[here], met[there])
        return positions, values

    def _met_by(self, own: str) -> tuple[NDArray[np.int64], Dense]:
        """The texts that have a stem, and how well each is met by it."""
        named, described = self.names.positions(own), self.body.positions(own)
        positions = np.union1d(named, described)
        weight = np.zeros(len(positions))
        for row, (at, postings, worth) in enumerate(
            ((named, self.names, 1.0), (described, self.body, _BODY))
        ):
            counts = postings.counted(own)[1]
            weight[np.searchsorted(positions, at)] += worth * counts / self._norms[row, at]
        return positions, weight / (weight + _SATURATION)

    def _named(self, stems: Phrase) -> NDArray[np.int64]:
        """The texts that are called by all of some stems."""
        return reduce(np.intersect1d, (self.names.positions(own) for own in stems))

    @cached_property
    def _norms(self) -> NDArray[np.float32]:
        """What an occurrence is divided by, more in long texts: (2, P)."""
        mean = np.maximum(self.lengths.mean(axis=1, keepdims=True), 1e-9)
        return np.asarray(1 - _LENGTH + _LENGTH * self.lengths / mean, dtype=np.float32)

    def _information(self, containing: int) -> float:
        """Inverse document frequency of a word that so many texts contain."""
        return float(np.log1p((len(self) - containing + 0.5) / (containing + 0.5)))

    def _for_groups(self, groups: tuple[str, ...], *, neutral: float) -> Dense:
        """What it is worth for whom each text is, and that it does not say so."""
        first, any_of = _bits(groups[:1]), _bits(groups)
        match = np.where(self.audiences & any_of > 0, _SECOND, 0.0)
        match[self.audiences & first > 0] = 1.0
        match[self.audiences == 0] = neutral
        return match

    def _for_others(self, groups: tuple[str, ...]) -> NDArray[np.bool_]:
        """Texts that are for somebody else than the groups."""
        if not groups:
            return np.zeros(len(self), dtype=bool)
        return np.asarray((self.audiences != 0) & (self.audiences & _bits(groups) == 0))


def _name_counts(row: ReadText) -> dict[str, int]:
    return {own: _TITLE * row.title[own] + _NAMES * row.names[own] for own in row.title | row.names}


def _body(row: ReadText) -> Mapping[str, int]:
    return row.body


def _each(
    rows: Mapping[int, ReadText], part: Callable[[ReadText], Mapping[str, int]]
) -> dict[int, Mapping[str, int]]:
    return {at: part(row) for at, row in rows.items()}


def _lengths(rows: Sequence[ReadText]) -> NDArray[np.float32]:
    names = [row.title.total() + row.names.total() for row in rows]
    return np.array([names, [row.body.total() for row in rows]], dtype=np.float32).reshape(2, len(rows))


def _bits(groups: Iterable[str]) -> int:
    return sum(1 << GROUPS.index(group) for group in groups)


def _written(rows: Iterable[ReadText]) -> dict[str, str]:
    return {word: own for row in rows for word, own in row.written}
