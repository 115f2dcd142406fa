"""A small shop behind the contract of the API's assistant section: in memory, for tests and trials.

`transport(shop)` is an httpx transport for the action tests; `python -m tests.fake_api PORT` serves it.
"""

from __future__ import annotations

import json
import re
import sys
from dataclasses import dataclass, field
from decimal import Decimal
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import httpx

Json = dict[str, Any]

CATALOGUE = (
    ("mug-blue", "Tide mug", "Kitchen > Mugs", "blue", "14.00", "blue stoneware mug for tea and coffee"),
    ("mug-red", "Ember mug", "Kitchen > Mugs", "red", "12.50", "red mug, thick walls keep tea hot"),
    ("scarf-navy", "Harbour scarf", "Clothing > Scarves", "navy", "32.00", "warm wool scarf"),
    (
        "coat-pink",
        "Puddle coat",
        "Children > Rain",
        "pink",
        "28.00",
        "waterproof raincoat for toddlers, rain",
    ),
    (
        "coat-yellow",
        "Duckling coat",
        "Children > Rain",
        "yellow",
        "29.00",
        "waterproof raincoat for toddlers, rain",
    ),
    (
        "wellies-green",
        "Splash wellies",
        "Children > Rain",
        "green",
        "18.00",
        "wellies for toddlers in the rain",
    ),
    (
        "trowel",
        "Oak trowel",
        "Garden > Tools",
        "brown",
        "16.00",
        "garden trowel with an oak handle, gardening",
    ),
    ("gloves", "Hedge gloves", "Garden > Gloves", "green", "11.00", "gardening gloves in soft leather"),
    ("candle", "Quiet candle", "Home > Candles", "white", "9.00", "lavender candle for the evening"),
    ("lamp", "Brass desk lamp", "Home > Lamps", "gold", "48.00", "desk lamp made of brass"),
    ("rug", "Moor rug", "Home > Rugs", "grey", "95.00", "wool rug for the living room"),
    ("notebook", "Field notebook", "Stationery > Notebooks", "blue", "7.50", "notebook for walks and plans"),
)


VOCABULARY: Json = {
    "attributes": {
        "colour": ["blue", "red", "navy", "pink", "yellow", "green", "brown", "white", "gold", "grey"],
        "material": ["wool", "oak", "brass", "leather", "stoneware"],
    },
    "brands": ["Harbourside"],
    "things": [
        "mug", "mugs", "scarf", "scarves", "coat", "coats", "raincoat", "wellies", "trowel", "tools",
        "gloves", "candle", "candles", "lamp", "lamps", "rug", "rugs", "notebook", "notebooks", "rain",
        "gardening",
    ],
}  # fmt: skip


