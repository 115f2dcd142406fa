"""What somebody types is a product's code first: in any case and spacing, with a GTIN's zeros or without."""

import pytest

from core.products import Product, ProductId
from serving.codes import Codes


def product(product_id: str, *aliases: str) -> Product:
    return Product(ProductId(product_id), "A thing", aliases=aliases)


PRODUCTS = [
    product("rain-jacket", "RJ-BLUE-M", "0012345678905"),
    product("book", "978-3-16-148410-0"),
    product("A1", "ÄÖ 12/4"),
    product("a-1"),
    product("007"),
    product("7"),
    product("-"),
]


@pytest.mark.parametrize(
    ("typed", "ids"),
    [
        ("rj-blue-m", ["rain-jacket"]),
        (" RJ BLUE M ", ["rain-jacket"]),
        ("RJ‑BLUE–M", ["rain-jacket"]),
        ("ＲＪ-blue-m", ["rain-jacket"]),
        ("Rain Jacket", ["rain-jacket"]),
        ("12345678905", ["rain-jacket"]),
        ("012345678905", ["rain-jacket"]),
        ("0 012345 678905", ["rain-jacket"]),
        ("9783161484100", ["book"]),
        ("äö 12/4", ["A1"]),
        ("äö 124", []),
        ("a1", ["A1", "a-1"]),
        ("A-1", ["a-1", "A1"]),
        ("007", ["007"]),
        ("7", ["7"]),
        ("0007", []),
        ("RJ-BLUE", []),
        ("", []),
        (" ", []),
        ("-", ["-"]),
    ],
)
def test_what_is_typed_is_called_so(typed: str, ids: list[str]) -> None:
    called = Codes.of(PRODUCTS).called(typed, PRODUCTS)
    assert [PRODUCTS[at].product_id for at in called] == ids


def test_codes_follow_the_catalog() -> None:
    renamed = product("book", "B-2", "RJ-BLUE-M")
    later = [*PRODUCTS, product("new", "B 2")]
    later[1] = renamed
    codes = Codes.of(PRODUCTS).changed({1: PRODUCTS[1]}, {1: renamed, 7: later[7]})
    assert codes == Codes.of(later)
    assert codes.called("978-3-16-148410-0", later) == []
    assert codes.called("b2", later) == [1, 7]
