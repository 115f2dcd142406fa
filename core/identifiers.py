"""What an id of the shop's own may be, of a product, a shopper or an order: one rule at every door."""

import re

LONGEST = 200
_UNSEEN = (
    r"\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f"
    r"\u3164\ufeff\uffa0\ufff0-\ufffb"
)
"""What Unicode shows as nothing (Default_Ignorable_Code_Point), as every engine of patterns writes it."""
_UNSEEN_BEYOND = r"\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
_JOINERS = r"\u200c\u200d\ufe00-\ufe0f"
"""They change how letters and pictures beside them look, but no ASCII."""
INVISIBLE = re.compile(rf"[{_UNSEEN}{_UNSEEN_BEYOND}{_JOINERS}]")
STRAY = re.compile(
    rf"[{_UNSEEN}{_UNSEEN_BEYOND}]|[\x00-\x7f][{_JOINERS}]|(?:^[{_JOINERS}]+|[\u200c\u200d])(?:$|[\x00-\x7f])"
)
"""Of two ids that look alike nobody could tell which is which."""
_LETTER = rf"[^\s\x00-\x1f\x7f-\x9f<>{_UNSEEN}]"
PATTERN = rf"^{_LETTER}(?: *{_LETTER})*$"
"""Anything that can be read: no markup, no control characters, nothing that is not seen but spaces within."""
_WHOLE = re.compile(PATTERN)
STEPS = (".", "..")
"""No browser sends them in a path: each takes them for a step in it, however they are encoded."""
REMEDY = (
    f"is no id: one has 1 to {LONGEST} characters, spaces only within, no line break, no control character, "
    "nothing invisible, no < or >, and is not . or .."
)


def is_identifier(text: str) -> bool:
    """Whether a text can be an id."""
    if len(text) > LONGEST or text in STEPS or STRAY.search(text):
        return False
    return _WHOLE.fullmatch(text) is not None
