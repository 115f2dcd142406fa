"""The question to a typed address: once, whoever types it; never lost, never twice, and no flood of them."""

from collections.abc import Mapping
from dataclasses import replace
from email.message import EmailMessage

import pytest
from sqlmodel import select

from core.addresses import claim, confirm
from core.consent import suppress
from core.database import transaction
from core.keys import Keys
from core.privacy import erase
from core.settings import Settings
from core.shoppers import create_visitor
from core.tables import AddressClaim, Shopper
from recovery.campaign import Campaign
from recovery.campaign import compose_due as compose_carts
from recovery.confirmation import SUBJECT, Asking, compose_due, forget_old
from recovery.delivery import Outbox, send_due
from recovery.delivery.faults import Rejected
from recovery.eligibility import Verdict
from recovery.messages import parse
from recovery.tables import ConfirmationEmail, EmailState
from tests.clock import ManualClock
from tests.recovery.delivery.test_dispatch import Killed, Server
from tests.recovery.shop import Shop

AYLA = "ayla@example.com"


@pytest.fixture
def server() -> Server:
    return Server()


@pytest.fixture
def asking(settings: Settings, keys: Keys, server: Server, clock: ManualClock) -> Asking:
    return Asking(settings=settings, keys=keys, mailer=server, clock=clock)


def types(shop: Shop, address: str, *, consent: bool = True, shopper_id: str | None = None) -> str:
    """Somebody types an address, and allows emails or does not; returns the shopper's id."""
    with transaction(shop.engine) as session:
        known_as = shopper_id or create_visitor(session, now=shop.clock.now()).shopper_id
        claim(session, session.get_one(Shopper, known_as), address, now=shop.clock.now())
    shop.decides(known_as, consent)
    return known_as


def compose(shop: Shop, asking: Asking) -> Mapping[str, int]:
    forget_old(shop.engine, asking.settings, asking.mailer, now=shop.clock.now())
    return compose_due(shop.engine, asking.settings, asking.keys, now=shop.clock.now())


def questions(shop: Shop) -> list[ConfirmationEmail]:
    with transaction(shop.engine, writes=False) as session:
        return list(session.exec(select(ConfirmationEmail).order_by("composed_at")))


def parts(shop: Shop, asking: Asking) -> tuple[EmailMessage, str, str]:
    """The newest question: the message, its plain text and its HTML."""
    with transaction(shop.engine, writes=False) as session:
        message = parse(asking.message(session, questions(shop)[-1]))
    plain, html = (message.get_body((kind,)) for kind in ("plain", "html"))
    assert isinstance(plain, EmailMessage)
    assert isinstance(html, EmailMessage)
    return message, plain.get_content(), html.get_content()


def test_an_address_is_asked_once_whoever_types_it(shop: Shop, asking: Asking, server: Server) -> None:
    types(shop, AYLA)
    types(shop, "AYLA@example.com")
    assert compose(shop, asking) == {"composed": 1, "not_asked": 1}
    assert send_due(shop.engine, asking) == {EmailState.SENT: 1}
    shop.waits(days=29)
    same = types(shop, AYLA)
    types(shop, AYLA, shopper_id=same)
    assert compose(shop, asking) == {"not_asked": 1}
    assert send_due(shop.engine, asking) == {}
    assert [address.lower() for address in server.got] == [AYLA]


def test_it_is_asked_again_only_when_typed_again_after_a_long_time(shop: Shop, asking: Asking) -> None:
    types(shop, AYLA)
    compose(shop, asking)
    shop.waits(days=31)
    assert compose(shop, asking) == {}
    types(shop, AYLA)
    assert compose(shop, asking) == {"composed": 1}


def test_nobody_is_asked_without_a_yes_or_after_an_unsubscription(shop: Shop, asking: Asking) -> None:
    types(shop, "marek@example.com", consent=False)
    with transaction(shop.engine) as session:
        suppress(session, asking.keys, AYLA, now=shop.clock.now())
    types(shop, AYLA)
    assert compose(shop, asking) == {"not_asked": 1}
    assert questions(shop) == []


def test_what_mail_servers_cannot_take_is_not_asked(shop: Shop, asking: Asking) -> None:
    types(shop, "àylà@example.com")
    assert compose(shop, asking) == {"not_asked": 1}


def test_a_form_is_no_mail_bomb(shop: Shop, asking: Asking) -> None:
    settings = asking.settings.model_copy(update={"confirmations_per_hour": 3})
    asking = replace(asking, settings=settings)
    for number in range(5):
        types(shop, f"shopper-{number}@example.com")
    assert compose(shop, asking) == {"composed": 3}
    shop.waits(minutes=59)
    assert compose(shop, asking) == {}
    shop.waits(minutes=-60)  # a clock that is set back opens no second hour
    assert compose(shop, asking) == {}
    shop.waits(minutes=62)
    assert compose(shop, asking) == {"composed": 2}


def test_it_says_who_asks_and_what_for_and_nothing_else(
    shop: Shop, asking: Asking, settings: Settings
) -> None:
    shop_settings = settings.model_copy(update={"shop_name": "Harbour & Finch", "confirmation_days": 14})
    shopper_id = types(shop, AYLA)
    shop.adds(shopper_id)
    compose(shop, asking)
    message, plain, html = parts(shop, replace(asking, settings=shop_settings))
    assert (message["To"], message["Subject"]) == (AYLA, SUBJECT)
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert str(message["List-Unsubscribe"]).strip("<>") in plain
    assert "Harbour & Finch" in plain
    assert "Harbour &amp; Finch" in html
    for text in (plain, html):
        assert "14 days" in text
        assert "/v1/confirm?token=" in text
        assert "jacket" not in text.lower()
        assert shopper_id not in text
        assert "<img" not in text


