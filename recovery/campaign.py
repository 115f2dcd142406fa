"""Who gets a recovery email and what stands in it: one email a cart, which recovery/delivery sends."""

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
from core.people import everyone, people
from core.products import ProductId
from core.settings import Settings
from core.tables import Shopper
from feedback.reasons import Reason
from recovery.carts import SoldLine, still_sold
from recovery.delivery import Deferred
from recovery.eligibility import CartFacts, Verdict, gathered, written_since
from recovery.messages import Letter, compose, stated_reasons
from recovery.tables import AbandonedCart, CartState, EmailState, RecoveryEmail
from serving.answers import Answer

log = logging.getLogger(__name__)

Recommend = Callable[[Session, str, Sequence[ProductId], int], Sequence[Answer]]
"""(session, shopper id, the cart's products, how many) -> what to suggest beside them."""

Chance = Callable[[Session, str, datetime], float | None]
"""(session, shopper id, when the cart was touched last) -> how likely a purchase was; None if unknown."""


def nobody_knows(_session: Session, _shopper_id: str, _at: datetime) -> float | None:
    """Where no model says how likely a purchase was, the newest cart comes first."""
    return None


RANKED = 500
"""So many due carts, the newest, are put in the order of their chance; a run rarely has more."""
SUGGESTIONS = 3
FIRST_STEP = 1

NOTHING_LEFT = "Nothing of the cart can be ordered any more."

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

    def quiet_since(self, now: datetime) -> datetime:
        """Who got an email after this moment gets no other yet."""
        return now - timedelta(days=self.settings.recovery_quiet_days)


def compose_due(engine: Engine, campaign: Campaign, *, now: datetime) -> Mapping[Verdict, int]:
    """Compose the emails that are due; returns how many carts got which verdict.

    Those who were likeliest to buy when they left come first, then the newest carts: of two carts of one
    person, the first is the one that the email is about.

    They are read and stored by the dozen. One that fails leaves the others as they are, and is tried again.
    """
    counts: Counter[Verdict] = Counter()
    for cart_ids in batched(_due(engine, campaign, now), TOGETHER):
        if campaign.stopping.is_set():
            break
        counts.update(_pass_on(engine, campaign, cart_ids, now).values())
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


def _pass_on(
    engine: Engine, campaign: Campaign, cart_ids: Sequence[str], now: datetime
) -> Mapping[str, Verdict]:
    """Some carts from station to station: judged, drafted, composed, stored; each is asked once.

    What changes after that is seen where an email is about to leave (`recovery.delivery`). Reading and
    writing are apart: recommending takes long, and SQLite lets one write at a time.
    """
    verdicts = dict.fromkeys(cart_ids, Verdict.NO_CONSENT)  # of those that were erased meanwhile
    with transaction(engine, writes=False) as session:
        carts = _carts(session, cart_ids)
        facts = gathered(session, carts, settings=campaign.settings, keys=campaign.keys, now=now)
        judged = {cart.cart_id: facts.against(cart) for cart in carts}
        drafts = _drafts(session, [cart for cart in carts if judged[cart.cart_id] is None], facts)
        composed = {draft.cart.cart_id: _composed(session, campaign, draft, now) for draft in drafts}
    rows = {cart_id: row for cart_id, row in composed.items() if not isinstance(row, Verdict)}
    decided = {**judged, **composed}
    verdicts |= {cart_id: verdict for cart_id, verdict in decided.items() if isinstance(verdict, Verdict)}
    if rows:
        with transaction(engine) as session:
            verdicts |= _stored(session, rows, since=campaign.quiet_since(now))
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
    lines: Sequence[SoldLine]
    reason: Reason | None


def _drafts(session: Session, carts: Sequence[AbandonedCart], facts: CartFacts) -> list[_Draft]:
    lines, reasons = still_sold(session, carts), stated_reasons(session, carts, facts.persons)
    return [
        _Draft(
            cart=cart,
            address=facts.shoppers[cart.shopper_id].email or "",
            lines=lines[cart.cart_id],
            reason=reasons.get(cart.cart_id),
        )
        for cart in carts
    ]


def compose_anew(
    campaign: Campaign, session: Session, email: RecoveryEmail, now: datetime
) -> Mapping[str, object] | str:
    """A draft that waited, with prices, stock and reason as they are now, or why it must not go any more.

    Deferred while the shopper is in the shop, and where it cannot be composed. Whether the cart was bought or
    gone on with, and whether the shopper still allows it, `recovery.delivery` asks before and after.
    """
    cart = session.get_one(AbandonedCart, email.cart_id)
    facts = gathered(session, [cart], settings=campaign.settings, keys=campaign.keys, now=now)
    if not facts.persons[cart.shopper_id].isdisjoint(facts.active):
        raise Deferred("They are in the shop.")
    [draft] = _drafts(session, [cart], facts)
    composed = _composed(session, campaign, draft, now, email_id=email.email_id)
    if composed is Verdict.NOTHING_LEFT:
        return NOTHING_LEFT
    if isinstance(composed, Verdict):
        raise Deferred("It could not be composed anew.")
    return composed


def _composed(
    session: Session, campaign: Campaign, draft: _Draft, now: datetime, *, email_id: str | None = None
) -> Row | Verdict:
    """The email as it is stored, or why there is none."""
    if not draft.lines:
        return Verdict.NOTHING_LEFT
    cart, products = draft.cart, [line.product.product_id for line in draft.lines]
    try:
        letter = Letter(
            email_id=email_id or new_id(),
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


def _stored(session: Session, rows: Mapping[str, Row], *, since: datetime) -> Mapping[str, Verdict]:
    """Store them, unless their person got another email meanwhile or is another one by now."""
    carts = _carts(session, list(rows))
    shopper_ids = {cart.shopper_id for cart in carts}
    # Whoever composes for the same person waits here, so that two carts do not become two emails.
    locked = select(Shopper.shopper_id).where(
        col(Shopper.shopper_id).in_(sorted(everyone(people(session, shopper_ids))))
    )
    session.exec(locked.order_by("shopper_id").with_for_update()).all()
    persons = people(session, shopper_ids)  # again: from here on no address of theirs changes
    written = written_since(session, everyone(persons), since)
    verdicts: dict[str, Verdict] = {}
    for cart in carts:
        if cart.shopper_id != rows[cart.cart_id]["shopper_id"]:
            verdicts[cart.cart_id] = Verdict.IN_THE_SHOP  # they have just said who they are
        elif not persons[cart.shopper_id].isdisjoint(written):
            verdicts[cart.cart_id] = Verdict.WRITTEN_LATELY
        else:
            # The constraint on cart and step has the last word.
            is_new = insert_new(session, RecoveryEmail, [rows[cart.cart_id]])
            verdicts[cart.cart_id] = Verdict.COMPOSED if is_new else Verdict.WRITTEN_LATELY
            written |= persons[cart.shopper_id]
    return verdicts
