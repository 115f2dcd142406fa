"""Counts beside a search: of paths and those above them, of values, of prices between round amounts."""

from decimal import Decimal

import numpy as np
import pytest

from core.products import Product, ProductId
from recommender.products.catalog import Catalog
from serving.facets import FacetValue, PriceRange, facets, having


def product(name: str, price: str, **fields: object) -> Product:
    return Product(ProductId(name), title=name, price=Decimal(price), **fields)  # type: ignore[arg-type]


PRODUCTS = (
    product("a", "4.00", category="Home > Mugs", brand="Kiln", attributes={"Size": "S, M", "sku": "1"}),
    product("b", "5.00", category="Home > Mugs", brand="Kiln", attributes={"size": "M"}),
    product("c", "19.99", category="Home", attributes={"size": "large, or so", "note": "!"}),
    product("d", "0.00"),
)


def test_values_are_counted_each_once_a_product() -> None:
    counted = facets(PRODUCTS)
    assert counted.categories == [FacetValue("Home", 3), FacetValue("Home > Mugs", 2)]
    assert counted.brands == [FacetValue("Kiln", 2)]
    assert counted.attributes["size"][0] == FacetValue("M", 2)
    assert "sku" not in counted.attributes


def test_prices_are_parted_at_round_amounts() -> None:
    assert facets(PRODUCTS).prices == [
        PriceRange(Decimal("0.00"), Decimal("0.00"), 1),
        PriceRange(Decimal("4.00"), Decimal("4.00"), 1),
        PriceRange(Decimal("5.00"), Decimal("5.00"), 1),
        PriceRange(Decimal("19.99"), Decimal("19.99"), 1),
    ]


def test_nothing_has_no_facets() -> None:
    nothing = facets(())
    assert (nothing.categories, nothing.brands, nothing.attributes, nothing.prices) == ([], [], {}, [])


@pytest.mark.parametrize(
    ("wanted", "names"),
    [
        ([("size", {"m"})], "ab"),
        ([("size", {"S", "large, or so"})], "ac"),
        ([("size", {"m"}), ("SKU", {"1"})], "a"),
        ([("size", {"!"})], ""),
        ([("size", {"s m"})], ""),
        ([], "abcd"),
    ],
)
def test_products_have_values(wanted: list[tuple[str, set[str]]], names: str) -> None:
    catalog = Catalog.of(PRODUCTS, np.zeros((4, 2), dtype=np.float32))
    mask = having(catalog, [(name, frozenset(any_of)) for name, any_of in wanted])
    assert "".join(np.array(list("abcd"))[mask]) == names
