"""The sample shop's shelves: enough of everything, each product told in its own words."""

import re
from collections import Counter
from decimal import Decimal

import pytest

from core.products import Product
from demo.catalog import DEPARTMENTS, products

BASE = "http://shop.example"
SHELVES = products(BASE)


def _department(product: Product) -> str:
    return product.category.split(" > ")[0]


def test_eight_departments_hold_at_least_twenty_one_products_each() -> None:
    counts = Counter(_department(product) for product in SHELVES)
    assert len(counts) == len(DEPARTMENTS) == 8
    assert min(counts.values()) >= 21


def test_ids_are_unique_readable_slugs() -> None:
    ids = [product.product_id for product in SHELVES]
    assert len(set(ids)) == len(ids)
    assert [name for name in ids if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", name)] == []


def test_titles_and_descriptions_are_nobody_elses() -> None:
    assert len({product.title for product in SHELVES}) == len(SHELVES)
    sentences = Counter(s for p in SHELVES for s in re.split(r"(?<=[.?]) ", p.description) if len(s) > 40)
    assert [sentence for sentence, count in sentences.items() if count > 1] == []


@pytest.mark.parametrize("product", SHELVES, ids=lambda product: product.product_id)
def test_a_product_is_fully_described(product: Product) -> None:
    assert 100 <= len(product.description) <= 400
    assert 2 <= len(re.findall(r"[.?](?= |$)", product.description)) <= 5
    assert {"colour", "material", "for", "style"} <= product.attributes.keys()
    assert product.category.count(" > ") == 1
    assert product.brand
    assert product.price > 0
    assert product.price == product.price.quantize(Decimal("0.01"))
    assert product.currency == "GBP"
    assert product.stock is not None
    assert product.stock >= 0
    assert product.url == f"{BASE}/product.html?id={product.product_id}"
    assert product.image_url == f"{BASE}/pictures/{product.product_id}.png"


def test_every_department_has_three_to_six_brands() -> None:
    brands = {(_department(product), product.brand) for product in SHELVES}
    assert set(Counter(department for department, _ in brands).values()) <= {3, 4, 5, 6}


def test_something_blue_under_twenty_pounds_is_in_every_department() -> None:
    blue = [p for p in SHELVES if p.attributes["colour"] == "blue" and p.price < 20 and p.available]
    assert len({_department(product) for product in blue}) == 8


def test_some_things_are_sold_out_and_some_nearly() -> None:
    stocks = [product.stock for product in SHELVES if product.stock is not None]
    assert 5 <= stocks.count(0) <= 12
    assert any(0 < stock <= 3 for stock in stocks)


def test_a_trailing_slash_in_the_address_does_no_harm() -> None:
    assert products(f"{BASE}/")[0].url == SHELVES[0].url
