"""Who gets a recovery email and what stands in it: one email a cart, which recovery/dispatch.py sends."""

import logging
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import Engine
from sqlmodel import Session, col, select

from core.consent import may_email
from core.database import insert_new, new_id, transaction
from core.errors import RapportError
from core.keys import Keys
from core.products import ProductId
from core.settings import Settings
from core.shoppers import same_person
from core.tables import Shopper
from feedback import chat, surveys
from feedback.reasons import Reason
from feedback.tables import Label
from recovery.carts import restore
from recovery.email import Letter, compose
from recovery.outcomes import active_since, outcomes
from recovery.tables import AbandonedCart, CartState, EmailState, RecoveryEmail
from serving.answers import Answer

log = logging.getLogger(__name__)

Recommend = Callable[[Session, str, Sequence[ProductId], int], Sequence[Answer]]
"""(session, shopper id, the cart's products, how many) -> what to suggest beside them."""

Chance = Callable[[Session, str, datetime], float | None]
"""(session, shopper id, when she touched her cart last) -> how likely a purchase was; None if unknown."""


def nobody_knows(_session: Session, _shopper_id: str, _at: datetime) -> float | None:
    """Where no model says how likely a purchase was, the newest cart comes first."""
    return None


RANKED = 500
"""So many due carts, the newest, are put in the order of their chance; a run rarely has more."""
SUGGESTIONS = 3
FIRST_STEP = 1

IN_HER_INBOX = (EmailState.COMPOSED, EmailState.SENDING, EmailState.SENT, EmailState.UNCONFIRMED)
"""The states of an email that she has, may have, or is about to get."""


class Verdict(StrEnum):
    """What was decided about one cart."""

    COMPOSED = "composed"
    NO_CONSENT = "no_consent"
    PURCHASED = "purchased"
    CHANGED = "changed"
    IN_THE_SHOP = "in_the_shop"
    """She is active right now: the next run asks again."""
    WRITTEN_LATELY = "written_lately"
    NOTHING_LEFT = "nothing_left"
    """Nothing of the cart can be ordered any more."""
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Campaign:
    """What composing needs beside the database."""

    settings: Settings
    keys: Keys
    recommend: Recommend
    chance: Chance = nobody_knows


def compose_due(engine: Engine, campaign: Campaign, *, now: datetime) -> Mapping[Verdict, int]:
    """Compose the emails that are due; returns how many carts got which verdict.

    Those who were likeliest to buy when they left come first, then the newest carts: of two carts of one
    person, the first is the one that she is written about.

    Each cart is its own transaction: one that fails leaves the others as they are, and is tried again.
    """
    counts: Counter[Verdict] = Counter()
    for cart_id in _due(engine, campaign, now):
        try:
            counts[_compose(engine, campaign, cart_id, now)] += 1
        except RapportError as error:
            log.warning("No email could be composed for cart %s: %s", cart_id, error.detail)
            counts[Verdict.FAILED] += 1
    return counts


def verdict_on(session: Session, cart: AbandonedCart, *, keys: Keys) -> Verdict | None:
    """Why there must be no email about this cart, whatever else; None where there may be one."""
    shopper = session.get(Shopper, cart.shopper_id)
    if shopper is None or not may_email(session, keys, shopper):
        return Verdict.NO_CONSENT
    outcome = outcomes(session, [cart])[cart.cart_id]
    if outcome is CartState.ABANDONED:
        return None
    return Verdict.PURCHASED if outcome is CartState.PURCHASED else Verdict.CHANGED


def stated_reason(session: Session, shopper_ids: Sequence[str], *, since: datetime) -> Reason | None:
    """The newest reason she gave since a moment, in a survey (as its label has it) or to the assistant."""
    response = surveys.latest(session, shopper_ids, since=since)
    signal = chat.latest_reason(session, shopper_ids, since=since)
    if signal is not None and (response is None or signal.stated_at > response.answered_at):
        return Reason(signal.value) if signal.value else None
    if response is None:
        return None
    label = session.get(Label, response.response_id)
    return label.reason if label else response.reason


def _due(engine: Engine, campaign: Campaign, now: datetime) -> Sequence[str]:
    """The carts left lately by somebody with an address, about which nothing was written, in their order."""
    since = now - timedelta(days=campaign.settings.recovery_within_days)
    written = select(RecoveryEmail.email_id).where(RecoveryEmail.cart_id == AbandonedCart.cart_id).exists()
    query = (
        select(AbandonedCart)
        .join(Shopper, col(Shopper.shopper_id) == col(AbandonedCart.shopper_id))
        .where(
            AbandonedCart.state == CartState.ABANDONED,
            AbandonedCart.last_activity_at >= since,
            col(Shopper.email).is_not(None),
            ~written,
        )
        .order_by(col(AbandonedCart.last_activity_at).desc(), col(AbandonedCart.cart_id))
    )
    with transaction(engine, writes=False) as session:
        carts = session.exec(query).all()
        return [cart.cart_id for cart in [*_ranked(session, campaign, carts[:RANKED]), *carts[RANKED:]]]


