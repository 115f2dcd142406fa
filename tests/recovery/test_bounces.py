"""Emails that come back: the address is left alone, for that reason, and a no stays one."""

import pytest

from core.consent import mailable, suppress, unsuppress
from core.database import transaction
from core.keys import Keys, address_hash
from core.settings import Settings
from core.shoppers import set_email
from core.tables import Shopper, SuppressedAddress, Suppression
from recovery import unsubscription
from recovery.bounces import is_hard, report
from recovery.campaign import Campaign, compose_due
from recovery.delivery import Dispatch, send_due
from recovery.delivery.faults import Bounced, Rejected
from recovery.eligibility import Verdict
from recovery.tables import EmailState
from tests.recovery.delivery.test_dispatch import Server
from tests.recovery.shop import Shop

NOTE = "The mail server has no such mailbox, code 550 (5.1.1)."


@pytest.fixture
def server() -> Server:
    return Server()


@pytest.fixture
def dispatch(settings: Settings, keys: Keys, server: Server, shop: Shop) -> Dispatch:
    return Dispatch(settings=settings, keys=keys, mailer=server, clock=shop.clock)


def suppression(shop: Shop, keys: Keys, address: str) -> SuppressedAddress | None:
    with transaction(shop.engine, writes=False) as session:
        return session.get(SuppressedAddress, address_hash(keys, address))


@pytest.mark.parametrize(
    ("status", "hard"),
    [
        ("5.1.1", True),
        ("5.1.10", True),
        ("5.2.1", True),
        ("5.1.7", False),
        ("5.2.2", False),
        ("5.7.1", False),
        ("4.1.1", False),
        ("", False),
    ],
)
def test_only_what_is_about_the_address_is_hard(status: str, hard: bool) -> None:
    assert is_hard(status) is hard


def test_an_address_without_a_mailbox_is_not_written_to_again(
    shop: Shop, campaign: Campaign, dispatch: Dispatch, server: Server, keys: Keys
) -> None:
    ayla = shop.leaves_a_cart()
    compose_due(shop.engine, campaign, now=shop.clock.now())
    server.refuses = {"ayla@example.com": Bounced(NOTE)}
    assert send_due(shop.engine, dispatch) == {EmailState.FAILED: 1}
    row = suppression(shop, keys, "AYLA@example.com")
    assert row is not None
    assert (row.reason, row.note, row.suppressed_at) == (Suppression.BOUNCED, NOTE, shop.clock.now())
    assert shop.emails()[0].note == NOTE
    shop.waits(days=8)
    shop.adds(ayla, "mug")
    shop.waits(hours=2)
    shop.detects()
    assert compose_due(shop.engine, campaign, now=shop.clock.now()) == {Verdict.NO_CONSENT: 1}


def test_one_that_is_refused_for_another_reason_is(
    shop: Shop, campaign: Campaign, dispatch: Dispatch, server: Server, keys: Keys
) -> None:
    shop.leaves_a_cart()
    compose_due(shop.engine, campaign, now=shop.clock.now())
    server.refuses = {"ayla@example.com": Rejected("Never, code 554.")}
    send_due(shop.engine, dispatch)
    assert suppression(shop, keys, "ayla@example.com") is None


def test_a_report_ends_the_emails_and_a_yes_makes_no_mailbox(shop: Shop, keys: Keys) -> None:
    ayla = shop.shopper("ayla", email="ayla@example.com")
    now = shop.clock.now()
    with transaction(shop.engine) as session:
        assert not report(session, keys, "ayla@example.com", status="5.2.2", now=now)
        assert report(session, keys, "Ayla@example.com", status="5.1.1", now=now)
        assert not unsuppress(session, keys, "ayla@example.com")
        assert mailable(session, keys, [session.get_one(Shopper, ayla)]) == set()
        assert unsuppress(session, keys, "ayla@example.com", Suppression.BOUNCED)
        assert mailable(session, keys, [session.get_one(Shopper, ayla)]) == {ayla}


def test_a_no_stays_a_no_whatever_comes_back_before_or_after(
    shop: Shop, campaign: Campaign, keys: Keys
) -> None:
    shop.leaves_a_cart()
    compose_due(shop.engine, campaign, now=shop.clock.now())
    [email] = shop.emails()
    link = unsubscription.link(campaign.settings, keys, email_id=email.email_id, address="ayla@example.com")
    now = shop.clock.now()
    with transaction(shop.engine) as session:
        report(session, keys, "ayla@example.com", status="5.1.1", now=now)
        unsubscription.unsubscribe(session, keys, link.partition("token=")[2], now=now)
    row = suppression(shop, keys, "ayla@example.com")
    assert row is not None
    assert (row.reason, row.note) == (Suppression.UNSUBSCRIBED, "")
    with transaction(shop.engine) as session:
        report(session, keys, "ayla@example.com", status="5.1.1", now=now)
        assert not unsuppress(session, keys, "ayla@example.com", Suppression.BOUNCED)
        suppress(session, keys, "ayla@example.com", now=now)


def test_an_address_that_came_in_before_such_were_refused_is_not_tried_for_ever(
    shop: Shop, campaign: Campaign
) -> None:
    ayla = shop.leaves_a_cart()
    with transaction(shop.engine) as session:
        set_email(session, session.get_one(Shopper, ayla), "ü@example.com")
    assert compose_due(shop.engine, campaign, now=shop.clock.now()) == {Verdict.NO_ADDRESS: 1}
