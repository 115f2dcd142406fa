"""Slips of the finger in a colour or a material: "grean" is green. No other word is taken for one."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA, Postfix, Prefix

from actions.understanding.lists import words

_SHORTEST, _LONGEST = 4, 20
_TWO_SLIPS_FROM = 7  # letters; a shorter word with two slips is another word
_VOWELS = frozenset("aeiouy")
# One easy slip away from a colour or a material, and words of their own.
_WORDS = words("slips", "words")


@lru_cache(maxsize=4_096)
def mended(word: str, known: Sequence[str]) -> str:
    """The one of the known words that a word is a slip of; empty where there is none, or more than one.

    Only easy slips count: letters swapped, doubled or halved, and vowels. "while" is not "white".
    """
    if not _SHORTEST <= len(word) <= _LONGEST or word in _WORDS or not word.isalpha():
        return ""
    slips = 2 if len(word) >= _TWO_SLIPS_FROM else 1
    near = process.extract(word, known, scorer=OSA.distance, score_cutoff=slips, limit=4)
    likely = [
        name for name, _, _ in near if len(name) >= _SHORTEST and name[0] == word[0] and _easy(word, name)
    ]
    return likely[0] if len(likely) == 1 else ""


def _easy(slip: str, word: str) -> bool:
    """Whether the two differ by a swap, a letter doubled or halved, or vowels alone."""
    if sorted(slip) == sorted(word) or _halved(slip) == _halved(word):
        return True
    start, end = Prefix.similarity(slip, word), Postfix.similarity(slip, word)
    rest = slip[start : len(slip) - end] + word[start : len(word) - end]
    return _VOWELS.issuperset(rest)


def _halved(word: str) -> str:
    """A word without the second of two letters that are the same."""
    return "".join(letter for at, letter in enumerate(word) if not at or letter != word[at - 1])
