"""The Rapport API as the actions see it: one async client, short timeouts, two ways to fail.

ShopError
├── ShopAway      not reachable, too slow, or failing: say so, and let the shopper go on
└── ShopRefused   it answered 4xx to something that should have been right: a fault of ours
"""

from __future__ import annotations

import functools
import os
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import httpx

from actions.understanding.vocabulary import Vocabulary, from_file
from components import discreet

if TYPE_CHECKING:
    from actions.dialogue import Search

Json = dict[str, Any]
TIMEOUT = httpx.Timeout(8.0, connect=2.0)
VOCABULARY_SECONDS = 300.0
LONGEST_QUERY = 1_000  # characters that the API takes; of more, the newest words


@dataclass(frozen=True)
class Found:
    """Products that were found, and what of the question they leave out: "colour", "price" …"""

    products: tuple[Json, ...]
    given_up: tuple[str, ...] = ()
    in_cart: bool = False  # all that fits is in the shopper's cart
    fit: str = "good"  # or "guess": little speaks for it; or "none"


class ShopError(Exception):
    """The API did not do what was asked."""


class ShopAway(ShopError):
    """Not reachable, too slow, or answering 5xx."""


class ShopRefused(ShopError):
    """A 4xx other than "not found"."""


class Shop:
    """Calls of the API's assistant section; `conversation` is Rasa's sender id."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self._client = client
        self._vocabulary: Vocabulary | None = None
        self._read_at = 0.0

    async def search(
        self, conversation: str, search: Search, *, limit: int = 3, in_stock: bool = True
    ) -> Found:
        """Recommended products for what the shopper looks for, ranked with their taste; at most `limit`."""
        body: Json = {
            "query": search.query[-LONGEST_QUERY:],
            "statements": [wish.statement() for wish in search.wishes],
            "exclude": list(search.seen),
            "in_stock": in_stock,
            "limit": limit,
        }
        for name, value in (("min_price", search.minimum), ("max_price", search.maximum)):
            if value is not None:
                body[name] = str(value)
        answer = await self._send("POST", conversation, "search", body=body)
        return Found(
            products=tuple(answer["products"]),
            given_up=tuple(answer.get("given_up", ())),
            in_cart=bool(answer.get("in_cart")),
            fit=answer.get("fit", "good"),
        )

    async def vocabulary(self) -> Vocabulary:
        """The words of the shop's catalog beside those of the file; read again after a while."""
        if self._vocabulary is None or time.monotonic() - self._read_at > VOCABULARY_SECONDS:
            catalog = _json(await self._request("GET", "/v1/vocabulary"))
            self._vocabulary, self._read_at = Vocabulary.of(from_file(), catalog), time.monotonic()
        return self._vocabulary

    async def recommendations(self, conversation: str, *, limit: int = 3) -> list[Json]:
        """Recommended products for the shopper's taste alone."""
        answer = await self._send("GET", conversation, "recommendations", query={"limit": limit})
        return list(answer["products"])

    async def signals(self, conversation: str) -> list[Json]:
        """What is remembered of the shopper, oldest first, without what they took back."""
        return list((await self._send("GET", conversation, "signals"))["signals"])

    async def tell(self, conversation: str, signals: Sequence[Mapping[str, Any]]) -> list[Json]:
        """Store what the shopper said; returns it with a `signal_id` each."""
        answer = await self._send("POST", conversation, "signals", body={"signals": list(signals)})
        return list(answer["signals"])

    async def take_back(self, conversation: str, signal_id: str) -> None:
        """Forget one signal; one that is already gone is fine."""
        await self._find("DELETE", conversation, "signals", signal_id)

    async def order(self, conversation: str, order_id: str) -> Json | None:
        """One of the shopper's orders, or None where there is none by this number (or it is not theirs)."""
        return await self._find("GET", conversation, "orders", order_id)

    async def orders(self, conversation: str) -> list[Json]:
        """The shopper's latest orders, latest first."""
        return list((await self._send("GET", conversation, "orders"))["orders"])

    async def ask_product(
        self, conversation: str, product_id: str, question: str, *, surely: bool = True
    ) -> Json | None:
        """What the shop's words and values of a product answer, and how surely; None: no such product."""
        # What is not surely a question about it is kept nowhere where the shop's words don't answer it.
        body = {"question": question[:LONGEST_QUERY], "product_id": product_id, "keep": surely}
        return await self._find("POST", conversation, "product-questions", body=body)

    async def ask_shop(self, conversation: str, question: str) -> list[Json]:
        """What of the shop's own facts answers a question, best first; empty where nothing does."""
        body = {"question": question[:LONGEST_QUERY]}
        return list(
            (await self._find("POST", conversation, "shop-questions", body=body) or {}).get("answers", ())
        )

    async def basket(self, conversation: str) -> Json:
        """What is in the shopper's basket, as far as the shop's page told."""
        return await self._send("GET", conversation, "basket")

    async def hand_over(self, conversation: str, summary: str) -> str:
        """Ask a person to take over; returns the hand-over's id."""
        answer = await self._send("POST", conversation, "handover", body={"summary": summary})
        return str(answer["handover_id"])

    async def product(self, product_id: str) -> Json | None:
        """A product as the shop describes it, or None."""
        response = await self._request("GET", f"/v1/products/{quote(product_id, safe='')}")
        return _json(response) if response.status_code != httpx.codes.NOT_FOUND else None

    async def _send(
        self,
        method: str,
        *path: str,
        body: Json | None = None,
        query: Mapping[str, Any] | None = None,
    ) -> Json:
        return _json(await self._request(method, _path(path), json=body, params=query))

    async def _find(self, method: str, *path: str, body: Json | None = None) -> Json | None:
        response = await self._request(method, _path(path), json=body)
        return None if response.status_code == httpx.codes.NOT_FOUND else _json(response)

    async def _request(self, method: str, path: str, **content: Any) -> httpx.Response:
        try:
            response = await self._client.request(method, path, **content)
        except httpx.TransportError as error:
            raise ShopAway(f"{method} {path}: {type(error).__name__}") from error
        if response.is_server_error:
            raise ShopAway(f"{method} {path}: {response.status_code}")
        return response


def _path(parts: Sequence[str]) -> str:
    return "/v1/conversations/" + "/".join(quote(part, safe="") for part in parts)


def _json(response: httpx.Response) -> Json:
    if response.is_client_error:
        raise ShopRefused(f"{response.request.method} {response.request.url.path}: {response.status_code}")
    return dict(response.json()) if response.content else {}


@functools.cache
def shop_from_environment() -> Shop:
    """The API at RAPPORT_API_URL with RAPPORT_SECRET_KEY; a failed connection is tried once more.

    Whoever asks the real shop speaks of real shoppers, so that process keeps its log discreet.
    """
    discreet.install()
    client = httpx.AsyncClient(
        base_url=os.environ.get("RAPPORT_API_URL", "http://127.0.0.1:8000"),
        headers={"Authorization": f"Bearer {os.environ.get('RAPPORT_SECRET_KEY', '')}"},
        transport=httpx.AsyncHTTPTransport(retries=1),
        timeout=TIMEOUT,
    )
    return Shop(client)
