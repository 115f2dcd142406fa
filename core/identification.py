"""A visitor says who they are: two histories become one, unless somebody else sits at the same browser.

What was done, allowed and left under one address stays with it: where another one is given, the browser
changes hands, and nothing moves along.
"""

from datetime import datetime

from sqlalchemy import update
from sqlmodel import Session, select

from core.addresses import addresses_of, claimed, same_address
from core.consent import ConsentPurpose, consents, decide, decided
from core.database import new_id, table_of
from core.errors import Conflict
from core.shoppers import ensure_shopper, hold, merge
from core.tables import Shopper, Visitor


def identify(
    session: Session, shopper: Shopper, *, external_id: str, now: datetime, email: str | None = None
) -> tuple[Shopper, bool]:
    """Whose the browser of this shopper is, whom the shop calls `external_id` and knows by `email`.

    A nameless shopper gets that name; where the shop knows it already, the two histories are merged, as the
    second value says. What was done under an address, proven or typed, joins no id but one of that address:
    else they stay apart, and the browser is the other's then.
    """
    if shopper.external_id == external_id:
        return shopper, False
    if shopper.external_id is not None:
        # Another person on the same browser, whose token somebody may have kept: they get one of their own.
        raise Conflict(
            "This visitor already belongs to another shopper; ask for a new token at /v1/visitors."
        )
    hold(session, shopper.shopper_id)  # nobody types an address there meanwhile
    known = session.exec(select(Shopper).where(Shopper.external_id == external_id)).first()
    theirs = email or (known.email if known else None) or ""
    if not all(same_address(theirs, own) for own in addresses_of(session, shopper)):
        return known or ensure_shopper(session, external_id, now=now), False
    if known is None:
        shopper.external_id = external_id
        session.add(shopper)
        session.flush()
        return ensure_shopper(session, external_id, now=now), False
    _merge(session, source=shopper, target=known, now=now)
    return known, True


def holder(session: Session, shopper: Shopper, address: str, *, proven: bool, now: datetime) -> Shopper:
    """Who has this address at the browser of a shopper: somebody new, where a nameless one has another.

    What is only typed may mend what was only typed before, but not what is proven.
    """
    own = address_of(session, shopper) if proven else shopper.email
    if shopper.external_id is not None or own is None or same_address(own, address):
        return shopper
    newcomer = Shopper(shopper_id=new_id(), created_at=now)
    session.add(newcomer)
    session.flush()
    return newcomer


def address_of(session: Session, shopper: Shopper) -> str | None:
    """The shopper's address: theirs, or the one that was typed."""
    return shopper.email or claimed(session, shopper.shopper_id)


def hand_over(session: Session, visitor_id: str, shopper: Shopper) -> None:
    """The browser is this shopper's from now on; what was done at it before stays whose it was."""
    visitors = table_of(Visitor)
    statement = update(visitors).where(visitors.c.visitor_id == visitor_id)
    session.execute(statement.values(shopper_id=shopper.shopper_id))


def _merge(session: Session, *, source: Shopper, target: Shopper, now: datetime) -> None:
    """Merge the two; a no of either stays one, whichever is newer, and else a yes does."""
    both = (source.shopper_id, target.shopper_id)
    said = {purpose: decided(session, purpose, both).newest.values() for purpose in ConsentPurpose}
    merge(session, source=source, target=target)
    held = consents(session, target.shopper_id)
    lost = {purpose: all(words) for purpose, words in said.items() if words and all(words) != held[purpose]}
    if lost:
        decide(session, target.shopper_id, lost, source="merge", now=now)
