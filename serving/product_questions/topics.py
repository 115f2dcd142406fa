"""What a question about a product is about: learned from ways in which people ask (topics.toml)."""

import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from search import split, words

Encode = Callable[[Sequence[str]], NDArray[np.float32]]
"""Texts -> unit vectors (n, d)."""
_FILE = Path(__file__).parent / "topics.toml"
_RIDGE, _SHARPNESS = 1.0, 16.0
"""The least log loss in five folds of the lines: 0.64, and 83 % of them are told right."""


@dataclass(frozen=True)
class Topics:
    """A classifier of questions by their vectors, and the words with which each topic is asked for."""

    names: Sequence[str]
    weights: NDArray[np.float64]  # (d + 1, T), the constants last
    words: Mapping[str, frozenset[str]]  # stems
    vocabulary: frozenset[str]  # as they are written

    @classmethod
    def nothing(cls) -> "Topics":
        """Where no encoder knows the language: a question is about nothing that is known."""
        return cls((), np.zeros((0, 0)), {}, frozenset())

    @classmethod
    def learned(cls, encode: Encode) -> "Topics":
        """Learn all topics with the vectors of one encoder; most of its half a second is encoding."""
        asked = {name: topic["asked"] for name, topic in tomllib.loads(_FILE.read_text("utf-8")).items()}
        texts = [text for lines in asked.values() for text in lines]
        counts = [len(lines) for lines in asked.values()]
        of_topic = np.repeat(np.eye(len(asked)), counts, axis=0)
        stems = {name: frozenset(words(" ".join(lines))) for name, lines in asked.items()}
        written = frozenset(split(" ".join(texts).lower()))
        return cls(tuple(asked), _ridge(encode(texts), of_topic), stems, written)

    def of(self, vector: NDArray[np.float32]) -> dict[str, float]:
        """How likely a question (d,) is about each topic; they add up to 1."""
        scores = _SHARPNESS * (np.append(vector, 1.0) @ self.weights)
        shares = np.exp(scores - scores.max())
        return dict(zip(self.names, (shares / shares.sum()).tolist(), strict=True))


def _ridge(vectors: NDArray[np.float32], of_topic: NDArray[np.float64]) -> NDArray[np.float64]:
    """Ridge regression of topics (n, T) on vectors (n, d) and a constant, each topic weighing the same."""
    rows = np.column_stack([vectors, np.ones(len(vectors))])
    weights = 1 / (of_topic @ of_topic.sum(axis=0))
    weighed = rows * (weights / weights.mean())[:, None]
    penalty = _RIDGE * np.eye(rows.shape[1])
    penalty[-1, -1] = 1e-6  # of the constant: only so much that the system can be solved
    solved: NDArray[np.float64] = np.linalg.solve(weighed.T @ rows + penalty, weighed.T @ of_topic)
    return solved
