"""What an address is worth until its owner says yes."""

from datetime import timedelta

import pytest
from sqlmodel import Session, select

from core.addresses import AddressStanding, claim, claimed, confirm, forget
from core.shoppers import ensure_shopper, set_email
from core.tables import AddressClaim, AddressProof, Shopper
from tests.clock import ManualClock


@pytest.fixture
def shopper(session: Session, clock: ManualClock) -> Shopper:
    return ensure_shopper(session, "ayla", now=clock.now())


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
    assert forget(session, before=clock.now()) == 0
    assert forget(session, before=clock.now() + timedelta(seconds=1)) == 1
    assert claimed(session, shopper.shopper_id) is None
