"""What a statement says of a product is what recommendations make of it: whole words, where meant."""

import numpy as np
import pytest

from core.interactions import Statement
from core.products import Product, ProductId
from feedback.profiles.weights import ASKED_FOR, NOT_ASKED_FOR, has
from recommender import Catalog
from recommender.products.matching import matches

PRODUCTS = [
    Product(ProductId("red"), "Scarf", category="Clothing > Scarves", attributes={"colour": "dark red"}),
    Product(ProductId("shredded"), "Shredded paper", category="Office", attributes={"Color": "Shredded"}),
    Product(ProductId("boots"), "Red boots", category="Shoes", brand="Red Fox", attributes={"size": "7"}),
    Product(ProductId("tea"), "Tea", category="Food > Tea", attributes={"color": "green", "colour": "black"}),
    Product(ProductId("bare"), "Nothing is said of it"),
]


@pytest.mark.parametrize(
    ("statement", "having"),
    [
        (Statement("colour", "red"), {"red"}),
        (Statement("color", "Red"), {"red"}),
        (Statement("COLOUR", "green"), {"tea"}),
        (Statement("colour", "dark reds"), {"red"}),
        (Statement("colour", "red dark blue"), set()),
        (Statement("brand", "fox"), {"boots"}),
        (Statement("category", "scarf"), set()),
        (Statement("category", "scarves"), {"red"}),
        (Statement("category", "shoe"), {"boots"}),
        (Statement("size", "7"), {"boots"}),
        (Statement("colour", "the"), set()),
        (Statement("", "red"), set()),
    ],
    ids=str,
)
def test_a_product_has_what_was_said_in_whole_words(statement: Statement, having: set[str]) -> None:
    assert {product.product_id for product in PRODUCTS if has(product, statement)} == having
    shop_catalog = Catalog.of(PRODUCTS, np.zeros((len(PRODUCTS), 2), dtype=np.float32))
    recommended = matches(shop_catalog, statement) == 1.0
    assert {product.product_id for product, met in zip(PRODUCTS, recommended, strict=True) if met} == having


def test_what_was_asked_for_counts_a_quarter_more_and_what_was_not_wanted_half() -> None:
    """As docs/recommender.md says."""
    assert (ASKED_FOR, NOT_ASKED_FOR) == (1.25, 0.5)
