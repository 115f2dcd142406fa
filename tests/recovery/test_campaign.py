"""Who gets an email: with consent, before a purchase, once; and what it answers."""

import threading
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import Engine
from sqlmodel import Session

from core import catalog
from core.consent import suppress
from core.database import connect, transaction
from core.errors import NotFound
from core.keys import Keys
from core.migration import upgrade
from core.products import ProductId
from core.settings import Settings
from core.shoppers import set_email
from core.tables import Shopper
from feedback import conversations
from feedback.reasons import Effect, Reason
from feedback.tables import EventType, Label, SignalKind
from recovery.campaign import Campaign, compose_due
from recovery.eligibility import Verdict
from recovery.messages import parse
from recovery.tables import EmailState
from serving.answers import Answer
from tests.clock import ManualClock
from tests.recovery.shop import Shop, suggest_boots


def run(shop: Shop, campaign: Campaign) -> dict[Verdict, int]:
    return dict(compose_due(shop.engine, campaign, now=shop.clock.now()))


def test_a_cart_gets_one_email(shop: Shop, campaign: Campaign) -> None:
    ayla = shop.leaves_a_cart()
    assert run(shop, campaign) == {Verdict.COMPOSED: 1}
    assert run(shop, campaign) == {}
    [email] = shop.emails()
    assert (email.shopper_id, email.state, email.step) == (ayla, EmailState.COMPOSED, 1)
    assert parse(email.message)["To"] == "ayla@example.com"
    assert "Rain jacket" in email.message


def test_who_was_likeliest_to_buy_is_written_to_first(shop: Shop, campaign: Campaign) -> None:
    """Then those of whom nothing is known, the newest first; who is written to is the same in any order."""
    chances = {shop.leaves_a_cart(name): chance for name, chance in CHANCES.items()}
    ranked = replace(campaign, chance=lambda _session, shopper_id, _at: chances[shopper_id])
    assert run(shop, ranked) == {Verdict.COMPOSED: 4}
    assert [email.shopper_id for email in shop.emails()] == sorted(
        chances, key=lambda shopper_id: (-(chances[shopper_id] or 0.0), -list(chances).index(shopper_id))
    )


CHANCES = {"ayla": 0.2, "mia": None, "zoe": 0.7, "ines": None}


def test_none_without_consent(shop: Shop, campaign: Campaign) -> None:
    shop.leaves_a_cart(consent=False)
    assert run(shop, campaign) == {Verdict.NO_CONSENT: 1}
    assert shop.emails() == []


def test_none_after_consent_was_taken_back(shop: Shop, campaign: Campaign) -> None:
    ayla = shop.leaves_a_cart()
    shop.waits(minutes=1)
    shop.decides(ayla, False)
    assert run(shop, campaign) == {Verdict.NO_CONSENT: 1}


def test_none_without_an_address(shop: Shop, campaign: Campaign) -> None:
    shop.adds(shop.shopper("ayla"))
    shop.waits(hours=2)
    assert shop.detects().abandoned == 1
    assert run(shop, campaign) == {}


def test_none_to_an_address_that_unsubscribed(shop: Shop, campaign: Campaign) -> None:
    shop.leaves_a_cart()
    with transaction(shop.engine) as session:
        suppress(session, campaign.keys, "AYLA@example.com", now=shop.clock.now())
    assert run(shop, campaign) == {Verdict.NO_CONSENT: 1}


@pytest.mark.parametrize("device", ["same", "other"])
def test_none_after_a_purchase_that_no_job_has_seen(device: str, shop: Shop, campaign: Campaign) -> None:
    ayla = shop.leaves_a_cart()
    buyer = ayla if device == "same" else shop.shopper("laptop", email="Ayla@Example.com")
    shop.buys(buyer, "mug")
    assert run(shop, campaign) == {Verdict.PURCHASED: 1}
    assert shop.emails() == []


@pytest.mark.parametrize("device", ["same", "other"])
def test_none_about_a_cart_the_shopper_went_on_with(device: str, shop: Shop, campaign: Campaign) -> None:
    ayla = shop.leaves_a_cart()
    shop.adds(ayla if device == "same" else shop.shopper("laptop", email="Ayla@Example.com"), "mug")
    assert run(shop, campaign) == {Verdict.CHANGED: 1}


