"""Whether a new model may take the place of the one that serves: a paired comparison on the same shoppers."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from recommender.evaluation.rankings import Estimate
from recommender.models.manifest import Decision

METRIC = "ndcg@10"


@dataclass(frozen=True)
class PairedMarks:
    """Two models' marks in one holdout, shopper by shopper: (n,) each."""

    against: str  # the version that serves
    how: str
    since: str
    before: NDArray[np.float64]
    after: NDArray[np.float64]


def decide(marked: PairedMarks, *, margin: float) -> Decision:
    """The new model is kept back where it is certainly worse, or looks worse by more than a share `margin`.

    Certainly: the 95 % bootstrap interval of the mean paired difference lies below zero. Not to ask for more
    is deliberate: a small shop could never show that a model is as good, and would be left with an old one.
    """
    before, after = float(marked.before.mean()), float(marked.after.mean())
    difference = Estimate.of(marked.after - marked.before)
    if difference.high < 0:
        promoted, because = False, "It is worse than the one that serves, by more than chance explains."
    elif difference.value < -margin * before:
        promoted, because = (
            False,
            "It looks much worse than the one that serves, though chance may explain it.",
        )
    elif difference.low > 0:
        promoted, because = True, "It is better than the one before, by more than chance explains."
    else:
        promoted, because = True, "It is not worse than the one before."
    return Decision(
        promoted=promoted,
        because=because,
        against=marked.against,
        how=marked.how,
        metric=METRIC,
        shoppers=len(marked.before),
        since=marked.since,
        before=before,
        after=after,
        difference=(difference.value, difference.low, difference.high),
    )
