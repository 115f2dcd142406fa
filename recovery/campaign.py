"""Who gets a recovery email and what stands in it: one email a cart, which recovery/dispatch.py sends."""

import logging
import threading
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import Engine
from sqlmodel import Session, col, select

from core.database import batched, insert_new, new_id, transaction
from core.errors import RapportError
from core.keys import Keys
from core.products import Product, ProductId
from core.settings import Settings
from core.tables import Shopper
from feedback.reasons import Reason
from recovery.carts import still_sold
from recovery.email import Letter, compose
from recovery.people import everyone, people
from recovery.reasons import stated_reasons
from recovery.tables import AbandonedCart, CartState, EmailState, RecoveryEmail
from recovery.verdicts import Facts, Verdict, facts
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

TOGETHER = 50
"""Carts that are read together, and whose emails are stored together: statements cost more than rows."""

Row = dict[str, object]


@dataclass(frozen=True, slots=True)
class Campaign:
    """What composing needs beside the database."""

    settings: Settings
    keys: Keys
    recommend: Recommend
    chance: Chance = nobody_knows
    stopping: threading.Event = field(default_factory=threading.Event)
    """Set when the process is to end."""


def compose_due(engine: Engine, campaign: Campaign, *, now: datetime) -> Mapping[Verdict, int]:
    """Compose the emails that are due; returns how many carts got which verdict.

    Those who were likeliest to buy when they left come first, then the newest carts: of two carts of one
    person, the first is the one that she is written about.

    They are read and stored by the dozen. One that fails leaves the others as they are, and is tried again.
    """
    counts: Counter[Verdict] = Counter()
    for cart_ids in batched(_due(engine, campaign, now), TOGETHER):
        if campaign.stopping.is_set():
            break
        counts.update(_compose(engine, campaign, cart_ids, now).values())
    return counts


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


def _compose(
    engine: Engine, campaign: Campaign, cart_ids: Sequence[str], now: datetime
) -> Mapping[str, Verdict]:
    """Read and write apart: recommending takes long, and SQLite lets one write at a time."""
    verdicts = dict.fromkeys(cart_ids, Verdict.NO_CONSENT)  # of those that were erased meanwhile
    rows: dict[str, Row] = {}
    with transaction(engine, writes=False) as session:
        carts = _carts(session, cart_ids)
        found = facts(session, carts, settings=campaign.settings, keys=campaign.keys, now=now)
        against = {cart.cart_id: found.against(cart) for cart in carts}
        for draft in _drafts(session, [cart for cart in carts if against[cart.cart_id] is None], found):
            row = _row(session, campaign, draft, now) if draft.lines else Verdict.NOTHING_LEFT
            if isinstance(row, Verdict):
                against[draft.cart.cart_id] = row
            else:
                rows[draft.cart.cart_id] = row
    verdicts |= {cart_id: verdict for cart_id, verdict in against.items() if verdict is not None}
    if rows:
        with transaction(engine) as session:
            stored = _store(session, campaign, rows, now)
        verdicts |= {cart_id: stored.get(cart_id, Verdict.NO_CONSENT) for cart_id in rows}
    return verdicts


def _carts(session: Session, cart_ids: Sequence[str]) -> list[AbandonedCart]:
    """Those that are still there, in this order."""
    rows = session.exec(select(AbandonedCart).where(col(AbandonedCart.cart_id).in_(cart_ids)))
    carts = {cart.cart_id: cart for cart in rows}
    return [carts[cart_id] for cart_id in cart_ids if cart_id in carts]


@dataclass(frozen=True, slots=True)
class _Draft:
    """What is known of an email before anything is recommended."""

    cart: AbandonedCart
    address: str
    lines: Sequence[tuple[Product, int]]
    reason: Reason | None


def _drafts(session: Session, carts: Sequence[AbandonedCart], found: Facts) -> list[_Draft]:
    lines, reasons = still_sold(session, carts), stated_reasons(session, carts, found.persons)
    return [
        _Draft(
            cart=cart,
            address=found.shoppers[cart.shopper_id].email or "",
            lines=lines[cart.cart_id],
            reason=reasons.get(cart.cart_id),
        )
        for cart in carts
    ]


def _row(session: Session, campaign: Campaign, draft: _Draft, now: datetime) -> Row | Verdict:
    """The email as it is stored, or that it could not be composed."""
    cart, products = draft.cart, [product.product_id for product, _ in draft.lines]
    try:
        letter = Letter(
            email_id=new_id(),
            cart_id=cart.cart_id,
            address=draft.address,
            lines=draft.lines,
            missing=len(cart.lines) - len(draft.lines),
            reason=draft.reason,
            answers=campaign.recommend(session, cart.shopper_id, products, SUGGESTIONS),
        )
        message = compose(letter, settings=campaign.settings, keys=campaign.keys, now=now)
    except RapportError as error:
        log.warning("No email could be composed for cart %s: %s", cart.cart_id, error.detail)
        return Verdict.FAILED
    return {
        "email_id": letter.email_id,
        "cart_id": letter.cart_id,
        "shopper_id": cart.shopper_id,
        "step": FIRST_STEP,
        "state": EmailState.COMPOSED,
        "reason": letter.reason or "",
        "subject": str(message["Subject"]),
        "message": message.as_string(),
        "composed_at": now,
        "note": "",
    }


def _store(
    session: Session, campaign: Campaign, rows: Mapping[str, Row], now: datetime
) -> Mapping[str, Verdict]:
    """Store them unless something changed while they were composed, such as another worker composing them."""
    carts = _carts(session, list(rows))
    # Whoever composes for the same person waits here, so that two carts do not become two emails.
    persons = people(session, {cart.shopper_id for cart in carts})
    locked = select(Shopper.shopper_id).where(col(Shopper.shopper_id).in_(sorted(everyone(persons))))
    session.exec(locked.order_by("shopper_id").with_for_update()).all()
    found = facts(session, carts, settings=campaign.settings, keys=campaign.keys, now=now)
    verdicts: dict[str, Verdict] = {}
    for cart in carts:
        verdict = found.against(cart)
        if verdict is None:
            # The constraint on cart and step has the last word.
            is_new = insert_new(session, RecoveryEmail, [rows[cart.cart_id]])
            verdict = Verdict.COMPOSED if is_new else Verdict.WRITTEN_LATELY
            found.written.update(found.persons[cart.shopper_id])
        verdicts[cart.cart_id] = verdict
    return verdicts