def _ranked(session: Session, campaign: Campaign, carts: Sequence[AbandonedCart]) -> list[AbandonedCart]:
    """Likeliest first; those of whom nothing is known after them, in the order they came in."""
    chances = {
        cart.cart_id: campaign.chance(session, cart.shopper_id, cart.last_activity_at) for cart in carts
    }
    return sorted(carts, key=lambda cart: -(chances[cart.cart_id] or 0.0))


def _compose(engine: Engine, campaign: Campaign, cart_id: str, now: datetime) -> Verdict:
    """Read and write apart: recommending takes long, and SQLite lets one write at a time."""
    with transaction(engine, writes=False) as session:
        cart = session.get(AbandonedCart, cart_id)
        if cart is None:
            return Verdict.NO_CONSENT
        verdict = _verdict(session, campaign, cart, now)
        if verdict is not None:
            return verdict
        letter = _letter(session, campaign, cart)
        if not letter.lines:
            return Verdict.NOTHING_LEFT
    row = _row(letter, campaign, now) | {"shopper_id": cart.shopper_id}
    with transaction(engine) as session:
        return _insert(session, campaign, row, now)


def _verdict(session: Session, campaign: Campaign, cart: AbandonedCart, now: datetime) -> Verdict | None:
    never = verdict_on(session, cart, keys=campaign.keys)
    if never is not None:
        return never
    person = same_person(session, session.get_one(Shopper, cart.shopper_id))
    if active_since(session, person, now - timedelta(minutes=campaign.settings.abandoned_after_minutes)):
        return Verdict.IN_THE_SHOP
    return Verdict.WRITTEN_LATELY if _written_lately(session, campaign, person, now) else None


def _written_lately(session: Session, campaign: Campaign, person: Sequence[str], now: datetime) -> bool:
    query = select(RecoveryEmail.email_id).where(
        col(RecoveryEmail.shopper_id).in_(person),
        col(RecoveryEmail.state).in_(IN_HER_INBOX),
        RecoveryEmail.composed_at > now - timedelta(days=campaign.settings.recovery_quiet_days),
    )
    return session.exec(query.limit(1)).first() is not None


def _letter(session: Session, campaign: Campaign, cart: AbandonedCart) -> Letter:
    shopper = session.get_one(Shopper, cart.shopper_id)
    lines = restore(session, cart.cart_id)
    products = [product.product_id for product, _ in lines]
    return Letter(
        email_id=new_id(),
        cart_id=cart.cart_id,
        address=shopper.email or "",
        lines=lines,
        missing=len(cart.lines) - len(lines),
        reason=stated_reason(session, same_person(session, shopper), since=cart.started_at),
        answers=campaign.recommend(session, cart.shopper_id, products, SUGGESTIONS) if products else (),
    )


def _row(letter: Letter, campaign: Campaign, now: datetime) -> dict[str, object]:
    message = compose(letter, settings=campaign.settings, keys=campaign.keys, now=now)
    return {
        "email_id": letter.email_id,
        "cart_id": letter.cart_id,
        "step": FIRST_STEP,
        "state": EmailState.COMPOSED,
        "reason": letter.reason or "",
        "subject": str(message["Subject"]),
        "message": message.as_string(),
        "composed_at": now,
        "note": "",
    }


def _insert(session: Session, campaign: Campaign, row: Mapping[str, object], now: datetime) -> Verdict:
    """Store it unless something changed while it was composed, such as another worker composing it."""
    shopper = session.get(Shopper, row["shopper_id"])
    if shopper is None:
        return Verdict.NO_CONSENT
    # Whoever composes for the same person waits here, so that two carts do not become two emails.
    person = same_person(session, shopper)
    session.exec(
        select(Shopper.shopper_id)
        .where(col(Shopper.shopper_id).in_(person))
        .order_by("shopper_id")
        .with_for_update()
    ).all()
    cart = session.get_one(AbandonedCart, row["cart_id"])
    verdict = _verdict(session, campaign, cart, now)
    if verdict is not None:
        return verdict
    # The constraint on cart and step has the last word.
    return Verdict.COMPOSED if insert_new(session, RecoveryEmail, [row]) else Verdict.WRITTEN_LATELY
