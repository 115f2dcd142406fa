"""What may stand in a text that a shopper sends."""

import re

_MARKUP = re.compile(r"<[a-zA-Z!/?][^<>]*>?|&#?\w+;", re.IGNORECASE)


def contains_markup(text: str) -> bool:
    """Whether a text holds a tag or an entity; "<3" and "a < b" are plain text."""
    return _MARKUP.search(text) is not None
