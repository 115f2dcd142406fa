"""Buttons in the chat: what a tap sends. Nothing else that shoppers write is a command for the assistant."""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass

from feedback.tables import ChatMessage, SignalKind

_OPINION = re.compile(
    r'/(?P<kind>like|dislike)_product(?P<chosen>\{"product_id": ?"[^"\\]*(?:\\.[^"\\]*)*"\})'
)


@dataclass(frozen=True, slots=True)
class Opinion:
    """A like or dislike, tapped under a product; whether the shop has such a product is another question."""

    kind: SignalKind
    product_id: str


def opinion(text: str) -> Opinion | None:
    """What the buttons under a product send, which the storefront script makes; None for anything else."""
    match = _OPINION.fullmatch(text)
    if match is None:
        return None
    try:
        product_id = json.loads(match["chosen"])["product_id"]
        product_id.encode()
    except ValueError:  # an escape that JSON does not know, or half of a pair that stands for no character
        return None
    return Opinion(SignalKind(match["kind"]), product_id)


def is_tap(text: str, conversation: Iterable[ChatMessage]) -> bool:
    """Whether a text is what a button of this conversation sends; one that was only typed is words."""
    offered = (button for message in conversation for button in message.extras.get("buttons", ()))
    return any(button.get("payload") == text for button in offered) or opinion(text) is not None
