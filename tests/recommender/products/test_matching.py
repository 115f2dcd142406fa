"""How products meet what is said of them: by word, by kind, by size."""

import numpy as np
import pytest

from core.interactions import Statement
from recommender.products.catalog import Catalog
from recommender.products.matching import matches, refused_by, sized
from tests.recommender.shop import embeddings, product

PRODUCTS = [
    product("scarf", "Fell scarf", "Clothing > Scarves", "30", material="lambswool", colour="grey"),
    product("socks", "Merino walking socks", "Clothing > Socks", "14", colour="red"),
    product("shirt", "Linen shirt", "Clothing > Shirts", "40", material="linen", colour="blue", size="8–20"),
    product("jumper", "Harbour jumper", "Clothing > Knitwear", "60", material="cotton", colour="navy"),
    product("candle", "Rose candle", "Home > Candles", "12", material="soy wax", colour="cream"),
    product("boots", "Moor boots", "Clothing > Boots", "90", material="nubuck", size="4–9"),
    product("jeans", "Slate jeans", "Clothing > Jeans", "55", size="30–40"),
    product("mac", "Puddle mac", "Children > Rain", "25", size="1–4 years"),
    product("tee", "Harbour tee", "Clothing > T-shirts", "15", size="S, M"),
]


@pytest.fixture(scope="module")
def shop_catalog() -> Catalog:
    return Catalog.of(PRODUCTS, embeddings(PRODUCTS))


def refused(shop_catalog: Catalog, attribute: str, value: str) -> set[str]:
    positions = refused_by(shop_catalog, Statement(attribute, value, wanted=False))
    return {PRODUCTS[place].product_id for place in positions}


def met(shop_catalog: Catalog, attribute: str, value: str) -> set[str]:
    scores = matches(shop_catalog, Statement(attribute, value))
    return {PRODUCTS[place].product_id for place in np.flatnonzero(scores)}


def test_who_refuses_wool_gets_no_kind_of_it(shop_catalog: Catalog) -> None:
    assert refused(shop_catalog, "material", "wool") == {"scarf", "socks"}
    assert refused(shop_catalog, "material", "leather") == {"boots"}
    assert refused(shop_catalog, "material", "merino") == {"socks"}
    assert refused(shop_catalog, "colour", "blue") == {"shirt", "jumper"}


def test_a_scent_is_no_kind_of_a_colour(shop_catalog: Catalog) -> None:
    assert refused(shop_catalog, "colour", "pink") == set()
    assert refused(shop_catalog, "scent", "rose") == {"candle"}


def test_a_kind_meets_a_wish_less_than_the_thing_itself(shop_catalog: Catalog) -> None:
    scores = matches(shop_catalog, Statement("colour", "blue"))
    blue, navy = (scores[shop_catalog.columns[name]] for name in ("shirt", "jumper"))  # type: ignore[index]
    assert blue > navy > 0


def test_words_without_meaning_refuse_nothing(shop_catalog: Catalog) -> None:
    assert refused(shop_catalog, "colour", "the") == set()


@pytest.mark.parametrize(
    ("attribute", "value", "expected"),
    [
        ("size", "14", {"shirt"}),
        ("size", "6", {"boots"}),
        ("shoe size", "6", {"boots"}),
        ("shoe size", "12", set()),
        ("waist", "32", {"jeans"}),
        ("size", "3 years", {"mac"}),
        ("size", "18 months", {"mac"}),
        ("size", "medium", {"tee"}),
        ("size", "L", set()),
    ],
)
def test_a_size_within_a_range_counts(
    shop_catalog: Catalog, attribute: str, value: str, expected: set[str]
) -> None:
    assert met(shop_catalog, attribute, value) == expected


def test_a_size_of_shoes_says_nothing_of_shirts(shop_catalog: Catalog) -> None:
    assert [PRODUCTS[place].product_id for place in np.flatnonzero(sized(shop_catalog, "shoe size"))] == [
        "boots"
    ]
