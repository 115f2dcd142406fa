"""The words of a catalog: which texts are called so, which only say them, and how they are written."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cached_property
from math import log1p

import numpy as np

from search.analysis import is_stop_word, language, split, stem, without_accents
from search.postings import Postings
from search.spelling import LONGEST_SLIP, mended
from search.synonyms import Phrase

_SHORTEST_PART = 3  # letters of each part of a joined word
_COMPOUNDING, _SHORTEST_HEAD = ("de", "nl"), 5  # languages that write "hand towel" in one; letters
_SHORTEST_DESCRIBED = 5  # letters of a slip of a word that no text is called by


_NAMED, _ALSO, _COMMON = 0.7, 0.4, 0.1
"""How much likelier shoppers mean what texts are called, a synonym of it, and what many texts have."""


@dataclass(frozen=True)
class Vocabulary:
    """What is asked of the words of all texts."""

    names: Postings[str]
    body: Postings[str]
    written: Mapping[str, str]
    """Words as texts write or once wrote them, with their stems: what slips are of."""

    def is_named(self, own: str) -> bool:
        """Whether any text is called by a stem."""
        return own in self.names

    def unnamed(self, text: str) -> list[str]:
        """Words of a text that say something, and that no text is called by."""
        words = dict.fromkeys(split(text.lower()))
        return [word for word in words if stem(word) not in self.names and not is_stop_word(word)]

    def knows(self, phrase: Phrase) -> bool:
        """Whether all of some stems stand in texts."""
        return all(own in self.names or own in self.body for own in phrase)

    def joined(self, first: str, second: str) -> str:
        """The stem of two words in one, where texts write them so; else empty."""
        own = self.written.get(first + second, "")
        return own if own and self.knows((own,)) else ""

    def parts(self, word: str) -> Phrase:
        """The two words that one is put together from, where any text is called by both; else nothing."""
        if len(word) > LONGEST_SLIP:
            return ()
        for at in sorted(range(1, len(word)), key=lambda at: abs(at - len(word) / 2)):
            first, second = word[:at], word[at:]
            if _separable(first, second) and self._together(stem(first), stem(second)):
                return stem(first), stem(second)
        return ()

    def compounds(self, word: str) -> list[str]:
        """Stems that texts are called by and that a word is the head of, in languages that write them in one.

        Texts must have the head or what stands before it as a word: there is no "Asche" in "Trinkflasche".
        """
        if language() not in _COMPOUNDING or len(word) < _SHORTEST_HEAD:
            return []
        own = stem(word)
        known = self.knows((own,))
        heads = {
            other: written[: len(other) - len(own)]
            for written, other in self.written.items()
            if other.endswith(own) and other in self.names and len(other) - len(own) >= _SHORTEST_PART
        }
        return sorted(other for other, before in heads.items() if known or self.knows((stem(before),)))

    def _together(self, first: str, second: str) -> bool:
        """Whether any text is called by both stems: there is a tee and a pot, and yet no "teepot"."""
        if first not in self.names or second not in self.names:
            return False
        return bool(np.intersect1d(self.names.positions(first), self.names.positions(second)).size)

    def mended(self, slip: str, *, also: Collection[str] = ()) -> str:
        """The word as it is written that is meant by a slip; what is known `also` may be meant, too."""
        if own := self._plain.get(slip):
            return own
        likely: dict[str, float] = {}
        for letter in dict.fromkeys(slip[:2]):  # the first may be swapped
            if len(slip) >= _SHORTEST_DESCRIBED:
                likely |= self._described.get(letter, {})
            likely |= {word: _ALSO for word in also if word.startswith(letter)}
            likely |= self._named.get(letter, {})
        return mended(slip, likely)

    @cached_property
    def _plain(self) -> Mapping[str, str]:
        """Words with accents by what they are without."""
        return {without_accents(word): word for word in self.written if not word.isascii()}

    @cached_property
    def _named(self) -> Mapping[str, Mapping[str, float]]:
        return _by_letter(self.written, self.names, _NAMED)

    @cached_property
    def _described(self) -> Mapping[str, Mapping[str, float]]:
        return _by_letter(self.written, self.body, 0.0)


def _separable(first: str, second: str) -> bool:
    """Whether a joined word may be read so: of words, or of a word and a number."""
    if first.isdigit() or second.isdigit():
        return not (first.isdigit() and second.isdigit())
    shorter = min(len(first), len(second))
    return shorter >= _SHORTEST_PART or (len(first) == 1 and len(second) > _SHORTEST_PART)


def _by_letter(
    written: Mapping[str, str], postings: Postings[str], least: float
) -> dict[str, dict[str, float]]:
    """How likely each written word is to be meant, by its first letter: the more, the more texts have it."""
    words: dict[str, dict[str, float]] = {}
    for word, own in written.items():
        if own in postings and word.isalpha():
            words.setdefault(word[0], {})[word] = least + _COMMON * log1p(len(postings.positions(own)))
    return words
