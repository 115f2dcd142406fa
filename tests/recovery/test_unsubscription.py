"""The unsubscribe link: it works once, twice, after a merge, and after everything of the shopper is gone."""

import pytest

from core.consent import ConsentPurpose, allows, suppress, unsuppress
from core.database import transaction
from core.errors import NotSignedIn
from core.keys import Keys, Purpose, address_hash, sign
from core.privacy import erase
from core.settings import Settings
from core.shoppers import ensure_shopper, merge, set_email
from core.tables import Shopper, SuppressedAddress
from recovery.campaign import Campaign, compose_due
from recovery.eligibility import Verdict
from recovery.messages import parse
from recovery.unsubscription import check, link, unsubscribe
from tests.recovery.shop import Shop


@pytest.fixture
def token(shop: Shop, campaign: Campaign) -> str:
    """That of the email which Ayla got."""
    shop.leaves_a_cart("ayla")
    compose_due(shop.engine, campaign, now=shop.clock.now())
    [email] = shop.emails()
    return str(parse(email.message)["List-Unsubscribe"]).strip("<>").split("token=")[1]


def follow(shop: Shop, keys: Keys, token: str) -> None:
    with transaction(shop.engine) as session:
        unsubscribe(session, keys, token, now=shop.waits(minutes=1))


def is_suppressed(shop: Shop, keys: Keys, address: str) -> bool:
    with transaction(shop.engine, writes=False) as session:
        return session.get(SuppressedAddress, address_hash(keys, address)) is not None


def consents(shop: Shop, shopper_id: str) -> bool:
    with transaction(shop.engine, writes=False) as session:
        return allows(session, shopper_id, ConsentPurpose.RECOVERY_EMAIL)


def test_it_ends_the_emails_for_the_address_and_says_so_in_the_shoppers_consent(
    shop: Shop, keys: Keys, token: str
) -> None:
    laptop = shop.shopper("laptop", email="Ayla@example.com")
    follow(shop, keys, token)
    follow(shop, keys, token)
    assert is_suppressed(shop, keys, "AYLA@example.com")
    assert not consents(shop, shop.emails()[0].shopper_id)
    assert not consents(shop, laptop)


def test_it_works_after_an_erasure_for_the_shoppers_other_devices(
    shop: Shop, campaign: Campaign, keys: Keys, token: str
) -> None:
    with transaction(shop.engine) as session:
        erase(session, shop.emails()[0].shopper_id, [])
    follow(shop, keys, token)
    laptop = shop.leaves_a_cart("laptop")
    with transaction(shop.engine) as session:
        set_email(session, session.get_one(Shopper, laptop), "ayla@example.com")
    assert compose_due(shop.engine, campaign, now=shop.clock.now()) == {Verdict.NO_CONSENT: 1}


def test_it_works_after_a_merge(shop: Shop, keys: Keys, token: str) -> None:
    with transaction(shop.engine) as session:
        known = ensure_shopper(session, "known", now=shop.clock.now())
        merge(session, source=session.get_one(Shopper, shop.emails()[0].shopper_id), target=known)
    follow(shop, keys, token)
    assert not consents(shop, known.shopper_id)


def test_with_another_address_by_now_both_are_left_alone(
    shop: Shop, campaign: Campaign, keys: Keys, token: str
) -> None:
    ayla = shop.emails()[0].shopper_id
    with transaction(shop.engine) as session:
        set_email(session, session.get_one(Shopper, ayla), "new@example.com")
    follow(shop, keys, token)
    assert is_suppressed(shop, keys, "ayla@example.com")
    assert not consents(shop, ayla)


def test_who_asks_for_emails_again_can_leave_again(shop: Shop, keys: Keys, token: str) -> None:
    ayla = shop.emails()[0].shopper_id
    follow(shop, keys, token)
    with transaction(shop.engine) as session:
        unsuppress(session, keys, "ayla@example.com")
    shop.decides(ayla, True)
    follow(shop, keys, token)
    assert is_suppressed(shop, keys, "ayla@example.com")
    assert not consents(shop, ayla)


def test_who_asks_for_emails_again_asks_for_their_own_address_alone(shop: Shop, keys: Keys) -> None:
    addresses = {"ayla@example.com", "bea@example.com", "cem@example.com"}
    for asking in addresses:
        with transaction(shop.engine) as session:
            for address in addresses:
                suppress(session, keys, address, now=shop.clock.now())
            unsuppress(session, keys, asking)
        left_alone = {address for address in addresses if is_suppressed(shop, keys, address)}
        assert left_alone == addresses - {asking}


def test_a_token_for_something_else_is_refused(shop: Shop, keys: Keys) -> None:
    for token in ("", "nonsense", sign(keys, Purpose.CART, "email:hash")):
        with pytest.raises(NotSignedIn):
            check(keys, token)
        with pytest.raises(NotSignedIn):
            follow(shop, keys, token)


def test_the_same_email_has_the_same_link(settings: Settings, keys: Keys) -> None:
    links = {
        link(settings, keys, email_id="1", address=address) for address in ("a@example.com", "A@EXAMPLE.com ")
    }
    assert len(links) == 1
