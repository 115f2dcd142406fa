"""Whether somebody is written to about a cart: for many carts at once, and for one right before its email."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlmodel import Session, col, func, select

from core.consent import mailable
from core.database import BATCH, batched
from core.keys import Keys
from core.mail_addresses import as_mailed
from core.people import People, everyone, people
from core.settings import Settings
from core.tables import AddressClaim, ClaimState, Shopper
from recovery.carts import active_since, outcomes
from recovery.tables import AbandonedCart, CartState, EmailState, RecoveryEmail

IN_THE_INBOX = (EmailState.COMPOSED, EmailState.SENDING, EmailState.SENT, EmailState.UNCONFIRMED)
"""The states of an email that its shopper has, may have, or is about to get."""


class Verdict(StrEnum):
    """What was decided about one cart."""

    COMPOSED = "composed"
    NO_CONSENT = "no_consent"
    PURCHASED = "purchased"
    CHANGED = "changed"
    IN_THE_SHOP = "in_the_shop"
    """Active right now: the next run asks again."""
    WRITTEN_LATELY = "written_lately"
    NOTHING_LEFT = "nothing_left"
    """Nothing of the cart can be ordered any more."""
    FAILED = "failed"
    NO_ADDRESS = "no_address"
    """What is stored is none that every mail server takes: it came in before doors refused such."""


ENDED: Mapping[CartState, Verdict] = {
    CartState.PURCHASED: Verdict.PURCHASED,
    CartState.CHANGED: Verdict.CHANGED,
}


@dataclass
class CartFacts:
    """What speaks for and against emails about some carts, as it is now."""

    shoppers: Mapping[str, Shopper]
    mailable: Collection[str]
    outcomes: Mapping[str, CartState]
    persons: People
    addressed_at: Mapping[str, datetime]
    """When another address was typed or told than had been typed: a cart begun before is not its."""
    active: Collection[str] = ()
    written: Collection[str] = ()
    """Those with an email lately."""

    def against(self, cart: AbandonedCart) -> Verdict | None:
        """Why there must be no email about this cart now; None where there may be one."""
        if cart.shopper_id not in self.mailable or self._of_another_address(cart):
            return Verdict.NO_CONSENT
        if not as_mailed(self.shoppers[cart.shopper_id].email or ""):
            return Verdict.NO_ADDRESS
        if (ended := ENDED.get(self.outcomes[cart.cart_id])) is not None:
            return ended
        person = self.persons[cart.shopper_id]
        if not person.isdisjoint(self.active):
            return Verdict.IN_THE_SHOP
        return None if person.isdisjoint(self.written) else Verdict.WRITTEN_LATELY

    def _of_another_address(self, cart: AbandonedCart) -> bool:
        since = self.addressed_at.get(cart.shopper_id)
        return since is not None and cart.started_at < since


def verdict_on(session: Session, cart: AbandonedCart, *, keys: Keys) -> Verdict | None:
    """Why there must be no email about this cart, whatever else; None where there may be one."""
    return _lasting(session, [cart], keys).against(cart)


def gathered(
    session: Session, carts: Sequence[AbandonedCart], *, settings: Settings, keys: Keys, now: datetime
) -> CartFacts:
    """All that is to be known of these carts, in so many statements whatever their number."""
    facts = _lasting(session, carts, keys)
    everybody = everyone(facts.persons)
    facts.active = active_since(session, everybody, now - timedelta(minutes=settings.abandoned_after_minutes))
    facts.written = written_since(session, everybody, now - timedelta(days=settings.recovery_quiet_days))
    return facts


def _lasting(session: Session, carts: Sequence[AbandonedCart], keys: Keys) -> CartFacts:
    ids = {cart.shopper_id for cart in carts}
    query = select(Shopper, func.lower(col(Shopper.email))).where(col(Shopper.shopper_id).in_(ids))
    rows = session.exec(query).all()
    addresses = {shopper.shopper_id: address for shopper, address in rows if address is not None}
    persons = people(session, ids, addresses)
    return CartFacts(
        shoppers={shopper.shopper_id: shopper for shopper, _ in rows},
        mailable=mailable(session, keys, [shopper for shopper, _ in rows]),
        outcomes=outcomes(session, carts, persons),
        persons=persons,
        addressed_at=_addressed_at(session, ids),
    )


def _addressed_at(session: Session, shopper_ids: Collection[str]) -> dict[str, datetime]:
    claims = select(AddressClaim.shopper_id, func.max(col(AddressClaim.replaced_at)))
    claims = claims.where(AddressClaim.state == ClaimState.REPLACED).group_by(col(AddressClaim.shopper_id))
    moments: dict[str, datetime] = {}
    for batch in batched(shopper_ids, BATCH):
        rows = session.exec(claims.where(col(AddressClaim.shopper_id).in_(batch)))
        moments.update({shopper_id: at for shopper_id, at in rows if at is not None})
    return moments


def written_since(session: Session, shopper_ids: Collection[str], since: datetime) -> set[str]:
    """Which of these have an email since a moment, or are about to get one."""
    written: set[str] = set()
    for batch in batched(shopper_ids, BATCH):
        query = select(RecoveryEmail.shopper_id).where(
            col(RecoveryEmail.shopper_id).in_(batch),
            col(RecoveryEmail.state).in_(IN_THE_INBOX),
            RecoveryEmail.composed_at > since,
        )
        written.update(session.exec(query))
    return written
