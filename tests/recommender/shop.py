"""A small shop with texts, prices and a made-up encoder that knows its words."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from core.interactions import Interaction, Kind
from core.products import Product, ProductId
from recommender.hybrid import Hybrid
from recommender.training import train
from search import terms

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)


def product(name: str, title: str, category: str, price: str, **attributes: str) -> Product:
    return Product(ProductId(name), title, category=category, price=Decimal(price), attributes=attributes)


PRODUCTS = [
    product("jacket", "Harbour rain jacket", "Clothing > Outdoor", "60", colour="blue"),
    product("coat", "Drizzle rain coat", "Clothing > Outdoor", "45", colour="pink"),
    product("trousers", "Puddle rain trousers", "Clothing > Outdoor", "30", colour="green"),
    product("boots", "Puddle boots", "Clothing > Outdoor", "25", colour="blue"),
    product("umbrella", "Storm umbrella", "Clothing > Outdoor", "20", colour="black"),
    product("mug", "Harbour mug", "Home > Kitchen", "9", colour="blue"),
    product("bowl", "Breakfast bowl", "Home > Kitchen", "8", colour="white"),
    product("plate", "Dinner plate", "Home > Kitchen", "10", colour="white"),
    product("pot", "Copper tea pot", "Home > Kitchen", "35", colour="copper"),
    product("kettle", "Whistling kettle", "Home > Kitchen", "40", colour="red"),
]
COLUMNS = {product.product_id: place for place, product in enumerate(PRODUCTS)}
_RAIN = ["jacket", "coat", "trousers", "boots", "umbrella"]
_KITCHEN = ["mug", "bowl", "plate", "pot", "kettle"]


class WordEncoder:
    """A unit vector for each word, a text is their sum: alike texts share words."""

    dimension = 64
    identity = "words"

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        vectors = np.full((len(texts), self.dimension), 1e-6, dtype=np.float32)
        for row, text in enumerate(texts):
            for word in terms(text):
                vectors[row] += np.random.default_rng(crc32(word.encode())).normal(size=self.dimension)
        return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), dtype=np.float32)


def interaction(
    shopper: str, name: str, kind: Kind = Kind.PURCHASE, *, days: float = 1.0, factor: float = 1.0
) -> Interaction:
    return Interaction(shopper, ProductId(name), kind, NOW - timedelta(days=days), factor)


def interactions() -> list[Interaction]:
    """Forty shoppers: half buy for the rain, half for the kitchen, each leaves one product out."""
    history = []
    for number in range(40):
        own = _RAIN if number % 2 else _KITCHEN
        kept = [name for place, name in enumerate(own) if place != number // 2 % 5]
        history += [
            interaction(f"shopper-{number}", name, days=20 - number / 4 - step)
            for step, name in enumerate(kept)
        ]
    return history


def embeddings(products: Sequence[Product] = tuple(PRODUCTS)) -> NDArray[np.float32]:
    return WordEncoder().encode([product.text for product in products])


def trained() -> Hybrid:
    return train(interactions(), PRODUCTS, embeddings(), now=NOW)
