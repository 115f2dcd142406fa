"""Buttons in the chat: what a tap sends. Nothing else that shoppers write is a command for the assistant."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass

from feedback.tables import ChatMessage, SignalKind

_OPINION = re.compile(
    r'/(?P<kind>like|dislike)_product(?P<chosen>\{"product_id": ?"[^"\\]*(?:\\.[^"\\]*)*"\})'
)
_TAKE_OFF = re.compile(r'/take_off\{"part": ?"[^"\\]*(?:\\.[^"\\]*)*"\}')
_BASKET_RESULT = re.compile(
    r'/basket_result\{"request_id": ?"(?P<request_id>[A-Za-z0-9_-]*)", ?"done": ?"(?P<done>yes|no)"\}'
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


def is_take_off(text: str) -> bool:
    """Whether a text is what takes a part off the search that is on."""
    return _TAKE_OFF.fullmatch(text) is not None


def is_tap(text: str, conversation: Sequence[ChatMessage]) -> bool:
    """Whether a text is what the panel sends in this conversation; one that was only typed is words."""
    offered = {
        button.get("payload")
        for message in conversation
        for kind in ("buttons", "chips")
        for button in message.extras.get(kind, ())
    }
    return text in offered or opinion(text) is not None or _answers_a_request(text, conversation)


def _answers_a_request(text: str, conversation: Sequence[ChatMessage]) -> bool:
    """Whether it says what became of a change of the basket that was asked for and not answered yet."""
    if (request_id := _answered(text)) is None:
        return False
    asked = {message.extras.get("basket", {}).get("request_id") for message in conversation}
    answered = {_answered(message.text) for message in conversation if message.extras.get("tapped")}
    return request_id in asked - answered


def _answered(text: str) -> str | None:
    match = _BASKET_RESULT.fullmatch(text)
    return match["request_id"] if match else None


def basket_changed(text: str) -> bool | None:
    """Whether the page says that it changed the basket as asked; None where it says nothing of it."""
    match = _BASKET_RESULT.fullmatch(text)
    return match["done"] == "yes" if match else None
