"""The sample shop's products, read from one TOML file per department."""

import tomllib
from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

from core.products import Product, ProductId

CURRENCY = "GBP"
FREE_DELIVERY_FROM = Decimal("40.00")

DEPARTMENTS = (
    "clothing",
    "kids",
    "home",
    "kitchen",
    "garden",
    "outdoors",
    "books-stationery",
    "beauty",
)


@cache
def _entries() -> Mapping[str, Mapping[str, Any]]:
    folder = files("demo") / "departments"
    entries: dict[str, Mapping[str, Any]] = {}
    for department in DEPARTMENTS:
        loaded = tomllib.loads((folder / f"{department}.toml").read_text(encoding="utf-8"))
        if repeated := entries.keys() & loaded.keys():
            raise ValueError(f"{department}.toml repeats the ids {sorted(repeated)}")
        entries |= loaded
    return MappingProxyType(entries)


def _product(product_id: str, entry: Mapping[str, Any], base_url: str) -> Product:
    return Product(
        product_id=ProductId(product_id),
        title=entry["title"],
        description=entry["description"],
        category=entry["category"],
        brand=entry["brand"],
        price=Decimal(entry["price"]),
        currency=CURRENCY,
        stock=entry["stock"],
        url=f"{base_url}/product.html?id={product_id}",
        image_url=f"{base_url}/pictures/{product_id}.png",
        attributes=MappingProxyType(dict(entry["attributes"])),
    )


def products(base_url: str) -> list[Product]:
    """Return every product, department by department, with addresses below the storefront's `base_url`."""
    root = base_url.rstrip("/")
    return [_product(product_id, entry, root) for product_id, entry in _entries().items()]
