"""What a cart comes to is only said where the events tell of that very cart."""

from dataclasses import replace
from decimal import Decimal

import pytest

from core.products import ProductId
from feedback.events import CartLine
from feedback.reasons import Reason
from serving.survey_answers import Left, _question
from tests.shop import product

MUG, PAN = product("mug", "Mug", "7.50"), product("pan", "Pan", "30.00")


@pytest.mark.parametrize(
    ("products", "quantities", "total"),
    [
        ([MUG, PAN], {"mug": 2, "pan": 1}, Decimal("45.00")),
        ([MUG, MUG], {"mug": 2}, Decimal("15.00")),
        ([MUG, replace(PAN, currency="EUR")], {"mug": 2, "pan": 1}, Decimal(0)),
        ([MUG], {"mug": 2, "pan": 1}, Decimal(0)),
        ([MUG, PAN], {"mug": 2}, Decimal(0)),
        ([MUG], {}, Decimal(0)),
        ([], {}, Decimal(0)),
    ],
)
def test_a_total_is_that_of_a_cart_that_is_known(
    products: list[object], quantities: dict[str, int], total: Decimal
) -> None:
    cart = [CartLine(ProductId(name), count) for name, count in quantities.items()]
    left = Left(products, lambda: cart)  # type: ignore[arg-type]
    assert left.total[0] == total


@pytest.mark.parametrize(
    ("price", "total"), [("7.50", Decimal("15.00")), ("9.00", Decimal(0)), (None, Decimal(0))]
)
def test_a_total_is_told_of_variants_only_at_the_products_own_price(
    price: str | None, total: Decimal
) -> None:
    cart = [CartLine(ProductId("mug"), 2, Decimal(price) if price else None)]
    assert Left([replace(MUG, aliases=("MUG-L",))], lambda: cart).total[0] == total


def test_what_costs_less_than_the_dearest_is_asked_for_where_the_price_was_the_reason() -> None:
    asked = _question(Reason.PRICE, [MUG, PAN])
    assert (asked.placement, asked.products, asked.max_price) == ("product", ("pan",), Decimal("29.99"))
    for reason, left in ((Reason.PRICE, []), (Reason.TRUST, [MUG, PAN])):
        asked = _question(reason, left)
        assert (asked.placement, asked.products, asked.max_price) == (
            "cart",
            tuple(abandoned.product_id for abandoned in left),
            None,
        )
