"""For whom a product is and for whom somebody looks: "trousers for men", "gift for gran", "toys, 4 years"."""

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path

from search.analysis import language, stem
from search.languages import ENGLISH
from search.units import NUMBERS

_FILE = Path(__file__).parent / "words" / "audiences.txt"
GROUPS = ("men", "women", "children", "teenagers", "toddlers", "babies", "dogs", "cats")
EVERYONE = "everyone"
"""Says that a product is for nobody in particular."""
_COUNT = rf"(\d{{1,2}}|{'|'.join(NUMBERS)})"
_AGE = re.compile(
    rf"\b(?:(?:aged|age|turns|turning|turned)\s{_COUNT}\b(?:\syears?\sold)?"
    rf"|{_COUNT}[\s-]?(?:years?[\s-]olds?|yrs?[\s-]olds?|yo|y/o)\b)"
)
_AGES = (
    (1, ("babies", "toddlers")),
    (4, ("toddlers", "children")),
    (12, ("children",)),
    (17, ("teenagers",)),
)
"""Up to which age somebody is of which groups; older is grown up."""


def read_age(text: str) -> tuple[str, tuple[str, ...]]:
    """A lower-case text without an age, and the groups that it names; none where there is none in English."""
    match = _AGE.search(text) if language() == ENGLISH else None
    if match is None:
        return text, ()
    said = match[1] or match[2]
    age = float(NUMBERS.get(said, said))
    groups = next((groups for most, groups in _AGES if age <= most), ())
    return text[: match.start()] + " " + text[match.end() :], groups


def groups_of(word: str) -> tuple[str, ...]:
    """The groups that a lower-case word stands for, the one that is meant most first; mostly none.

    None for "unisex", too: it says for whom a product is, but not whom somebody looks for.
    """
    groups = _groups(language()).get(stem(word), ())
    return () if EVERYONE in groups else groups


def audience(stems: Iterable[str]) -> frozenset[str]:
    """For whom a product is by the words that it is called by; none where they name nobody, or everyone."""
    known = _groups(language())
    groups = {known[word][0] for word in stems if word in known}
    return frozenset() if EVERYONE in groups else frozenset(groups)


@lru_cache(maxsize=4)
def _groups(code: str) -> Mapping[str, tuple[str, ...]]:
    groups: dict[str, tuple[str, ...]] = {}
    for line in _FILE.read_text(encoding="utf-8").splitlines():
        head, _, words = line.partition(":")
        own, *names = head.split() or [""]
        if own == code:
            groups.update((stem(word), tuple(names)) for word in words.split())
    return groups
