"""Carts are read and stored by the dozen: it costs little, and decides what one by one would."""

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import event
from sqlmodel import Session

from core.database import transaction
from core.privacy import erase
from core.products import ProductId
from core.shoppers import merge, set_email
from core.tables import Shopper
from recovery.campaign import TOGETHER, Campaign
from recovery.delivery import Dispatch, send_due
from recovery.eligibility import Verdict
from recovery.tables import EmailState
from serving.answers import Answer
from tests.recovery.delivery.test_dispatch import Server
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


def test_who_says_who_they_are_while_it_is_composed_is_asked_about_next_time(
    shop: Shop, campaign: Campaign
) -> None:
    """The email was made for a shopper that is another one by now."""

    def recommend(
        session: Session, shopper_id: str, products: Sequence[ProductId], wanted: int
    ) -> Sequence[Answer]:
        if shopper_id == nameless:
            with transaction(shop.engine) as other:
                merge(other, source=other.get_one(Shopper, nameless), target=other.get_one(Shopper, named))
        return ()

    nameless, named = shop.leaves_a_cart(), shop.shopper("named", email="named@example.com")
    watched = replace(campaign, recommend=recommend)
    assert run(shop, watched) == {Verdict.IN_THE_SHOP: 1}
    assert shop.emails() == []
    assert run(shop, watched) == {Verdict.COMPOSED: 1}
    assert [email.shopper_id for email in shop.emails()] == [named]


def test_two_shoppers_who_turn_out_to_be_one_person_get_one_email(shop: Shop, campaign: Campaign) -> None:
    """The address of the second becomes that of the first while both are composed."""

    def recommend(
        session: Session, shopper_id: str, products: Sequence[ProductId], wanted: int
    ) -> Sequence[Answer]:
        with transaction(shop.engine) as other:
            set_email(other, other.get_one(Shopper, second), "first@example.com")
        return ()

    first, second = (shop.shopper(name, email=f"{name}@example.com") for name in ("first", "second"))
    for shopper_id in (first, second):
        shop.adds(shopper_id)
    shop.waits(hours=2)
    shop.detects()
    assert run(shop, replace(campaign, recommend=recommend)) == {
        Verdict.COMPOSED: 1,
        Verdict.WRITTEN_LATELY: 1,
    }


def test_no_email_goes_to_an_address_that_is_no_longer_theirs(shop: Shop, campaign: Campaign) -> None:
    """Not even where emails to the new one are allowed: what was unsubscribed may be the old one."""
    ayla = shop.leaves_a_cart()
    assert run(shop, campaign) == {Verdict.COMPOSED: 1}
    with transaction(shop.engine) as session:
        set_email(session, session.get_one(Shopper, ayla), "new@example.com")
    mailer = Server()
    dispatch = Dispatch(campaign.settings, campaign.keys, mailer, shop.clock)
    assert send_due(shop.engine, dispatch) == {EmailState.CANCELLED: 1}
    assert mailer.got == []
    assert [email.note for email in shop.emails()] == ["They have another address by now."]


def test_who_buys_while_it_is_composed_gets_none(shop: Shop, campaign: Campaign) -> None:
    """It is stored, looked at once more where it is claimed, and cancelled with the reason."""

    def recommend(
        session: Session, shopper_id: str, products: Sequence[ProductId], wanted: int
    ) -> Sequence[Answer]:
        shop.buys(shopper_id)
        return ()

    shop.leaves_a_cart()
    run(shop, replace(campaign, recommend=recommend))
    mailer = Server()
    dispatch = Dispatch(campaign.settings, campaign.keys, mailer, shop.clock)
    assert send_due(shop.engine, dispatch) == {EmailState.CANCELLED: 1}
    assert mailer.got == []
    assert [email.note for email in shop.emails()] == ["They have bought in the meantime."]


def test_asked_to_end_it_composes_no_more(shop: Shop, campaign: Campaign) -> None:
    shop.leaves_a_cart()
    campaign.stopping.set()
    assert run(shop, campaign) == {}
