"""What orders do to emails: one that is cancelled brings none back, and an old cart joins none."""

from dataclasses import replace

from core.database import transaction
from feedback.events import ServerOrder, keep_in_step
from recovery.campaign import Campaign, compose_due
from recovery.eligibility import Verdict
from tests.recovery.shop import Shop


def run(shop: Shop, campaign: Campaign) -> dict[Verdict, int]:
    return dict(compose_due(shop.engine, campaign, now=shop.clock.now()))


def test_an_order_that_is_cancelled_after_it_stopped_an_email_brings_none(
    shop: Shop, campaign: Campaign
) -> None:
    ayla = shop.leaves_a_cart()
    order = ServerOrder("HF-1", ayla, placed_at=shop.clock.now())
    with transaction(shop.engine) as session:
        keep_in_step(session, order, now=shop.clock.now())
    assert run(shop, campaign) == {Verdict.PURCHASED: 1}
    shop.waits(hours=2)
    with transaction(shop.engine) as session:
        keep_in_step(session, replace(order, taken_back=True), now=shop.clock.now())
    shop.detects()
    assert run(shop, campaign) == {}
    shop.waits(days=2)
    shop.detects()
    assert run(shop, campaign) == {}


def test_an_email_names_todays_cart_and_not_that_of_eleven_weeks_ago(shop: Shop, campaign: Campaign) -> None:
    ayla = shop.shopper("ayla", email="ayla@example.com")
    shop.adds(ayla, "jacket")
    shop.waits(weeks=11)
    shop.adds(ayla, "mug")
    shop.waits(hours=2)
    shop.detects()
    assert run(shop, campaign) == {Verdict.COMPOSED: 1}
    [email] = shop.emails()
    assert "Stoneware mug" in email.message
    assert "18.05" not in email.message, "the jacket's price"
