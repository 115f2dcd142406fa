"""Slips of the finger: the words that may be meant by one that nobody knows, the likeliest first."""

from collections.abc import Mapping

from rapidfuzz import process
from rapidfuzz.distance import OSA, Postfix, Prefix

SHORTEST_SLIP, LONGEST_SLIP, MOST_SLIPS = 4, 30, 8  # letters, letters, words of one query
_TWO_SLIPS_FROM = 7  # letters; a shorter word with two slips is another word
_CANDIDATES = 20
_PLAIN, _ANOTHER = 0.5, 2.0
"""What a slip costs, and another: a letter doubled, missing from a double, swapped with its neighbour, or
another vowel is slipped on more easily than any other. Against it stands how likely a word is."""
_VOWELS = frozenset("aeiouy")


def mended(slip: str, words: Mapping[str, float]) -> str:
    """The likeliest of the words, each with how likely it is to be meant at all; empty where none is near."""
    if len(slip) < SHORTEST_SLIP or len(slip) > LONGEST_SLIP:
        return ""
    slips = 2 if len(slip) >= _TWO_SLIPS_FROM else 1
    near = process.extract(slip, words.keys(), scorer=OSA.distance, score_cutoff=slips, limit=_CANDIDATES)
    costs = [
        (_cost(slip, word, int(distance)) - words[word], word)
        for word, distance, _ in near
        if _plausible(slip, word, int(distance))
    ]
    return min(costs, default=(0.0, ""))[1]


def _plausible(slip: str, word: str, distance: int) -> bool:
    """Whether fingers slip so: not on the first letter and others, nor on half of a short word."""
    if len(word) < SHORTEST_SLIP - 1 or word[:1].isdigit():
        return False
    if slip[0] != word[0]:  # the first is typed with most care: at most swapped
        return distance == 1 and slip[:2] == word[1::-1]
    return distance < len(word) / 2.5


def _cost(slip: str, word: str, distance: int) -> float:
    return _ANOTHER * (distance - 1) + (0.0 if _easy(slip, word) else _PLAIN)


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
