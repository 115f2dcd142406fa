"""One person on two devices: a no, an export, an erasure hold for both; who types their address is nobody."""

from datetime import timedelta
from functools import partial

import pytest
from sqlmodel import Session

from core import consent, privacy, shoppers
from core.addresses import claim
from core.consent import ConsentPurpose
from core.keys import Keys
from core.tables import AddressProof, Shopper, Visitor
from feedback import events
from feedback.profiles import read_profile, shopper_sessions, training_data
from feedback.tables import EventType
from tests.clock import ManualClock
from tests.contracts.storage.shop import JACKET, event, leave_everything, rows_of

AYLA = "ayla@example.com"
PERSONALISATION, RECOVERY_EMAIL = ConsentPurpose.PERSONALISATION, ConsentPurpose.RECOVERY_EMAIL


@pytest.fixture
def phone(session: Session, ayla: Shopper, clock: ManualClock) -> Visitor:
    """Ayla's other device, whose address they confirmed; to the shop they are nameless there."""
    shoppers.set_email(session, ayla, AYLA)
    visitor = shoppers.create_visitor(session, now=clock.now())
    nameless = session.get_one(Shopper, visitor.shopper_id)
    shoppers.set_email(session, nameless, AYLA.upper(), proof=AddressProof.OWNER)
    return visitor


@pytest.fixture
def stranger(session: Session, clock: ManualClock) -> Shopper:
    """Somebody who typed Ayla's address."""
    shopper = session.get_one(Shopper, shoppers.create_visitor(session, now=clock.now()).shopper_id)
    claim(session, shopper, AYLA, now=clock.now())
    return shopper


@pytest.mark.parametrize("no_first", [True, False])
def test_a_no_on_one_device_is_a_no_on_all(
    session: Session, keys: Keys, ayla: Shopper, phone: Visitor, clock: ManualClock, no_first: bool
) -> None:
    decisions = [(phone.shopper_id, False), (ayla.shopper_id, True)]
    for shopper_id, granted in decisions if no_first else reversed(decisions):
        clock.advance(timedelta(minutes=1))
        both = {PERSONALISATION: granted, RECOVERY_EMAIL: granted}
        consent.decide(session, shopper_id, both, source="test", now=clock.now())
    events.store(session, [event("e", ayla, clock.now(), EventType.VIEW)], now=clock.now())
    later = clock.now() + timedelta(hours=1)

    for shopper_id in (ayla.shopper_id, phone.shopper_id):
        assert consent.consents(session, shopper_id) == {PERSONALISATION: False, RECOVERY_EMAIL: False}
        assert not consent.decided(session, PERSONALISATION).allows(shopper_id)
        assert not consent.decided(session, RECOVERY_EMAIL, [shopper_id]).allows(shopper_id)
        assert not read_profile(session, shopper_id, products={}, now=later).allowed
    assert consent.visitor_and_consent(session, phone.visitor_id) == (phone.shopper_id, False)
    assert not consent.may_email(session, keys, ayla)
    assert training_data(session, [JACKET]).interactions == []
    assert list(shopper_sessions.finished(session, now=later)) == []


def test_a_yes_on_one_device_is_the_persons(
    session: Session, keys: Keys, ayla: Shopper, phone: Visitor, clock: ManualClock
) -> None:
    consent.decide(session, phone.shopper_id, {RECOVERY_EMAIL: True}, source="test", now=clock.now())
    assert consent.may_email(session, keys, ayla)


@pytest.mark.parametrize("refused", ConsentPurpose)
def test_a_no_on_one_device_is_of_its_own_purpose(
    session: Session, ayla: Shopper, phone: Visitor, clock: ManualClock, refused: ConsentPurpose
) -> None:
    allowed = {purpose: purpose is not refused for purpose in ConsentPurpose}
    consent.decide(session, phone.shopper_id, allowed, source="test", now=clock.now())
    assert consent.consents(session, ayla.shopper_id) == allowed
    for purpose, granted in allowed.items():
        assert consent.decided(session, purpose).allows(ayla.shopper_id) is granted
        assert consent.decided(session, purpose, [ayla.shopper_id]).newest == {ayla.shopper_id: granted}


def test_the_shops_yes_to_emails_lifts_an_unsubscription_and_nothing_else_does(
    session: Session, keys: Keys, ayla: Shopper, phone: Visitor, clock: ManualClock
) -> None:
    consent.suppress(session, keys, AYLA, now=clock.now())
    consent.decide(session, ayla.shopper_id, {RECOVERY_EMAIL: True}, source="storefront", now=clock.now())
    shop_says = partial(consent.decide_for_person, session, keys, ayla, source="server")
    for decisions in ({PERSONALISATION: True}, {PERSONALISATION: False}, {}):
        shop_says(decisions, now=clock.now())
        assert consent.allows(session, ayla.shopper_id, RECOVERY_EMAIL)
        assert not consent.may_email(session, keys, ayla)
    shop_says({RECOVERY_EMAIL: True}, now=clock.now())
    assert consent.may_email(session, keys, ayla)
    assert consent.allows(session, phone.shopper_id, RECOVERY_EMAIL)


def test_what_a_stranger_decides_who_typed_the_address_is_their_own(
    session: Session, keys: Keys, ayla: Shopper, stranger: Shopper, phone: Visitor, clock: ManualClock
) -> None:
    consent.decide(session, ayla.shopper_id, {RECOVERY_EMAIL: True}, source="test", now=clock.now())
    no = {PERSONALISATION: False, RECOVERY_EMAIL: False}
    consent.decide(session, stranger.shopper_id, no, source="test", now=clock.now())
    assert consent.consents(session, ayla.shopper_id) == {PERSONALISATION: True, RECOVERY_EMAIL: True}
    assert consent.visitor_and_consent(session, phone.visitor_id) == (phone.shopper_id, True)
    assert consent.may_email(session, keys, ayla)


def test_an_export_and_an_erasure_are_of_the_person(
    session: Session, ayla: Shopper, stranger: Shopper, phone: Visitor, clock: ManualClock
) -> None:
    nameless = session.get_one(Shopper, phone.shopper_id)
    for shopper in (ayla, stranger):
        leave_everything(session, shopper, clock.now())
    events.store(session, [event("of the phone", nameless, clock.now())], now=clock.now())
    others = rows_of(session, stranger.shopper_id)
    left = {
        name: count + rows_of(session, nameless.shopper_id)[name]
        for name, count in rows_of(session, ayla.shopper_id).items()
    }

    exported = privacy.export(session, nameless.shopper_id)
    assert {name: len(rows) for name, rows in exported.items()} == left
    assert stranger.shopper_id not in str(exported)

    assert privacy.erase(session, stranger.shopper_id, []) == others
    assert rows_of(session, ayla.shopper_id)["event"] > 0, "who types an address takes nothing of its owner's"
    assert privacy.erase(session, nameless.shopper_id, []) == left
    assert set(rows_of(session, ayla.shopper_id).values()) == {0}
