"""How likely a session ends with a purchase: one in progress, or one as it stood when the shopper left."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from core.consent import ConsentPurpose, allows
from core.shopper_sessions import ShopperSession
from feedback.profiles import shopper_sessions
from recommender.intent import features, in_words
from serving.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class Sign:
    """One feature of a session in words, and what it adds to the log-odds of a purchase."""

    feature: str
    says: str
    contribution: float


@dataclass(frozen=True, slots=True)
class IntentEstimate:
    """What is expected of a session: the log-odds of a purchase are `base` plus all contributions."""

    probability: float
    has_cart: bool
    base: float
    signs: tuple[Sign, ...]
    """The weightiest first."""

    @property
    def abandonment_risk(self) -> float | None:
        """How likely the shopper leaves what is in their cart; None where there is nothing in it."""
        return 1 - self.probability if self.has_cart else None


def in_progress(
    session: Session, snapshot: Snapshot, shopper_id: str, *, now: datetime
) -> ShopperSession | None:
    """The session the shopper is in; None where nothing can be said of it, or they do not allow it to be."""
    if snapshot.intent is None or not allows(session, shopper_id, ConsentPurpose.PERSONALISATION):
        return None
    return _undecided(shopper_sessions.current(session, shopper_id, now=now))


def as_left(session: Session, snapshot: Snapshot, shopper_id: str, *, at: datetime) -> ShopperSession | None:
    """The session that the shopper was in at a moment, up to its end; likewise."""
    if snapshot.intent is None or not allows(session, shopper_id, ConsentPurpose.PERSONALISATION):
        return None
    return _undecided(shopper_sessions.around(session, shopper_id, at))


def probability(snapshot: Snapshot, shopper_session: ShopperSession | None) -> float | None:
    """Of a purchase, between 0 and 1."""
    if snapshot.intent is None or shopper_session is None:
        return None
    return float(snapshot.intent.probability(features([shopper_session], snapshot.products))[0])


def estimate(snapshot: Snapshot, shopper_session: ShopperSession | None) -> IntentEstimate | None:
    """The same with its reasons, each feature once; it takes some milliseconds longer."""
    if snapshot.intent is None or shopper_session is None:
        return None
    row = features([shopper_session], snapshot.products)
    explanation = snapshot.intent.explained(row)
    values = {**row.numbers, **row.words}
    signs = [
        Sign(name, in_words(name, values[name][0].item()), float(contribution[0]))
        for name, contribution in explanation.contributions.items()
    ]
    return IntentEstimate(
        probability=float(explanation.probability[0]),
        has_cart=bool(shopper_session.cart),
        base=explanation.base,
        signs=tuple(sorted(signs, key=lambda sign: -abs(sign.contribution))),
    )


def _undecided(shopper_session: ShopperSession | None) -> ShopperSession | None:
    """A purchase has answered the question."""
    return None if shopper_session is None or shopper_session.purchase is not None else shopper_session
