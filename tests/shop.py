"""A small shop for tests: eight products whose best matches are plain to see, and visitors to it."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import numpy as np
from httpx2 import Client, Response  # the test client's own
from numpy.typing import NDArray

from core.clock import Clock
from core.identity import Identity, signature
from core.keys import Keys
from core.products import Product, ProductId


def product(product_id: str, title: str, price: str, **fields: Any) -> Product:
    """A product of the test shop."""
    return Product(product_id=ProductId(product_id), title=title, price=Decimal(price), **fields)


def shop_catalog() -> list[Product]:
    """Things for the rain and things for the kitchen, some blue, some under 20 pounds."""
    rain = {"category": "Outdoors > Rainwear", "stock": 5, "image_url": "https://shop.example/rain.png"}
    kitchen = {"category": "Home > Kitchen", "stock": 5, "image_url": "https://shop.example/kitchen.png"}
    return [
        product("rain-jacket", "Blue rain jacket", "34.00", attributes={"colour": "blue"}, **rain),
        product("rain-hat", "Blue rain hat", "15.00", attributes={"colour": "blue"}, **rain),
        product(
            "wellies", "Green wellington boots for the rain", "28.00", attributes={"colour": "green"}, **rain
        ),
        product("umbrella", "Red umbrella for rainy days", "12.00", attributes={"colour": "red"}, **rain),
        product("mug", "Blue stoneware mug", "9.50", attributes={"colour": "blue"}, **kitchen),
        product("teapot", "White stoneware teapot", "26.00", attributes={"colour": "white"}, **kitchen),
        product("pan", "Black cast-iron pan", "45.00", attributes={"colour": "black"}, **kitchen),
        product(
            "sold-out-bowl",
            "Blue stoneware bowl",
            "8.00",
            attributes={"colour": "blue"},
            **{**kitchen, "stock": 0},
        ),
    ]


class WordEncoder:
    """A stand-in for the encoder: texts that share words have vectors that are near; instant."""

    dimension = 256
    identity = "words"

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """(n, 256), of unit length."""
        vectors = np.full((len(texts), self.dimension), 1e-6, dtype=np.float32)
        for row, text in enumerate(texts):
            for word in text.lower().replace(".", " ").replace(",", " ").split():
                digest = hashlib.sha256(word.encode()).digest()
                vectors[row, digest[0]] += 1.0
        unit: NDArray[np.float32] = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
        return unit


@dataclass
class Visitor:
    """A browser in the shop: speaks to the API with the publishable key and the visitor's token."""

    http: Client
    keys: Keys
    clock: Clock
    token: str
    visitor_id: str
    session_id: str = "s-1"

    @classmethod
    def arrives(cls, http: Client, keys: Keys, clock: Clock) -> "Visitor":
        """A new browser."""
        made = http.post("/v1/visitors", headers={"Authorization": f"Bearer {keys.publishable}"})
        return cls(http, keys, clock, made.json()["token"], made.json()["visitor_id"])

    @property
    def headers(self) -> dict[str, str]:
        """Key and token."""
        return {"Authorization": f"Bearer {self.keys.publishable}", "Rapport-Visitor": self.token}

    def get(self, path: str, **parameters: Any) -> Response:
        """GET as this visitor."""
        return self.http.get(path, params=parameters, headers=self.headers)

    def post(self, path: str, body: Any) -> Response:
        """POST as this visitor."""
        return self.http.post(path, json=body, headers=self.headers)

    def put(self, path: str, body: Any) -> Response:
        """PUT as this visitor."""
        return self.http.put(path, json=body, headers=self.headers)

    def signed(self, *, good_for: timedelta = timedelta(hours=2), **said: str) -> dict[str, str]:
        """The body of an identification, signed as the shop's server does it."""
        who = Identity(self.visitor_id, said.get("external_id", ""), said.get("email", ""))
        return {**said, "signature": signature(self.keys, who, expires_at=self.clock.now() + good_for)}

    def event(self, event_type: str, product_id: str | None = None, **fields: Any) -> dict[str, Any]:
        """An event as the storefront script makes it, now."""
        body = {
            "id": str(uuid4()),
            "type": event_type,
            "occurred_at": self.clock.now().isoformat(),
            "session_id": self.session_id,
            **fields,
        }
        return {**body, "product_id": product_id} if product_id else body

    def does(self, event_type: str, product_id: str | None = None, **fields: Any) -> None:
        """Send one event; it must be accepted."""
        response = self.post("/v1/events", {"events": [self.event(event_type, product_id, **fields)]})
        assert response.status_code == 202, response.text

    def answers(self, reason: str, *product_ids: str, text: str = "") -> Response:
        """Answer the exit-intent survey."""
        body = {
            "id": str(uuid4()),
            "version": 1,
            "reason": reason,
            "text": text,
            "session_id": self.session_id,
            "product_ids": list(product_ids),
        }
        return self.post("/v1/surveys/exit_intent/responses", body)
