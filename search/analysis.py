"""Words of product texts and of what shoppers write, brought to one form: lower case, singular."""

import re
from functools import lru_cache

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
_STOP_WORDS_TEXT = """
a about an and any are as at be but buy by can could do does find for from get give good had has have hello
help her hi him his i i'd i'm if in into is it its just like looking me my need nice no not of on or our
please really recommend show so some something suggest than thanks that the their them there these they
thing this those to under up want was we what which who will with would you your
"""
_SPELLINGS = {"color": "colour", "colour": "color"}
STOP_WORDS = frozenset(_STOP_WORDS_TEXT.split())


@lru_cache(maxsize=65_536)
def stem(word: str) -> str:
    """The singular of a lower-case English word, near enough to match plurals with it."""
    if len(word) < 4 or word.endswith(("ss", "us", "is")):
        return word
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("ches", "shes", "sses", "xes", "zes")):
        return word[:-2]
    return word[:-1] if word.endswith("s") else word


def spellings(name: str) -> frozenset[str]:
    """The ways in which shops write the name of an attribute, lower case; none for an empty name."""
    own = name.lower()
    return frozenset({own, _SPELLINGS.get(own, own)} - {""})


def words(text: str) -> list[str]:
    """The stemmed words of a text in order, stop words included."""
    return [stem(match.replace("’", "'").removesuffix("'s")) for match in _WORD.findall(text.lower())]


def terms(text: str) -> list[str]:
    """The stemmed words that carry meaning."""
    return [word for word in words(text) if word not in STOP_WORDS]
