"""What an email says of prices and stock: nothing of what may be another variant, else what is so now."""

from dataclasses import replace
from decimal import Decimal
from email.message import EmailMessage
from html import unescape

import pytest

from core import catalog
from core.database import transaction
from core.products import Product, ProductId
from feedback.reasons import Reason
from recovery.campaign import Campaign, compose_due
from recovery.eligibility import Verdict
from recovery.messages import parse
from tests.recovery.shop import Shop

REGENJACKE = Product(
    ProductId("112"),
    "Regenjacke",
    price=Decimal("199.00"),
    currency="CHF",
    url="/112",
    stock=6,
    aliases=("RJ-S", "RJ-M", "RJ-L"),
)
TERMS = {"currency": "CHF", "free_delivery_from": Decimal(500), "delivery_cost": Decimal(9)}


def leaves(
    shop: Shop, campaign: Campaign, product: Product, *put_in: dict[str, object], **terms: object
) -> str:
    """The email about what was put in of a product: its plain text, a line, its HTML."""
    with transaction(shop.engine) as session:
        catalog.upsert(session, [product], now=shop.clock.now())
    ayla = shop.shopper("ayla", email="ayla@example.com")
    reason = terms.pop("reason", None)
    for fields in put_in:
        shop.adds(ayla, product.product_id, **fields)
    if isinstance(reason, Reason):
        shop.answers(ayla, reason)
    shop.waits(hours=2)
    shop.detects()
    swiss = replace(campaign, settings=campaign.settings.model_copy(update={**TERMS, **terms}))
    assert compose_due(shop.engine, swiss, now=shop.clock.now()) == {Verdict.COMPOSED: 1}
    message = parse(shop.emails()[0].message)
    bodies = [message.get_body((kind,)) for kind in ("plain", "html")]
    parts = [unescape(body.get_content()) for body in bodies if isinstance(body, EmailMessage)]
    return "\n---\n".join(parts).replace("\r\n", "\n")


def adds(price: str | None, quantity: int = 1) -> dict[str, object]:
    """The fields of an event that puts in a variant: stored with the product's id and the variant's price."""
    return {
        "price": None if price is None else Decimal(price),
        "currency": price and "CHF",
        "quantity": quantity,
    }


@pytest.mark.parametrize("reason", [None, *Reason])
@pytest.mark.parametrize(
    "put_in",
    [
        [adds("219.00"), adds("199.00")],
        [adds("219.00")],
        [adds(None)],
    ],
)
def test_of_a_variant_at_another_price_nothing_is_said_but_its_name(
    put_in: list[dict[str, object]], reason: Reason | None, shop: Shop, campaign: Campaign
) -> None:
    text = leaves(shop, campaign, REGENJACKE, *put_in, reason=reason)
    assert f"  {len(put_in)} × Regenjacke\n" in text
    basket = text.partition("Your basket")[2].partition("Back to")[0]
    for untrue in ("199", "219", "398", "Together", "in stock"):
        assert untrue not in text, untrue
    assert "CHF" not in basket
    for untrue in ("you are CHF", "costs you nothing", "can be ordered", "prices are those"):
        assert untrue not in text, untrue


def test_a_variant_at_the_products_own_price_has_it(shop: Shop, campaign: Campaign) -> None:
    text = leaves(shop, campaign, REGENJACKE, adds("199.00", 2), reason=Reason.STOCK)
    assert "2 × Regenjacke, CHF\u00a0398.00" in text
    assert "can be ordered" not in text, "which size is there we do not know"


@pytest.mark.parametrize("then", ["249.00", "149.00", None])
def test_a_product_without_variants_has_its_price_of_now(
    then: str | None, shop: Shop, campaign: Campaign
) -> None:
    plain = replace(REGENJACKE, aliases=())
    text = leaves(shop, campaign, plain, adds(then, 2), reason=Reason.STOCK)
    assert "2 × Regenjacke, CHF\u00a0398.00" in text
    assert "can be ordered as we write this" in text


def test_what_is_short_is_said(shop: Shop, campaign: Campaign) -> None:
    bike = Product(ProductId("bike"), "E-Bike", price=Decimal(3499), currency="CHF", stock=2)
    text = leaves(shop, campaign, bike, adds("3499.00", 5))
    assert "2 × E-Bike, CHF\u00a06,998.00\n  3 more are not in stock\n" in text
    assert text.count("3 more are not in stock") == 2


def test_the_plain_text_links_to_each_thing(shop: Shop, campaign: Campaign) -> None:
    text = leaves(shop, campaign, REGENJACKE, adds("219.00"), reason=Reason.SIZE_OR_FIT)
    assert "  1 × Regenjacke\n  http://127.0.0.1:8080/112\n" in text.partition("---\n<")[0]
