"""A larger shop: the sample shop's products again in other brands, styles, materials, colours and prices."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

import numpy as np

from core.products import Product, ProductId

LENT = ("colour", "style", "material", "occasion")
"""What a generated product takes over from another one of its department."""


def multiplied(products: Sequence[Product], count: int) -> list[Product]:
    """`count` products, the given ones first, ordered by id; as they are where they are enough."""
    rng = np.random.default_rng(0)
    stock = list(products)
    for number in range(len(products), count):
        original = products[number % len(products)]
        department = original.category.split(" > ")[0]
        lenders = [lender for lender in products if lender.category.startswith(department)]
        stock.append(_another(original, lenders[int(rng.integers(len(lenders)))], number, rng))
    return sorted(stock, key=lambda product: product.product_id)


def _another(original: Product, lender: Product, number: int, rng: np.random.Generator) -> Product:
    lent = {name: lender.attributes[name] for name in LENT if name in lender.attributes}
    attributes = {name: value for name, value in original.attributes.items() if name != "occasion"} | lent
    manner = f"{attributes.get('style', 'plain')} {attributes.get('colour', '')}"
    kind = original.title.split(",")[0].lower()
    price = Decimal(original.price) * Decimal(str(round(float(np.exp(rng.normal(0, 0.35))), 3)))
    return replace(
        original,
        product_id=ProductId(f"{original.product_id}-{number}"),
        title=f"{lender.brand} {kind}, {manner}".strip(),
        brand=lender.brand,
        price=max(price.quantize(Decimal("0.01")), Decimal("1.00")),
        attributes=attributes,
    )
