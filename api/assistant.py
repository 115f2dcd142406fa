"""Asks Rasa over HTTP; when it is away, the shopper still gets an answer from the API itself."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urljoin

import anyio
import httpx

from api.breaker import Breaker
from core.errors import Unavailable

log = logging.getLogger(__name__)

LOOK_SECONDS = 1.0
"""How long a part of it may take to say that it is there."""
AWAY = "The assistant is away."


@dataclass(frozen=True, slots=True)
class Reply:
    """One message of the assistant, with what came with it."""

    text: str
    products: Sequence[Mapping[str, Any]] = ()
    parts: Mapping[str, Any] = field(default_factory=dict)
    """Buttons, chips and the like by name, as they came: `api.http.reply_fields` checks them."""


class Assistant:
    """Rasa's REST channel, and the action server behind it as far as its health goes."""

    def __init__(
        self,
        url: str,
        *,
        timeout: float,
        actions_url: str = "",
        breaker: Breaker | None = None,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        self._client = httpx.AsyncClient(base_url=url, timeout=timeout, transport=transport)
        self._timeout = timeout
        self._actions_health = urljoin(actions_url, "/health") if actions_url else ""
        self._breaker = breaker or Breaker()

    async def reply(self, conversation_id: str, text: str, metadata: Mapping[str, Any]) -> list[Reply]:
        """What the assistant answers, at least one message; Unavailable when it is away.

        Away is also who says nothing (so Rasa does whose action server is away), or not within `timeout`
        seconds in all, however it spends them. After three in a row nobody waits for it for a while.
        """
        if not self._breaker.admits():
            raise Unavailable(AWAY)
        body = {"sender": conversation_id, "message": text, "metadata": metadata}
        try:
            with anyio.fail_after(self._timeout):
                response = await self._client.post("/webhooks/rest/webhook", json=body)
            response.raise_for_status()
            replies = _read(response.json())
        except (httpx.HTTPError, TimeoutError, ValueError) as error:
            log.warning("The assistant did not answer: %s", type(error).__name__)
            self._breaker.failed()
            raise Unavailable(AWAY) from error
        self._breaker.succeeded()
        return replies

    async def ready(self) -> bool:
        """Whether Rasa would answer now; False also while it is left alone since it did not."""
        return not self._breaker.is_open and await self._looked("/")

    async def actions_ready(self) -> bool:
        """Whether its action server would."""
        return await self._looked(self._actions_health)

    async def _looked(self, url: str) -> bool:
        try:
            with anyio.fail_after(LOOK_SECONDS):
                return (await self._client.get(url)).is_success
        except (httpx.HTTPError, TimeoutError):
            return False

    async def close(self) -> None:
        """Let the connections go."""
        await self._client.aclose()


def _read(messages: object) -> list[Reply]:
    """Rasa's messages; ValueError where there is nothing in them that a shopper could read."""
    sent = messages if isinstance(messages, list) else []
    replies = [_reply(message) for message in sent if isinstance(message, dict)]
    told = [reply for reply in _together(replies) if reply.text or reply.products or reply.parts]
    if not told:
        raise ValueError("no message")
    return told


def _together(replies: Sequence[Reply]) -> list[Reply]:
    """Rasa sends words and what they speak of as two messages; a shopper reads one."""
    joined: list[Reply] = []
    for reply in replies:
        if joined and not reply.text and not joined[-1].products and joined[-1].parts.keys() <= {"buttons"}:
            parts = {**reply.parts, **joined[-1].parts}
            joined[-1] = replace(joined[-1], products=reply.products, parts=parts)
        else:
            joined.append(reply)
    return joined


def _reply(message: Mapping[str, Any]) -> Reply:
    custom = message.get("custom")
    custom = custom if isinstance(custom, dict) else {}
    parts = {name: part for name, part in custom.items() if name not in ("text", "products")}
    if buttons := message.get("buttons"):
        parts["buttons"] = buttons
    products = custom.get("products")
    return Reply(
        text=str(message.get("text") or custom.get("text") or ""),
        products=products if isinstance(products, list) else (),
        parts=parts,
    )