@dataclass
class FakeShop:
    """What the API would keep of one shopper."""

    signals: list[Json] = field(default_factory=list)
    handovers: list[str] = field(default_factory=list)
    requests: list[tuple[str, str, Json]] = field(default_factory=list)
    orders: dict[str, Json] = field(default_factory=dict)
    answers: dict[str, Json] = field(default_factory=dict)  # to questions about products, by product
    facts: list[Json] = field(default_factory=list)  # what of the shop's facts answers every question
    basket: dict[str, int] = field(default_factory=dict)
    free_delivery_from: str | None = None
    away: bool = False
    given_up: list[str] = field(default_factory=list)  # what every search leaves out
    fit: str = "good"  # of every search that finds something
    in_cart: frozenset[str] = frozenset()

    def handle(self, method: str, path: str, body: Json) -> tuple[int, Json]:
        """Answer one request: status and JSON."""
        self.requests.append((method, path, body))
        if self.away:
            return 503, {"title": "away"}
        if path == "/v1/vocabulary":
            return 200, VOCABULARY
        if match := re.fullmatch(r"/v1/products/(.+)", path):
            products = [_product(row) for row in CATALOGUE if row[0] == match[1]]
            return (200, products[0]) if products else (404, {})
        _, _, _, _, room, *rest = path.split("/")
        answer = getattr(self, f"_{method.lower()}_{room.replace('-', '_')}", None)
        return answer(body, *rest) if answer else (405, {})

    def _post_search(self, body: Json) -> tuple[int, Json]:
        hits, given_up = self._hits(body), list(self.given_up)
        if not hits and "max_price" in body:
            hits, given_up = self._hits({**body, "max_price": 0}), ["price"]
        products = [_recommended(row) for row in hits if row[0] not in self.in_cart][: body["limit"]]
        return 200, {
            "products": products,
            "given_up": given_up if products else [],
            "in_cart": bool(hits and not products),
            "fit": self.fit if products else "none",
        }

    def _hits(self, body: Json) -> list[tuple[str, ...]]:
        words = set(re.findall(r"[a-z]{3,}", body["query"].lower()))
        ranked = sorted(self._allowed(body), key=lambda row: -len(words & _words(row)))
        wanted = [
            s["value"] for s in body.get("statements", ()) if s["wanted"] and s["attribute"] == "colour"
        ]
        hits = [row for row in ranked if words & _words(row)]
        return [row for row in hits if row[3] in wanted] or hits

    def _get_recommendations(self, _: Json) -> tuple[int, Json]:
        return 200, {"products": [_recommended(row) for row in self._allowed({})[:3]]}

    def _post_signals(self, body: Json) -> tuple[int, Json]:
        named = {signal["product_id"] for signal in body["signals"] if signal.get("product_id")}
        if not named <= {row[0] for row in CATALOGUE} or len(body["signals"]) > 20:
            return 422, {}
        added = [
            {"wanted": True, **signal, "signal_id": f"s{len(self.signals) + place}"}
            for place, signal in enumerate(body["signals"])
        ]
        kinds = {signal["kind"] for signal in added}
        if "budget" in kinds:
            self.signals = [signal for signal in self.signals if signal["kind"] != "budget"]
        self.signals += added
        return 201, {"signals": added}

    def _get_signals(self, _: Json) -> tuple[int, Json]:
        return 200, {"signals": self.signals}

    def _delete_signals(self, _: Json, signal_id: str) -> tuple[int, Json]:
        before = len(self.signals)
        self.signals = [signal for signal in self.signals if signal["signal_id"] != signal_id]
        return (204 if len(self.signals) < before else 404), {}

    def _get_orders(self, _: Json, order_id: str | None = None) -> tuple[int, Json]:
        if order_id is None:
            return 200, {"orders": list(self.orders.values())[:3]}
        return (200, self.orders[order_id]) if order_id in self.orders else (404, {})

    def _post_product_questions(self, body: Json) -> tuple[int, Json]:
        if body["product_id"] not in {row[0] for row in CATALOGUE}:
            return 404, {}
        unknown = {"verdict": "unknown", "name": None, "value": None, "quote": None, "source": None}
        return 200, {**unknown, **self.answers.get(body["product_id"], {}), "product": {}}

    def _post_shop_questions(self, _: Json) -> tuple[int, Json]:
        return 200, {"answers": self.facts}

    def _get_basket(self, _: Json) -> tuple[int, Json]:
        rows = [(product(at), quantity) for at, quantity in self.basket.items()]
        lines = [
            {name: row[name] for name in ("product_id", "title", "price")} | {"quantity": quantity}
            for row, quantity in rows
        ]
        total = sum((Decimal(row["price"]) * quantity for row, quantity in rows), Decimal())
        missing = None
        if self.free_delivery_from is not None:
            missing = str(max(Decimal(self.free_delivery_from) - total, Decimal()))
        return 200, {"lines": lines, "total": str(total), "currency": "GBP", "to_free_delivery": missing}

    def _post_handover(self, body: Json) -> tuple[int, Json]:
        self.handovers.append(body["summary"])
        return 201, {"handover_id": f"h{len(self.handovers)}"}

    def _allowed(self, body: Json) -> list[tuple[str, ...]]:
        low, high = Decimal(body.get("min_price") or 0), Decimal(body.get("max_price") or 10_000)
        said = [*(s for s in self.signals if s["kind"] == "preference"), *body.get("statements", ())]
        unwanted = {s.get("value") for s in said if not s["wanted"]}
        disliked = {s.get("product_id") for s in self.signals if s["kind"] == "dislike"}
        return [
            row
            for row in CATALOGUE
            if low <= Decimal(row[4]) <= high
            and row[3] not in unwanted
            and row[0] not in {*disliked, *body.get("exclude", ())}
        ]


def product(product_id: str) -> Json:
    """A product of the catalog as the API describes it."""
    return next(_product(row) for row in CATALOGUE if row[0] == product_id)


def transport(shop: FakeShop) -> httpx.MockTransport:
    """The shop as an httpx transport."""

    def handle(request: httpx.Request) -> httpx.Response:
        status, answer = shop.handle(request.method, request.url.path, json.loads(request.content or b"{}"))
        return (
            httpx.Response(status, json=answer)
            if status != httpx.codes.NO_CONTENT
            else httpx.Response(status)
        )

    return httpx.MockTransport(handle)


def serve(shop: FakeShop, port: int) -> ThreadingHTTPServer:
    """The shop on 127.0.0.1:`port` (0: any free one); the caller runs and closes it."""

    class Handler(BaseHTTPRequestHandler):
        def _answer(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            body = json.loads(self.rfile.read(length) or b"{}")
            status, answer = shop.handle(self.command, self.path.split("?")[0], body)
            content = b"" if status == httpx.codes.NO_CONTENT else json.dumps(answer).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        do_GET = do_POST = do_DELETE = _answer  # noqa: N815 (names of http.server)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 (signature of http.server)
            """Quiet: a test's output is the test's."""

    return ThreadingHTTPServer(("127.0.0.1", port), Handler)


def _product(row: tuple[str, ...]) -> Json:
    product_id, title, category, colour, price, description = row
    return {
        "product_id": product_id, "title": title, "description": description, "category": category,
        "brand": "",
        "price": price, "currency": "GBP", "stock": 5, "url": f"/products/{product_id}", "image_url": "",
        "attributes": {"colour": colour}, "active": True,
    }  # fmt: skip


def _recommended(row: tuple[str, ...]) -> Json:
    return {
        "product": _product(row),
        "score": 1.0,
        "reason": {"code": "asked", "text": "You asked", "product_id": None},
    }


def _words(row: tuple[str, ...]) -> set[str]:
    words = re.findall(r"[a-z]{3,}", " ".join(row[1:]).lower())
    return {*words, *(word.rstrip("s") for word in words), *(word + "s" for word in words)}


if __name__ == "__main__":
    order = {
        "order_id": "HF-10023",
        "status": "shipped",
        "expected_on": "2026-11-25",
        "carrier": "Royal Mail",
    }
    serve(FakeShop(orders={"HF-10023": order}), int(sys.argv[1])).serve_forever()
