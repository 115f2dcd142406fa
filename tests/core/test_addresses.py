"""What an address is worth until its owner says yes."""

from datetime import timedelta

import pytest
from sqlmodel import Session, select

from core.addresses import AddressStanding, claim, claimed, confirm, forget, prove
from core.consent import ConsentPurpose, consents, decide, decided
from core.shoppers import ensure_shopper, set_email
from core.tables import AddressClaim, AddressProof, Shopper
from tests.clock import ManualClock

RECOVERY_EMAIL = ConsentPurpose.RECOVERY_EMAIL


@pytest.fixture
def shopper(session: Session, clock: ManualClock) -> Shopper:
    return ensure_shopper(session, "ayla", now=clock.now())


def allows_emails(session: Session, clock: ManualClock, shopper: Shopper) -> None:
    decide(session, shopper.shopper_id, {RECOVERY_EMAIL: True}, source="storefront", now=clock.now())


def the_claim(session: Session, address: str) -> AddressClaim:
    return session.exec(select(AddressClaim).where(AddressClaim.address == address)).one()


def test_what_is_typed_is_the_shoppers_once_its_owner_says_yes(
    session: Session, clock: ManualClock, shopper: Shopper
) -> None:
    assert claim(session, shopper, " ayla@example.com ", now=clock.now()) is AddressStanding.UNCONFIRMED
    assert (shopper.email, claimed(session, shopper.shopper_id)) == (None, "ayla@example.com")
    typed = the_claim(session, "ayla@example.com")
    for _ in ("once", "twice"):
        assert confirm(session, typed.claim_id, now=clock.now())
        assert (shopper.email, shopper.email_proof) == ("ayla@example.com", AddressProof.OWNER)
    assert claimed(session, shopper.shopper_id) is None
    assert claim(session, shopper, "AYLA@example.com", now=clock.now()) is AddressStanding.PROVEN


def test_the_last_that_was_typed_counts_and_the_link_to_the_one_before_is_worthless(
    session: Session, clock: ManualClock, shopper: Shopper
) -> None:
    for address in ("alya@example.com", "ayla@example.com"):
        claim(session, shopper, address, now=clock.now())
    assert claimed(session, shopper.shopper_id) == "ayla@example.com"
    assert not confirm(session, the_claim(session, "alya@example.com").claim_id, now=clock.now())
    assert not confirm(session, "no such claim", now=clock.now())
    assert shopper.email is None


def test_the_same_address_again_keeps_the_link_that_is_on_its_way(
    session: Session, clock: ManualClock, shopper: Shopper
) -> None:
    claim(session, shopper, "ayla@example.com", now=clock.now())
    first = the_claim(session, "ayla@example.com").claim_id
    clock.advance(timedelta(minutes=5))
    claim(session, shopper, "Ayla@example.com", now=clock.now())
    assert the_claim(session, "ayla@example.com").claim_id == first


def test_what_the_shop_says_stays(session: Session, clock: ManualClock, shopper: Shopper) -> None:
    claim(session, shopper, "typed@example.com", now=clock.now())
    set_email(session, shopper, "ayla@example.com")
    assert claim(session, shopper, "other@example.com", now=clock.now()) is AddressStanding.NOT_TAKEN
    assert not confirm(session, the_claim(session, "typed@example.com").claim_id, now=clock.now())
    assert shopper.email == "ayla@example.com"


def test_what_nobody_confirmed_is_forgotten(session: Session, clock: ManualClock, shopper: Shopper) -> None:
    claim(session, shopper, "ayla@example.com", now=clock.now())
    allows_emails(session, clock, shopper)
    clock.advance(timedelta(days=30))
    now = clock.now()
    assert forget(session, before=now - timedelta(days=30), now=now) == 0
    assert consents(session, shopper.shopper_id)[RECOVERY_EMAIL] is True
    assert forget(session, before=now - timedelta(days=29), now=now) == 1
    assert claimed(session, shopper.shopper_id) is None
    assert consents(session, shopper.shopper_id)[RECOVERY_EMAIL] is False, "it was allowed for that address"


@pytest.mark.parametrize(("told", "allowed"), [("AYLA@example.com", True), ("shop@example.com", False)])
def test_what_was_allowed_under_a_typed_address_is_not_allowed_under_the_shops(
    told: str, allowed: bool, session: Session, clock: ManualClock, shopper: Shopper
) -> None:
    claim(session, shopper, "ayla@example.com", now=clock.now())
    allows_emails(session, clock, shopper)
    clock.advance(timedelta(minutes=1))
    prove(session, shopper, told, now=clock.now())
    assert consents(session, shopper.shopper_id)[RECOVERY_EMAIL] is allowed
    typed = the_claim(session, "ayla@example.com")
    assert typed.replaced_at == (None if allowed else clock.now())


def test_what_the_shop_says_they_allow_does_not_end_with_what_was_typed(
    session: Session, clock: ManualClock, shopper: Shopper
) -> None:
    decide(session, shopper.shopper_id, {RECOVERY_EMAIL: True}, source="server", now=clock.now())
    claim(session, shopper, "ayla@example.com", now=clock.now())
    prove(session, shopper, "shop@example.com", now=clock.now())
    assert consents(session, shopper.shopper_id)[RECOVERY_EMAIL] is True


def test_a_yes_that_ended_is_no_no_of_the_person(
    session: Session, clock: ManualClock, shopper: Shopper
) -> None:
    """What they allow on another device, with the address that is theirs, goes on."""
    claim(session, shopper, "ayla@example.com", now=clock.now())
    allows_emails(session, clock, shopper)
    laptop = ensure_shopper(session, "laptop", now=clock.now())
    set_email(session, laptop, "shop@example.com")
    allows_emails(session, clock, laptop)
    clock.advance(timedelta(minutes=1))
    prove(session, shopper, "shop@example.com", now=clock.now())
    for device in (shopper, laptop):
        assert consents(session, device.shopper_id)[RECOVERY_EMAIL] is True
        assert decided(session, RECOVERY_EMAIL, [device.shopper_id]).allows(device.shopper_id)
