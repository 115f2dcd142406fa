"""Which topic of the shop's facts a question is about: learned from examples, by meaning and by letters.

A logistic regression tells the topics apart; how near the nearest example of its topic is tells whether the
question is about any of them at all, for a classifier is sure of nonsense, too.
"""

import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
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


@dataclass(frozen=True)
class ExampleQuestions:
    """Questions with their vectors (n, d), as questions are read."""

    questions: Sequence[ExampleQuestion]
    vectors: NDArray[np.float32]

    @classmethod
    def of(cls, questions: Sequence[ExampleQuestion], encoder: Encoder) -> "ExampleQuestions":
        """Encode them."""
        return cls(questions, encoder.encode([masked(question.text) for question in questions]))

    def nearest(self, vector: NDArray[np.float32]) -> tuple[str, float]:
        """The topic of the question that is nearest to a vector (d), and its cosine."""
        cosines = self.vectors @ vector
        return self.questions[int(cosines.argmax())].topic, float(cosines.max())

    def renamed(self, topic: str, name: str) -> "ExampleQuestions":
        """The same with another name for a topic."""
        questions = [
            replace(question, topic=name) if question.topic == topic else question
            for question in self.questions
        ]
        return ExampleQuestions(questions, self.vectors)

    def joined(self, others: "ExampleQuestions", *, times: int = 1) -> "ExampleQuestions":
        """These and others, which count several times."""
        vectors = np.vstack([self.vectors, *[others.vectors] * times])
        return ExampleQuestions([*self.questions, *[*others.questions] * times], vectors)


class QuestionTopics:
    """What was learned from examples."""

    def __init__(self, examples: ExampleQuestions) -> None:
        self._letters = TfidfVectorizer(analyzer="char_wb", ngram_range=LETTERS, sublinear_tf=True)
        self._vectors = examples.vectors
        self._topics = np.array([question.topic for question in examples.questions])
        pieces = self._letters.fit_transform([masked(question.text) for question in examples.questions])
        self._model = LogisticRegression(C=STRENGTH, max_iter=300, tol=1e-3)
        self._model.fit(_features(examples.vectors, pieces), self._topics)

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


def _features(vectors: NDArray[np.float32], pieces: csr_matrix) -> csr_matrix:
    return hstack([csr_matrix(vectors), pieces]).tocsr()
