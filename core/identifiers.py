"""What an id of the shop's own may be, of a product, a shopper or an order: one rule at every door."""

import re

LONGEST = 200
_LETTER = r"[^\s\x00-\x1f\x7f-\x9f<>]"
PATTERN = rf"^{_LETTER}(?: *{_LETTER})*$"
"""Anything that can be read: no markup, no control characters, and no white space but spaces within."""
_WHOLE = re.compile(PATTERN)
STEPS = (".", "..")
"""No browser sends them in a path: each takes them for a step in it, however they are encoded."""
REMEDY = (
    f"is no id: one has 1 to {LONGEST} characters, spaces only within, no line break, no control character, "
    "no < or >, and is not . or .."
)


def is_identifier(text: str) -> bool:
    """Whether a text can be an id."""
    return len(text) <= LONGEST and text not in STEPS and _WHOLE.fullmatch(text) is not None
