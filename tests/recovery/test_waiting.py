"""A draft that waited says what is so when it goes, not when it was written."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from email.message import EmailMessage
from functools import partial

import pytest

from core import catalog
from core.clock import Clock
from core.database import transaction
from core.errors import RapportError, Unavailable
from core.keys import Keys
from core.products import Product
from core.settings import Settings
from feedback.reasons import Reason
from feedback.tables import EventType
from recovery.campaign import Campaign, compose_anew, compose_due
from recovery.delivery import Dispatch, send_due
from recovery.messages import parse
from recovery.tables import EmailState
from tests.recovery.delivery.test_dispatch import Server
from tests.recovery.messages.test_letter import part
from tests.recovery.shop import JACKET, MUG, Shop

AWAY = Unavailable("The mail server does not answer.")


class Kept(Server):
    """A mail server that keeps what it got."""

    def __init__(self) -> None:
        super().__init__()
        self.messages: list[EmailMessage] = []

    def send(self, message: EmailMessage, *, email_id: str) -> None:
        """Take it, or be away."""
        super().send(message, email_id=email_id)
        self.messages.append(message)


@pytest.fixture
def server() -> Kept:
    return Kept()


@pytest.fixture
def dispatch(settings: Settings, keys: Keys, server: Kept, shop: Shop, campaign: Campaign) -> Dispatch:
    clock: Clock = shop.clock
    anew = partial(compose_anew, campaign)
    return Dispatch(settings=settings, keys=keys, mailer=server, clock=clock, anew=anew)


@pytest.fixture
def ayla(shop: Shop, campaign: Campaign) -> str:
    """A draft about a jacket and two mugs is composed, and waits."""
    ayla = shop.shopper("ayla", email="ayla@example.com")
    shop.adds(ayla, "jacket")
    shop.adds(ayla, "mug", quantity=2)
    shop.waits(hours=2)
    shop.detects()
    compose_due(shop.engine, campaign, now=shop.clock.now())
    return ayla


def changes(shop: Shop, *products: Product) -> None:
    with transaction(shop.engine) as session:
        catalog.upsert(session, products, now=shop.clock.now())


def waits(shop: Shop, dispatch: Dispatch, server: Kept) -> None:
    """The mail server is away for two hours."""
    address: dict[str, RapportError] = {"ayla@example.com": AWAY}
    server.refuses = address
    assert send_due(shop.engine, dispatch) == {EmailState.COMPOSED: 1}
    server.refuses = {}
    shop.waits(hours=2)


def test_prices_and_stock_are_those_of_now(shop: Shop, dispatch: Dispatch, server: Kept, ayla: str) -> None:
    waits(shop, dispatch, server)
    changes(shop, replace(JACKET, price=Decimal("12.34")), replace(MUG, stock=1))
    [draft] = shop.emails()
    assert send_due(shop.engine, dispatch) == {EmailState.SENT: 1}
    [email] = shop.emails()
    text = part(parse(email.message), "plain")
    assert "1 × Rain jacket, £12.34" in text
    assert "1 × Stoneware mug, £8.00" in text
    assert "Together £20.34" in text
    assert server.messages[0].as_string() == email.message
    assert email.email_id == draft.email_id
    assert email.composed_at == parse(email.message)["Date"].datetime == shop.clock.now()


def test_one_tried_a_moment_ago_is_composed_anew_too(
    shop: Shop, dispatch: Dispatch, server: Kept, ayla: str
) -> None:
    server.refuses = {"ayla@example.com": AWAY}
    send_due(shop.engine, dispatch)
    server.refuses = {}
    changes(shop, replace(JACKET, price=Decimal("12.34")))
    send_due(shop.engine, dispatch)
    assert "£12.34" in part(parse(shop.emails()[0].message), "plain")


def test_the_reason_is_the_newest(shop: Shop, dispatch: Dispatch, server: Kept, ayla: str) -> None:
    waits(shop, dispatch, server)
    shop.answers(ayla, Reason.TRUST)
    send_due(shop.engine, dispatch)
    [email] = shop.emails()
    assert (email.state, email.reason) == (EmailState.SENT, Reason.TRUST)
    assert email.subject == "Your basket, and what we keep about you" == parse(email.message)["Subject"]


def nothing_is_sold(shop: Shop, _ayla: str) -> None:
    changes(shop, replace(JACKET, active=False), replace(MUG, stock=0))


def it_is_bought(shop: Shop, ayla: str) -> None:
    shop.buys(ayla, "jacket")


def it_is_emptied(shop: Shop, ayla: str) -> None:
    shop.does(ayla, EventType.REMOVE, "jacket")
    shop.does(ayla, EventType.REMOVE, "mug", quantity=2)


def they_go_on_elsewhere(shop: Shop, _ayla: str) -> None:
    shop.adds(shop.shopper("laptop", email="Ayla@Example.com"), "boots")


def it_is_emptied_elsewhere(shop: Shop, _ayla: str) -> None:
    laptop = shop.shopper("laptop", email="Ayla@Example.com")
    shop.adds(laptop, "mug", quantity=2)
    shop.does(laptop, EventType.REMOVE, "mug", quantity=2)


def they_say_no(shop: Shop, ayla: str) -> None:
    shop.decides(ayla, False)


ENDS = (
    nothing_is_sold,
    it_is_bought,
    it_is_emptied,
    they_go_on_elsewhere,
    it_is_emptied_elsewhere,
    they_say_no,
)


@pytest.mark.parametrize("happens", ENDS)
def test_it_is_dropped_where_there_is_nothing_to_say_any_more(
    happens: Callable[[Shop, str], None], shop: Shop, dispatch: Dispatch, server: Kept, ayla: str
) -> None:
    waits(shop, dispatch, server)
    happens(shop, ayla)
    assert send_due(shop.engine, dispatch) == {EmailState.CANCELLED: 1}
    assert server.messages == []
    assert shop.emails()[0].note
    assert send_due(shop.engine, dispatch) == {}


def test_who_is_in_the_shop_is_not_written_to_now(
    shop: Shop, dispatch: Dispatch, server: Kept, ayla: str
) -> None:
    waits(shop, dispatch, server)
    shop.does(ayla, EventType.VIEW, "mug")
    assert send_due(shop.engine, dispatch) == {EmailState.COMPOSED: 1}
    shop.waits(hours=2)
    assert send_due(shop.engine, dispatch) == {EmailState.SENT: 1}


def test_one_of_this_very_run_is_sent_as_it_was_composed(shop: Shop, dispatch: Dispatch, ayla: str) -> None:
    [draft] = shop.emails()
    send_due(shop.engine, dispatch)
    assert shop.emails()[0].message == draft.message
