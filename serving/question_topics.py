"""Which topic of the shop's facts a question is about: learned from examples, by meaning and by letters.

A logistic regression tells the topics apart; how near the nearest example of its topic is tells whether the
question is about any of them at all, for a classifier is sure of nonsense, too.
"""

import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

from recommender import Encoder
from serving.listed_things import masked

OTHER = "other"
"""The topic of what is no question about the shop."""
LETTERS = (2, 4)
"""A slip changes few of such pieces of words."""
STRENGTH = 30.0
_EXAMPLES = Path(__file__).parent / "shop_questions.toml"


@dataclass(frozen=True, slots=True)
class ExampleQuestion:
    """A question as it may be asked, and its topic."""

    topic: str
    text: str


def usual() -> Iterator[ExampleQuestion]:
    """The examples that come with Rapport."""
    for section, fields in tomllib.loads(_EXAMPLES.read_text(encoding="utf-8")).items():
        for field, lines in fields.items():
            topic = OTHER if section == OTHER else f"{section}.{field}"
            yield from (ExampleQuestion(topic, line) for line in lines.strip().splitlines())


class QuestionTopics:
    """What was learned from examples, (n) of them with vectors (n, d)."""

    def __init__(self, examples: Sequence[ExampleQuestion], vectors: NDArray[np.float32]) -> None:
        self._letters = TfidfVectorizer(analyzer="char_wb", ngram_range=LETTERS, sublinear_tf=True)
        self._vectors, self._topics = vectors, np.array([example.topic for example in examples])
        pieces = self._letters.fit_transform([masked(example.text) for example in examples])
        self._model = LogisticRegression(C=STRENGTH, max_iter=300, tol=1e-3)
        self._model.fit(_features(vectors, pieces), self._topics)

    def ranked(self, question: str, *, encoder: Encoder) -> list[tuple[str, float]]:
        """All topics with how sure they are (0–1), the surest first."""
        text = masked(question)
        vector = encoder.encode([text])
        probabilities = self._model.predict_proba(_features(vector, self._letters.transform([text])))[0]
        cosines = self._vectors @ vector[0]
        sure = {
            topic: probability * float(np.sqrt(max(0.0, cosines[self._topics == topic].max())))
            for topic, probability in zip(self._model.classes_.tolist(), probabilities.tolist(), strict=True)
        }
        return sorted(sure.items(), key=lambda pair: -pair[1])

    def nearest(self, vector: NDArray[np.float32]) -> tuple[str, float]:
        """The topic of the example that is nearest to a question's vector (d), and its cosine."""
        cosines = self._vectors @ vector
        return str(self._topics[cosines.argmax()]), float(cosines.max())


def vectors_of(examples: Sequence[ExampleQuestion], encoder: Encoder) -> NDArray[np.float32]:
    """The vectors (n, d) of examples, as questions are read."""
    return encoder.encode([masked(example.text) for example in examples])


def _features(vectors: NDArray[np.float32], pieces: csr_matrix) -> csr_matrix:
    return hstack([csr_matrix(vectors), pieces]).tocsr()
