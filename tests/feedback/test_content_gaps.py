"""Questions that no text answers: kept without addresses, put together by meaning, gone when they are old."""

from datetime import timedelta

from sqlmodel import Session

from core import privacy, shoppers
from core.automated import mark
from core.tables import AutomationSign
from feedback import content_gaps
from tests.clock import ManualClock
from tests.shop import WordEncoder, product

CANDLE = product("candle", "Candle", "9.00", category="Home > Candles")
SOAP = product("soap", "Soap", "5.00", category="Bath")
ENCODE = WordEncoder().encode


def asks(session: Session, clock: ManualClock, name: str, question: str, of: object = CANDLE) -> str:
    shopper = shoppers.ensure_shopper(session, name, now=clock.now())
    assert of in (CANDLE, SOAP)
    content_gaps.note(
        session, shopper.shopper_id, CANDLE if of is CANDLE else SOAP, question, now=clock.now()
    )
    return shopper.shopper_id


def test_what_means_the_same_is_one_gap(session: Session, clock: ManualClock) -> None:
    asks(session, clock, "ayla", "Is it vegan?")
    clock.advance(timedelta(hours=1))
    asks(session, clock, "ines", "is it vegan", SOAP)
    asks(session, clock, "ines", "is it vegan")
    asks(session, clock, "ines", "how many wicks has the big candle")
    vegan, wicks = content_gaps.gaps(session, encode=ENCODE)
    assert (vegan.asked, vegan.shoppers, wicks.asked) == (3, 2, 1)
    assert [text.lower().strip("?") for text in vegan.questions] == ["is it vegan"]
    assert vegan.products == [("candle", 2), ("soap", 1)]
    assert vegan.categories == [("Home > Candles", 2), ("Bath", 1)]
    assert vegan.last_asked_at == clock.now()


def test_nothing_asked_is_no_gap_and_a_crawler_asks_nothing(session: Session, clock: ManualClock) -> None:
    assert content_gaps.gaps(session, encode=ENCODE) == []
    visitor = shoppers.create_visitor(session, now=clock.now())
    content_gaps.note(session, visitor.shopper_id, SOAP, "is it vegan", now=clock.now())
    assert len(content_gaps.gaps(session, encode=ENCODE)) == 1
    mark(session, visitor.shopper_id, next(iter(AutomationSign)))
    assert content_gaps.gaps(session, encode=ENCODE) == []


def test_addresses_and_numbers_of_people_are_left_out(session: Session, clock: ManualClock) -> None:
    asks(session, clock, "ayla", "is it vegan? write to ayla@shop.example or +44 20 7946 0958,  30 cm")
    (gap,) = content_gaps.gaps(session, encode=ENCODE)
    assert gap.questions == ["is it vegan? write to … or …, 30 cm"]


def test_it_goes_with_its_shopper_and_with_time(session: Session, clock: ManualClock) -> None:
    ayla = asks(session, clock, "ayla", "is it vegan")
    asks(session, clock, "ines", "is it vegan")
    assert [row["question"] for row in privacy.export(session, ayla)["content_gap"]] == ["is it vegan"]
    assert privacy.erase(session, ayla, ())["content_gap"] == 1
    assert [gap.asked for gap in content_gaps.gaps(session, encode=ENCODE)] == [1]
    assert content_gaps.purge(session, before=clock.now()) == 0
    assert content_gaps.purge(session, before=clock.now() + timedelta(seconds=1)) == 1
    assert content_gaps.gaps(session, encode=ENCODE) == []
