"""Slips of the finger: the word that is meant by one that nobody knows."""

from collections.abc import Iterable
from difflib import get_close_matches

ALIKE = 0.8  # difflib ratio at which an unknown word is taken for a misspelt known one
SHORTEST_SLIP, MOST_SLIPS = 5, 8  # letters; words of one query, for each costs milliseconds


def mended(slip: str, words: Iterable[str]) -> str:
    """The most alike of the words that begin as the slip does; empty where none is alike.

    Difflib is slow, so it sees only those that are about as long and have enough of its letters to be alike.
    """
    letters = set(slip)
    likely = [
        word
        for word in words
        if word[0] == slip[0]
        and 2 * (len(slip) - len(letters.difference(word))) >= ALIKE * (len(slip) + len(word))
    ]
    return next(iter(get_close_matches(slip, likely, n=1, cutoff=ALIKE)), "")