def test_it_is_the_same_however_often_it_is_written(shop: Shop, asking: Asking) -> None:
    types(shop, AYLA)
    compose(shop, asking)
    first = parts(shop, asking)[0].as_bytes()
    shop.waits(hours=1)
    assert parts(shop, asking)[0].as_bytes() == first


@pytest.mark.parametrize("how", ["withdrawn", "erased", "suppressed", "replaced"])
def test_what_changes_before_it_goes_stops_it(how: str, shop: Shop, asking: Asking, server: Server) -> None:
    shopper_id = types(shop, AYLA)
    compose(shop, asking)
    shop.waits(minutes=1)
    if how == "withdrawn":
        shop.decides(shopper_id, consent=False)
    elif how == "replaced":
        types(shop, "other@example.com", shopper_id=shopper_id)
    else:
        with transaction(shop.engine) as session:
            if how == "erased":
                erase(session, shopper_id, [])
            else:
                suppress(session, asking.keys, AYLA, now=shop.clock.now())
    assert send_due(shop.engine, asking) == {EmailState.CANCELLED: 1}
    assert server.got == []


def test_one_that_never_went_does_not_keep_the_next_one_back(
    shop: Shop, asking: Asking, server: Server
) -> None:
    shopper_id = types(shop, AYLA)
    compose(shop, asking)
    shop.waits(minutes=1)
    shop.decides(shopper_id, consent=False)
    send_due(shop.engine, asking)
    shop.waits(minutes=1)
    types(shop, AYLA, shopper_id=shopper_id)
    assert compose(shop, asking) == {"composed": 1}
    assert send_due(shop.engine, asking) == {EmailState.SENT: 1}


@pytest.mark.parametrize("moment", ["before", "after"])
def test_death_while_a_server_had_it_is_never_asked_again(
    moment: str, shop: Shop, asking: Asking, server: Server
) -> None:
    types(shop, AYLA)
    compose(shop, asking)
    setattr(server, f"kills_{moment}", True)
    with pytest.raises(Killed):
        send_due(shop.engine, asking)
    setattr(server, f"kills_{moment}", False)
    shop.waits(minutes=16)
    types(shop, AYLA)
    compose(shop, asking)
    assert send_due(shop.engine, asking) == {EmailState.UNCONFIRMED: 1}
    assert send_due(shop.engine, asking) == {}
    assert server.got == ([AYLA] if moment == "after" else [])


def test_one_that_a_server_refuses_stays_refused(shop: Shop, asking: Asking, server: Server) -> None:
    server.refuses = {AYLA: Rejected("Never, code 550.")}
    types(shop, AYLA)
    compose(shop, asking)
    assert send_due(shop.engine, asking) == {EmailState.FAILED: 1}
    types(shop, AYLA)
    assert compose(shop, asking) == {"not_asked": 1}


def test_an_erasure_takes_the_file_also_while_it_is_written(shop: Shop, asking: Asking) -> None:
    folder = asking.settings.outbox_folder
    shopper_id = types(shop, AYLA)

    class ErasedMeanwhile(Outbox):
        def send(self, message: EmailMessage, *, email_id: str) -> None:
            with transaction(shop.engine) as session:
                assert erase(session, shopper_id, [Outbox(folder)])["outbox"] == 0
            super().send(message, email_id=email_id)

    compose(shop, asking)
    send_due(shop.engine, replace(asking, mailer=ErasedMeanwhile(folder)))
    assert list(folder.iterdir()) == []


def test_after_its_time_nothing_is_left_of_a_question_that_nobody_answered(
    shop: Shop, asking: Asking
) -> None:
    outbox = Outbox(asking.settings.outbox_folder)
    asking = replace(asking, mailer=outbox)
    types(shop, AYLA)
    compose(shop, asking)
    send_due(shop.engine, asking)
    assert len(list(asking.settings.outbox_folder.iterdir())) == 1
    now = shop.waits(days=31)
    assert forget_old(shop.engine, asking.settings, outbox, now=now) == 1
    assert questions(shop) == []
    assert list(asking.settings.outbox_folder.iterdir()) == []


def test_a_cart_of_who_only_typed_an_address_is_not_written_about(shop: Shop, campaign: Campaign) -> None:
    shopper_id = types(shop, AYLA)
    shop.adds(shopper_id)
    shop.waits(hours=2)
    shop.detects()
    assert compose_carts(shop.engine, campaign, now=shop.clock.now()) == {}
    with transaction(shop.engine) as session:
        confirm(session, session.exec(select(AddressClaim.claim_id)).one(), now=shop.clock.now())
    assert compose_carts(shop.engine, campaign, now=shop.clock.now()) == {Verdict.COMPOSED: 1}


@pytest.mark.parametrize("typed_first", ["first@example.com", AYLA])
def test_a_cart_of_another_address_is_not_mailed_to_the_next(
    shop: Shop, asking: Asking, campaign: Campaign, typed_first: str
) -> None:
    shopper_id = types(shop, typed_first)
    shop.adds(shopper_id)
    shop.waits(minutes=10)
    types(shop, AYLA, shopper_id=shopper_id)
    with transaction(shop.engine) as session:
        claim_id = session.exec(select(AddressClaim.claim_id).where(AddressClaim.address == AYLA)).one()
        assert confirm(session, claim_id, now=shop.clock.now())
    shop.waits(hours=2)
    shop.detects()
    expected = Verdict.COMPOSED if typed_first == AYLA else Verdict.NO_CONSENT
    assert compose_carts(shop.engine, campaign, now=shop.clock.now()) == {expected: 1}