def test_none_while_the_shopper_is_in_the_shop(shop: Shop, campaign: Campaign) -> None:
    ayla = shop.leaves_a_cart()
    shop.does(ayla, EventType.VIEW)
    assert run(shop, campaign) == {Verdict.IN_THE_SHOP: 1}
    shop.waits(hours=1)
    assert run(shop, campaign) == {Verdict.COMPOSED: 1}


def test_none_about_an_old_cart(shop: Shop, campaign: Campaign) -> None:
    shop.leaves_a_cart()
    shop.waits(days=7)
    assert run(shop, campaign) == {}


def test_one_a_week_to_a_person_whatever_they_leave(shop: Shop, campaign: Campaign) -> None:
    ayla = shop.leaves_a_cart()
    laptop = shop.leaves_a_cart("laptop")
    with transaction(shop.engine) as session:
        set_email(session, session.get_one(Shopper, laptop), "ayla@example.com")
    assert run(shop, campaign) == {Verdict.COMPOSED: 1, Verdict.CHANGED: 1}
    assert [email.shopper_id for email in shop.emails()] == [laptop]  # with which they went on
    shop.waits(days=6)
    shop.adds(ayla, "mug")
    shop.waits(hours=2)
    shop.detects()
    assert Verdict.COMPOSED not in run(shop, campaign)
    shop.waits(days=1)
    assert run(shop, campaign)[Verdict.COMPOSED] == 1


def test_products_no_longer_sold_are_left_out(shop: Shop, campaign: Campaign) -> None:
    ayla = shop.shopper("ayla", email="ayla@example.com")
    shop.adds(ayla, "jacket")
    shop.adds(ayla, "mug")
    shop.waits(hours=2)
    shop.detects()
    with transaction(shop.engine) as session:
        catalog.deactivate(session, "jacket", now=shop.clock.now())
    assert run(shop, campaign) == {Verdict.COMPOSED: 1}
    text = str(parse(shop.emails()[0].message).get_body(("plain",)))
    assert "Stoneware mug" in text
    assert "One thing you chose can no longer be ordered" in text


def test_no_email_about_nothing(shop: Shop, campaign: Campaign) -> None:
    shop.leaves_a_cart()
    with transaction(shop.engine) as session:
        catalog.deactivate(session, "jacket", now=shop.clock.now())
    assert run(shop, campaign) == {Verdict.NOTHING_LEFT: 1}


def test_it_answers_the_newest_reason_the_shopper_gave(shop: Shop, campaign: Campaign) -> None:
    ayla = shop.shopper("ayla", email="ayla@example.com")
    laptop = shop.shopper("laptop", email="ayla@example.com")
    shop.adds(ayla)
    shop.waits(minutes=1)
    shop.answers(ayla, Reason.PRICE)
    shop.waits(minutes=1)
    says(shop, laptop, Reason.EXTRA_COSTS)
    shop.waits(hours=2)
    shop.detects()
    run(shop, campaign)
    [email] = shop.emails()
    assert email.reason == Reason.EXTRA_COSTS
    assert email.subject == "You left something in your basket"  # its terms are not set


def test_a_survey_after_a_chat_counts_more(shop: Shop, campaign: Campaign) -> None:
    ayla = shop.shopper("ayla", email="ayla@example.com")
    shop.adds(ayla)
    says(shop, ayla, Reason.EXTRA_COSTS)
    shop.waits(minutes=1)
    shop.answers(ayla, Reason.SLOW_DELIVERY)
    shop.waits(hours=2)
    shop.detects()
    run(shop, campaign)
    assert shop.emails()[0].reason == Reason.SLOW_DELIVERY


def test_a_label_knows_better_than_the_choice_of_other(shop: Shop, campaign: Campaign) -> None:
    ayla = shop.shopper("ayla", email="ayla@example.com")
    shop.adds(ayla)
    response_id = shop.answers(ayla, Reason.OTHER)
    label = Label(
        response_id=response_id,
        shopper_id=ayla,
        reason=Reason.TRUST,
        effect=Effect.KEEP,
        confidence=0.8,
        labelled_by="encoder",
        labelled_at=shop.clock.now(),
    )
    with transaction(shop.engine) as session:
        session.add(label)
    shop.waits(hours=2)
    shop.detects()
    run(shop, campaign)
    assert shop.emails()[0].reason == Reason.TRUST


