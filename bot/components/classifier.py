"""What a message asks for: a linear classifier over its meaning, its opening and its spelling.

Nothing here knows of Rasa; `components/intents.py` puts it into the pipeline.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import skops.io
from numpy.typing import NDArray
from sklearn.decomposition import TruncatedSVD
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import FeatureUnion, Pipeline, make_pipeline

from components.encoder import Encoding, Floats

Ranking = list[tuple[str, float]]
"""Intents with their confidences, the best first."""

WORDS = r"[\w']+|[?!]"  # "it's" is a word of its own, and a question mark says something
# Weights beside the sentence's, dimensions, and C: chosen by five-fold cross-validation on the training data.
OPENING, SPELLING = 0.5, 0.7
WORDS_KEPT, LETTERS_KEPT = 300, 200
MODEL_FILE, NEAREST_FILE = "classifier.skops", "examples.npy"


@dataclass(frozen=True)
class Messages:
    """Texts with what the encoder makes of them, row by row."""

    texts: list[str]
    sentences: Floats  # (messages, dimensions), unit rows
    openings: Floats  # (messages, dimensions), unit rows

    @classmethod
    def of(cls, texts: Sequence[str], encodings: Sequence[Encoding]) -> Messages:
        """Texts and their encodings, in the same order; at least one."""
        return cls(
            list(texts),
            np.stack([encoding.sentence for encoding in encodings]),
            np.stack([encoding.opening for encoding in encodings]),
        )

    def rows(self, at: NDArray[np.intp]) -> Messages:
        """Some of them."""
        return Messages([self.texts[row] for row in at], self.sentences[at], self.openings[at])


@dataclass(frozen=True)
class Classifier:
    """A trained classifier; `fit` and `load` make one."""

    spelling: FeatureUnion | None  # which words and which letters; None where there is too little text
    model: LogisticRegression
    examples: Floats  # (examples, dimensions), the unit sentence vectors of the training examples

    @classmethod
    def fit(cls, messages: Messages, intents: Sequence[str], *, c: float = 5.0) -> Classifier:
        """Train on labelled messages; `c` is the inverse regularisation strength."""
        spelling = _spelling(messages.texts)
        # Balanced: an intent is not the likelier for having more examples.
        model = LogisticRegression(C=c, max_iter=200, class_weight="balanced")
        model.fit(_features(messages, spelling), np.array(intents))
        return cls(spelling, model, messages.sentences)

    @property
    def intents(self) -> list[str]:
        """The intents it knows, in the order of the columns of `confidences`."""
        return [str(intent) for intent in self.model.classes_]

    def confidences(self, messages: Messages) -> NDArray[np.float64]:
        """Confidence in each intent: (messages, intents), in 0..1.

        The probability times the cosine of the nearest training example: a classifier that knows a closed set
        of intents is sure of nonsense too, the nearest example is not near it.
        """
        probabilities = self.model.predict_proba(_features(messages, self.spelling))
        nearest = (messages.sentences @ self.examples.T).max(axis=1)
        return np.asarray(probabilities * np.clip(nearest, 0.0, 1.0)[:, None], dtype=np.float64)

    def save(self, folder: Path) -> None:
        """Write it into a folder, without pickle."""
        skops.io.dump({"spelling": self.spelling, "model": self.model}, folder / MODEL_FILE)
        np.save(folder / NEAREST_FILE, self.examples)

    @classmethod
    def load(cls, folder: Path) -> Classifier:
        """Read what `save` wrote."""
        file = folder / MODEL_FILE
        parts = skops.io.load(file, trusted=skops.io.get_untrusted_types(file=file))
        return cls(parts["spelling"], parts["model"], np.load(folder / NEAREST_FILE, allow_pickle=False))


def _spelling(texts: list[str]) -> FeatureUnion | None:
    """Words and pairs of words, and runs of letters, which a slip of the finger leaves mostly whole."""
    words = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, token_pattern=WORDS)
    letters = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 4), sublinear_tf=True)
    parts = {
        "words": _reduced(words, texts, WORDS_KEPT),
        "letters": _reduced(letters, texts, LETTERS_KEPT),
    }
    fitted = [(name, part) for name, part in parts.items() if part is not None]
    return FeatureUnion(fitted) if fitted else None


def _reduced(counts: TfidfVectorizer, texts: list[str], dimensions: int) -> Pipeline | None:
    rows, columns = counts.fit_transform(texts).shape
    dimensions = min(dimensions, rows - 1, columns - 1)
    if dimensions < 1:
        return None
    return make_pipeline(counts, TruncatedSVD(dimensions, n_iter=2, random_state=0)).fit(texts)


def _features(messages: Messages, spelling: FeatureUnion | None) -> NDArray[np.float64]:
    parts = [messages.sentences, OPENING * messages.openings]
    if spelling is not None:
        parts.append(SPELLING * spelling.transform(messages.texts))
    return np.hstack(parts)
