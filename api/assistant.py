"""Asks Rasa over HTTP; when it is away, the shopper still gets an answer from search."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import httpx

from core.errors import Unavailable

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Reply:
    """One message of the assistant, with what came with it."""

    text: str
    products: Sequence[Mapping[str, Any]] = ()
    parts: Mapping[str, Any] = field(default_factory=dict)
    """Buttons, chips and the like by name, as they came: `api.http.reply_fields` checks them."""


class Assistant:
    """Rasa's REST channel."""

    def __init__(
        self, url: str, *, timeout: float, transport: httpx.AsyncBaseTransport | None = None
    ) -> None:
        self._client = httpx.AsyncClient(
            base_url=url, timeout=httpx.Timeout(timeout, connect=1.0), transport=transport
        )

    async def reply(self, conversation_id: str, text: str, metadata: Mapping[str, Any]) -> list[Reply]:
        """What the assistant answers; Unavailable when it is away or says nothing that can be read."""
        body = {"sender": conversation_id, "message": text, "metadata": metadata}
        try:
            response = await self._client.post("/webhooks/rest/webhook", json=body)
            response.raise_for_status()
            messages = response.json()
        except (httpx.HTTPError, ValueError) as error:
            log.warning("The assistant did not answer: %s", type(error).__name__)
            raise Unavailable("The assistant is away.") from error
        return _together([_reply(message) for message in messages])

    async def ready(self) -> bool:
        """Whether it would answer now."""
        try:
            return (await self._client.get("/", timeout=1.0)).is_success
        except httpx.HTTPError:
            return False

    async def close(self) -> None:
        """Let the connections go."""
        await self._client.aclose()


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
    custom = message.get("custom") or {}
    parts = {name: part for name, part in custom.items() if name not in ("text", "products")}
    if buttons := message.get("buttons"):
        parts["buttons"] = buttons
    return Reply(
        text=message.get("text") or custom.get("text") or "",
        products=custom.get("products") or (),
        parts=parts,
    )
