"""How likely a sentence answers a question: by its meaning, its words and its form at once."""

from collections.abc import Collection, Sequence

import numpy as np
from numpy.typing import NDArray

from search import Synonyms, words
from serving.product_questions.asked import AskedQuestion, QuestionForm
from serving.product_questions.cues import CUES
from serving.product_questions.sentences import AnswerSource, Sentence

_NEEDED_TEXT = """
age author brightness capacity count dimensions duration fit guarantee load origin people temperature weight
"""
NEEDED = frozenset(_NEEDED_TEXT.split())
"""Topics that no sentence answers without their cue: how heavy something is takes a weight."""
# A logistic regression of "does it answer" on the sentences of development questions (benchmarks/queries)
WEIGHTS = np.array([3.9, 2.6, 1.4, 2.35, -0.6, -0.65, -1.8, -1.15])
CONSTANT = -3.3
THRESHOLD = 0.28
"""Below this share nothing is quoted: where the development questions had the most right and few wrong."""
_NAMED = 0.3
"""What a word counts that is vague, or says only which product is meant."""
_VAGUE = frozenset(words("safe proof friendly resistant free"))
"""Words that take another one to ask for something: oven-safe, lead-free."""
_TITLE_CUE = 0.5
"""From so likely a topic on, for which it has a cue, a title is read like any sentence."""
_OTHER_WORD = 0.8
_LEAST = 4


def features(
    asked: AskedQuestion,
    sentences: Sequence[Sentence],
    cosines: NDArray[np.float64],
    *,
    title: Collection[str],
    synonyms: Synonyms,
) -> NDArray[np.float64]:
    """What is told of each sentence (n, 8); `cosines` (n,) are those of the question with it."""
    rows = [_features(asked, sentence, title, synonyms) for sentence in sentences]
    return np.column_stack([cosines, np.array(rows, dtype=np.float64).reshape(len(sentences), -1)])


def likelihoods(told: NDArray[np.float64]) -> NDArray[np.float64]:
    """How likely each sentence answers (n,), of its features (n, 8)."""
    shares: NDArray[np.float64] = 1 / (1 + np.exp(-(told @ WEIGHTS + CONSTANT)))
    return shares


def _features(
    asked: AskedQuestion, sentence: Sentence, title: Collection[str], synonyms: Synonyms
) -> tuple[float, ...]:
    missing = {topic: share for topic, share in asked.topics.items() if topic in CUES.keys() - sentence.cues}
    missing_need = sum(share for topic, share in missing.items() if topic in NEEDED)
    worth = [_NAMED if word in title or word in _VAGUE else 1.0 for word in asked.content]
    met = [_met(word, sentence.stems, synonyms) for word in asked.content]
    coverage = float(np.dot(worth, met)) / sum(worth) if worth else 0.0
    titled = sentence.source is AnswerSource.TITLE
    expected = sum(asked.topics.get(topic, 0.0) for topic in sentence.cues)
    if titled and expected < _TITLE_CUE and not (asked.polar and (asked.of_itself or asked.form is None)):
        coverage = 0.0  # "Rain jacket" says what it is, not what it is good for
    return (
        coverage * (1 - missing_need),
        float(coverage > 0.99) * (1 - missing_need),
        expected,
        sum(missing.values()) - missing_need,
        missing_need,
        float(titled),
        (1 - coverage) * (asked.polar and asked.form is QuestionForm.HAVING),
    )


def _met(word: str, stems: frozenset[str], synonyms: Synonyms) -> float:
    """How well a stem is met by those of a sentence: itself, another word for it, or within a longer one."""
    if word in stems:
        return 1.0
    if any(len(phrase) == 1 and phrase[0] in stems for phrase in synonyms.of_phrase((word,))):
        return _OTHER_WORD
    parts = len(word) >= _LEAST and any(
        stem.startswith(word) or stem.endswith(word) or (len(stem) >= _LEAST and word.startswith(stem))
        for stem in stems
    )
    return _OTHER_WORD if parts else 0.0
