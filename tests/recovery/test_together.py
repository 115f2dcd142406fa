"""Carts are read and stored by the dozen: it costs little, and decides what one by one would."""

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import event
from sqlmodel import Session

from core.database import transaction
from core.privacy import erase
from core.products import ProductId
from recovery.campaign import TOGETHER, Campaign
from recovery.eligibility import Verdict
from serving.answers import Answer
from tests.recovery.shop import Shop
from tests.recovery.test_campaign import run


def test_a_cart_more_costs_a_statement_more(shop: Shop, campaign: Campaign) -> None:
    """Reading is done for many at once: what each of a thousand carts costs is what a run takes."""
    statements: list[str] = []
    event.listen(shop.engine, "before_cursor_execute", lambda *args: statements.append(args[2]))
    counts = []
    for carts in (2, 12):
        for number in range(carts):
            shop.leaves_a_cart(f"shopper-{carts}-{number}")
        statements.clear()
        assert run(shop, campaign) == {Verdict.COMPOSED: carts}
        counts.append(len(statements))
    assert (counts[1] - counts[0]) / 10 <= 1  # the email itself, stored


def test_more_carts_than_are_read_together(shop: Shop, campaign: Campaign) -> None:
    names = [f"shopper-{number}" for number in range(TOGETHER + 2)]
    for name in names:
        shop.adds(shop.shopper(name, email=f"{name}@example.com"))
    shop.waits(hours=2)
    shop.detects()
    assert run(shop, campaign) == {Verdict.COMPOSED: TOGETHER + 2}
    assert len({email.shopper_id for email in shop.emails()}) == TOGETHER + 2


def test_who_is_erased_while_it_is_composed_gets_none(shop: Shop, campaign: Campaign) -> None:
    def recommend(
        session: Session, shopper_id: str, products: Sequence[ProductId], wanted: int
    ) -> Sequence[Answer]:
        with transaction(shop.engine) as other:
            erase(other, ayla, ())
        return ()

    ayla = shop.leaves_a_cart()
    assert run(shop, replace(campaign, recommend=recommend)) == {Verdict.NO_CONSENT: 1}
    assert shop.emails() == []


def test_asked_to_end_it_composes_no_more(shop: Shop, campaign: Campaign) -> None:
    shop.leaves_a_cart()
    campaign.stopping.set()
    assert run(shop, campaign) == {}
