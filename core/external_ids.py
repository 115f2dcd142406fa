"""Placeholders: what a shop's code sends as an id where it has none; as an id they would merge strangers."""

import re
import unicodedata
from collections.abc import Collection

from core.errors import InvalidInput

_WRITTEN = """
null nil none undefined nan n/a void empty blank missing true false default anonymous anon guest unknown
unidentified not_set notset not_authenticated unauthenticated not_logged_in logged_out no_id id user
user_id userid customer customer_id customerid shopper shopper_id shopperid external_id externalid
distinct_id email username
"""
WORDS = frozenset(_WRITTEN.split())
"""In lower case, words joined by `_`: what languages write for nothing, and names of roles and fields."""
ZERO = re.compile(r"[\W_0]*")
"""No letter and no digit but 0: an empty id, a dash, 0, 0.0, the nil UUID."""
MINUS_ONE = re.compile(r"-1(\.0*)?")
UNFILLED = re.compile(r"\{\{|\}\}|\$\{|\{%|<%|%[sd]\b|\[object|\[function|\[native")
"""A template that nobody filled in, or a JavaScript object where a text was meant."""
GAP = re.compile(r"[\s_-]+")
QUOTES = "\"'`()[]{}<>"


def is_placeholder(external_id: str, own: Collection[str] = ()) -> bool:
    """Whether an id names nobody, in whatever case and quotes; `own` are the shop's further ones."""
    plain = _plain(external_id)
    if ZERO.fullmatch(plain) or MINUS_ONE.fullmatch(plain) or UNFILLED.search(plain):
        return True
    word = GAP.sub("_", plain.strip(QUOTES))
    return word in WORDS or plain in {_plain(placeholder) for placeholder in own}


def problem(external_id: str) -> str:
    """What is wrong with a placeholder, and the remedy."""
    return (
        f"{external_id[:50]!r} is a placeholder and names nobody: all who have it would become one shopper."
        " Send the shop's own id of this shopper, or no id at all where they are not signed in."
    )


def check_external_id(external_id: str, *, field: str, own: Collection[str] = ()) -> None:
    """InvalidInput where an id is a placeholder."""
    if is_placeholder(external_id, own):
        raise InvalidInput(problem(external_id), field=field)


def _plain(text: str) -> str:
    """As it looks: full-width letters, case and the spaces around it make no other id."""
    return unicodedata.normalize("NFKC", text).strip().casefold()
