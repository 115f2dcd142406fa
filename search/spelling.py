"""Slips of the finger: the word that is meant by one that nobody knows."""

from collections.abc import Iterable

from rapidfuzz import fuzz, process

ALIKE = 80.0
"""Per cent of the letters of both that stand in the same order, from which one is taken for the other."""
SHORTEST_SLIP, MOST_SLIPS = 5, 8  # letters; words of one query


def mended(slip: str, words: Iterable[str]) -> str:
    """The most alike of the words that begin as the slip does; empty where none is alike."""
    likely = [word for word in words if word[0] == slip[0]]
    closest = process.extractOne(slip, likely, scorer=fuzz.ratio, score_cutoff=ALIKE)
    return closest[0] if closest else ""
