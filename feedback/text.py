"""What may stand in a text that a shopper sends, and what of it the assistant reads."""

import re

_MARKUP = re.compile(r"<[a-zA-Z!/?][^<>]*>?|&#?\w+;", re.IGNORECASE)
NOTHING_SAID = "?"
"""In place of a text of spaces and slashes."""


def contains_markup(text: str) -> bool:
    """Whether a text holds a tag or an entity; "<3" and "a < b" are plain text."""
    return _MARKUP.search(text) is not None


def as_words(text: str) -> str:
    """A text with single spaces and without the slash that would make it a command of Rasa's ("/restart")."""
    return " ".join(text.split()).lstrip("/ ") or NOTHING_SAID