def test_what_the_shopper_said_before_this_cart_is_about_another(shop: Shop, campaign: Campaign) -> None:
    ayla = shop.shopper("ayla", email="ayla@example.com")
    shop.answers(ayla, Reason.PRICE)
    shop.waits(minutes=1)
    shop.adds(ayla)
    shop.waits(hours=2)
    shop.detects()
    run(shop, campaign)
    assert shop.emails()[0].reason == ""


def test_suggestions_are_asked_for_the_shopper_and_their_cart(shop: Shop, campaign: Campaign) -> None:
    asked: list[tuple[str, list[ProductId], int]] = []

    def recommend(
        session: Session, shopper_id: str, products: Sequence[ProductId], wanted: int
    ) -> Sequence[Answer]:
        asked.append((shopper_id, list(products), wanted))
        return suggest_boots(session, shopper_id, products, wanted)

    ayla = shop.leaves_a_cart()
    run(shop, replace(campaign, recommend=recommend))
    assert asked == [(ayla, ["jacket"], 3)]


def test_one_cart_that_fails_does_not_stop_the_others(shop: Shop, campaign: Campaign) -> None:
    def recommend(
        session: Session, shopper_id: str, products: Sequence[ProductId], wanted: int
    ) -> Sequence[Answer]:
        if shopper_id == ayla:
            raise NotFound("There is no such product.")
        return ()

    ayla = shop.leaves_a_cart("ayla")
    marek = shop.leaves_a_cart("marek")
    ines = shop.leaves_a_cart("ines")
    with transaction(shop.engine) as session:
        set_email(session, session.get_one(Shopper, ines), "no address")
    assert run(shop, replace(campaign, recommend=recommend)) == {
        Verdict.COMPOSED: 1,
        Verdict.FAILED: 1,
        Verdict.NO_ADDRESS: 1,
    }
    assert [email.shopper_id for email in shop.emails()] == [marek]


@pytest.fixture(params=["sqlite", "postgresql"])
def anywhere(request: pytest.FixtureRequest, settings: Settings, clock: ManualClock) -> Iterator[Shop]:
    """The shop on each of the two databases."""
    on_postgres = request.param == "postgresql"
    url = request.getfixturevalue("postgres").fresh_database() if on_postgres else settings.database
    engine: Engine = connect(url)
    upgrade(engine)
    yield Shop(engine, clock)
    engine.dispose()


def test_two_workers_compose_one_email(anywhere: Shop, settings: Settings, keys: Keys) -> None:
    """Both have decided to write, about two carts of one person and one of another, before either wrote."""
    anywhere.leaves_a_cart("ayla")
    laptop = anywhere.leaves_a_cart("laptop")
    anywhere.leaves_a_cart("marek")
    with transaction(anywhere.engine) as session:
        set_email(session, session.get_one(Shopper, laptop), "ayla@example.com")
    barrier = threading.Barrier(2, timeout=30)

    def recommend(
        session: Session, shopper_id: str, products: Sequence[ProductId], wanted: int
    ) -> Sequence[Answer]:
        barrier.wait()
        return ()

    campaign = Campaign(settings=settings, keys=keys, recommend=recommend)
    verdicts: list[Verdict] = []

    def work() -> None:
        verdicts.extend(compose_due(anywhere.engine, campaign, now=anywhere.clock.now()).keys())

    workers = [threading.Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(timeout=60)
    addresses = sorted(str(parse(email.message)["To"]) for email in anywhere.emails())
    assert addresses == ["ayla@example.com", "marek@example.com"]
    assert Verdict.WRITTEN_LATELY in verdicts


def says(shop: Shop, shopper_id: str, reason: Reason) -> None:
    """The shopper tells the assistant why they leave."""
    now = shop.clock.now() + timedelta(seconds=1)
    with transaction(shop.engine) as session:
        signal = conversations.NewSignal(kind=SignalKind.REASON, value=reason)
        conversations.learn(session, conversations.current(session, shopper_id, now=now), [signal], now=now)
