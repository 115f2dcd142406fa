"""What our buttons send when they are pressed: the only messages that Rasa may read as a command."""

from __future__ import annotations

import json
import re

LONGEST = 1_000  # characters of a message, as at the API
NOTHING_SAID = "?"  # in place of a message of spaces and slashes: Rasa should not guess what it may mean

_PAYLOAD = re.compile(
    r"/(?:affirm|deny"
    r"|(?:like_product|dislike_product|ask_product|compare_products|add_to_basket|change_basket)"
    r'\{"product_id": ?"[^"\\]*(?:\\.[^"\\]*)*"\}'
    r'|forget_preference\{"signal_id": ?"[^"\\]*"\}'
    r'|take_off\{"part": ?"[^"\\]*(?:\\.[^"\\]*)*"\}'
    r'|basket_result\{"request_id": ?"[A-Za-z0-9_-]*", ?"done": ?"(?:yes|no)"\})'
)


def payload(intent: str, **chosen: str) -> str:
    """The message of a button: its intent, and what was chosen as entities."""
    return f"/{intent}{json.dumps(chosen, ensure_ascii=False)}"


def is_payload(text: str) -> bool:
    """Whether a message is what one of our buttons sends."""
    return _PAYLOAD.fullmatch(text) is not None


def as_said(text: str) -> str:
    """A message as it may reach Rasa: at most 1,000 characters, with single spaces.

    Rasa takes whatever begins with a slash for a command: "/restart" wipes the conversation. Unless it is one
    of our buttons, such a text is words.
    """
    if is_payload(command := text.strip()):
        return command  # whole: two spaces in an id are two
    return " ".join(text[:LONGEST].split()).lstrip("/ ") or NOTHING_SAID
