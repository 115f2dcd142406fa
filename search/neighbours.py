"""Words that mean nearly the same by the encoder's vectors, for what the catalog has no word for."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import Postfix, Prefix

_LEAST, _SURE = 0.55, 0.95  # cosines of single words: below it they have little to do with each other
_WORTH, _AT_LEAST = 0.8, 0.25  # of a match by a word that surely means the same, and the share of the last
_BESIDE = 0.1  # so much less alike than the nearest may another be
_MOST = 5
_LOOK_ALIKE, _SPELLED_ALIKE = 4, 0.15
"""Encoders read words in pieces: "snowmobile" is near "snowfall" by its first piece alone."""


@dataclass(frozen=True)
class WordVectors:
    """Words (W) with their unit vectors (W, d)."""

    words: Sequence[str]
    vectors: NDArray[np.float32]

    def nearest(self, word: str, vector: NDArray[np.float32]) -> list[tuple[str, float]]:
        """At most five words by how near they are to a word, each with what a match by it is worth."""
        if not len(self.words):
            return []
        cosines = self.vectors @ vector
        likely = np.argsort(-cosines)[: 4 * _MOST]
        alike = [(self.words[at], float(cosines[at]) - _discount(word, self.words[at])) for at in likely]
        best = max(cosine for _, cosine in alike)
        least = max(_LEAST, best - _BESIDE)
        near = sorted((pair for pair in alike if pair[1] >= least), key=lambda pair: -pair[1])[:_MOST]
        return [(other, _worth(cosine)) for other, cosine in near]


def _worth(cosine: float) -> float:
    return _WORTH * min(1.0, _AT_LEAST + (cosine - _LEAST) / (_SURE - _LEAST))


def _discount(word: str, other: str) -> float:
    """Less for words that begin or end alike."""
    alike = max(Prefix.similarity(word, other), Postfix.similarity(word, other))
    return _SPELLED_ALIKE if alike >= _LOOK_ALIKE else 0.0
