"""Purchase intent learned from a shop's own sessions, cut at several moments, and measured on the newest."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.shopper_sessions import ShopperSession
from recommender.intent.classification import Floats, Interval, judged
from recommender.intent.model import IntentConfig, IntentModel, fit
from recommender.intent.session_features import Catalog, features, moments
from recommender.intent.table import Table

FEWEST_SESSIONS, FEWEST_PURCHASES = 200, 20
"""With less than this there is no model, and nothing is said of anybody's intent."""
FEWEST_SHOPPERS = 10
"""So many must have bought, and left without: more than there are folds, which keep a shopper whole."""
MOST_SESSIONS = 30_000
"""The newest sessions say enough; so many are learned in a minute."""
HELD_OUT, FEWEST_HELD_OUT = 0.2, 10
"""The newest part, which is foretold from the rest, and how many purchases it must have to tell anything."""
CHANCE, SAMPLES = 0.5, 200

LIVE = IntentConfig(learning_rate=0.05, trees=(10, 25, 50, 75, 100, 125, 150), members=2, folds=4)
"""As good on the sample shop and on REES46's log as the slower growth of the default, in half the time."""


@dataclass(frozen=True)
class Examples:
    """Moments of sessions, n rows: how they looked, whether a purchase came of them, and whose they were."""

    table: Table
    bought: NDArray[np.bool_]  # (n,)
    session: NDArray[np.int64]  # (n,) the number of the session
    shopper: NDArray[np.int64]  # (n,) the number of the shopper, in no order that says who they are
    begun: Floats  # (n,) when the session began, seconds since 1970
    ended: Floats  # (n,) when it ended

    def rows(self, chosen: NDArray[np.bool_]) -> "Examples":
        """Some of the rows."""
        return Examples(
            table=self.table.rows(chosen),
            bought=self.bought[chosen],
            session=self.session[chosen],
            shopper=self.shopper[chosen],
            begun=self.begun[chosen],
            ended=self.ended[chosen],
        )

    @property
    def sessions(self) -> int:
        """How many sessions the moments are of."""
        return len(np.unique(self.session))

    @property
    def purchases(self) -> int:
        """How many of these ended with a purchase."""
        return len(np.unique(self.session[self.bought]))

    @property
    def rarer(self) -> int:
        """How many sessions ended with a purchase, or how many without: the smaller number."""
        return min(self.purchases, self.sessions - self.purchases)

    @property
    def shoppers(self) -> int:
        """How many shoppers bought, or how many left without: the smaller number."""
        return min(len(np.unique(self.shopper[self.bought])), len(np.unique(self.shopper[~self.bought])))

    @property
    def suffices(self) -> bool:
        """Whether there is enough to learn from."""
        return (
            self.sessions >= FEWEST_SESSIONS
            and self.rarer >= FEWEST_PURCHASES
            and self.shoppers >= FEWEST_SHOPPERS
        )


def examples(shoppers: Iterable[Sequence[ShopperSession]], catalog: Catalog, *, seed: int = 0) -> Examples:
    """The newest sessions of these shoppers, each cut at moments drawn at random, before any purchase."""
    random = np.random.default_rng(seed)
    numbered = [(number, session) for number, sessions in enumerate(shoppers) for session in sessions]
    newest = sorted(numbered, key=lambda pair: pair[1].steps[0].at)[-MOST_SESSIONS:]
    cuts = [
        (moment, place) for place, (_, session) in enumerate(newest) for moment in moments(session, random)
    ]
    place = np.array([place for _, place in cuts], dtype=np.int64)
    whole = [session for _, session in newest]
    return Examples(
        table=features([moment for moment, _ in cuts], catalog),
        bought=np.array([session.purchase is not None for session in whole], dtype=np.bool_)[place],
        session=place,
        shopper=np.array([shopper for shopper, _ in newest], dtype=np.int64)[place],
        begun=np.array([session.steps[0].at.timestamp() for session in whole], dtype=np.float64)[place],
        ended=np.array([session.steps[-1].at.timestamp() for session in whole], dtype=np.float64)[place],
    )


@dataclass(frozen=True)
class Learned:
    """A model of all examples, and how well one of the older ones foretold the newest."""

    model: IntentModel
    figures: dict[str, Interval]


def learned(moments: Examples, config: IntentConfig = LIVE) -> Learned | None:
    """None where there are too few examples, or where a model would be no better than chance."""
    if not moments.suffices:
        return None
    figures = measured(moments, config)
    if figures and figures["auroc"].low <= CHANCE:
        return None
    model = fit(moments.table, moments.bought, groups=moments.shopper, config=config)
    return Learned(model, figures) if model.slope > 0 else None


def measured(moments: Examples, config: IntentConfig = LIVE) -> dict[str, Interval]:
    """How well the sessions that began last are foretold from those that had ended before, with intervals.

    Sessions that were going on at the border are in neither part. Empty where there is too little to tell.
    """
    border = float(np.quantile(moments.begun, 1 - HELD_OUT)) if moments.bought.size else 0.0
    past, newest = moments.rows(moments.ended < border), moments.rows(moments.begun >= border)
    if min(newest.rarer, past.rarer) < FEWEST_HELD_OUT or past.shoppers < FEWEST_SHOPPERS:
        return {}
    model = fit(past.table, past.bought, groups=past.shopper, config=config)
    return judged(newest.bought, [model.probability(newest.table)], groups=newest.session, samples=SAMPLES)
