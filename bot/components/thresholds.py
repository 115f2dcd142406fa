"""Where the classifier's confidence suffices, learned within the training by cross-validation.

Nobody can write down all that shoppers may say beside what the assistant knows. So whole intents are left
out in turn, and their messages must be turned away by a classifier that never saw them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray
from sklearn.model_selection import KFold, StratifiedKFold

from components.classifier import Classifier, Messages

FOLDS = 3
LEFT_OUT = 3  # one intent in so many is unknown in turn
NEVER = 1.01  # no confidence reaches it


def known(
    messages: Messages, intents: Sequence[str], *, unknown: float = 0.5, rounds: int = 2, seed: int = 0
) -> float:
    """The confidence at which most messages are read rightly, or rightly turned away.

    `unknown` is the share of messages that no intent fits: at a half, both kinds count the same.
    """
    labels, chance = np.array(intents), np.random.default_rng(seed)
    names = np.unique(labels)
    if len(names) < LEFT_OUT:
        return 0.0
    best, inscope, right = [], [], []
    for _ in range(rounds):
        left_out = chance.permutation(names)[: len(names) // LEFT_OUT]
        inside = ~np.isin(labels, left_out)
        for train, test in _folds(labels, seed):
            train = train[inside[train]]
            classifier = Classifier.fit(messages.rows(train), labels[train].tolist())
            confidences = classifier.confidences(messages.rows(test))
            best.append(confidences.max(axis=1))
            right.append(np.array(classifier.intents)[confidences.argmax(axis=1)] == labels[test])
            inscope.append(inside[test])
    understood = np.concatenate(right) & np.concatenate(inscope)
    return _parting(np.concatenate(best), np.concatenate(inscope), understood, unknown=unknown)


def precise(
    messages: Messages,
    intents: Sequence[str],
    *,
    of: Callable[[str], bool],
    admits: Callable[[str], bool],
    precision: float,
    seed: int = 0,
) -> float:
    """The lowest confidence above which intents that `of` names are right in `precision` of the messages.

    Only messages whose text `admits` are asked.
    """
    labels = np.array(intents)
    scores, right = [], []
    for train, test in _folds(labels, seed):
        classifier = Classifier.fit(messages.rows(train), labels[train].tolist())
        confidences = classifier.confidences(messages.rows(test))
        read = np.array(classifier.intents)[confidences.argmax(axis=1)]
        for row, intent, confidence in zip(test, read, confidences.max(axis=1), strict=True):
            if of(intent) and admits(messages.texts[row]):
                scores.append(confidence)
                right.append(intent == labels[row])
    return _precise(np.array(scores), np.array(right, dtype=bool), precision)


def _folds(labels: NDArray[np.str_], seed: int) -> Iterator[tuple[NDArray[np.intp], NDArray[np.intp]]]:
    rarest = np.unique(labels, return_counts=True)[1].min()
    kind = StratifiedKFold if rarest >= FOLDS else KFold
    yield from kind(FOLDS, shuffle=True, random_state=seed).split(labels, labels)


def _parting(
    best: NDArray[np.float64],
    inscope: NDArray[np.bool_],
    understood: NDArray[np.bool_],
    *,
    unknown: float,
) -> float:
    def value(level: float) -> float:
        above = best >= level
        heard = (above & understood).sum() / inscope.sum()
        refused = (~above & ~inscope).sum() / (~inscope).sum()
        return float((1 - unknown) * heard + unknown * refused)

    return float(max(np.unique(np.round(best, 3)), key=value))


def _precise(scores: NDArray[np.float64], right: NDArray[np.bool_], precision: float) -> float:
    if not len(scores):
        return NEVER
    order = np.argsort(-scores)
    reached = np.cumsum(right[order]) / np.arange(1, len(order) + 1) >= precision
    return float(scores[order][reached.nonzero()[0].max()]) if reached.any() else NEVER
