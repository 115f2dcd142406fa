"""Yes or no: only where a sentence says just that, in plain words; everything else is left to the reader."""

import re
from collections.abc import Collection, Sequence

from search import words
from serving.product_questions.asked import AskedQuestion, QuestionForm

_PART = re.compile(r"[;:.!?]\s*|,\s(?:but|though|although|yet|so|because|thanks|due)\s|\sbut\s|\s[–—]\s")
# Read as English when the module is loaded: in another language no sentence decides anything.
_NOT = frozenset(
    words("not no never without cannot nothing neither nor can't won't don't doesn't isn't aren't")
)
_NEED = "need"
_NOT_AFTER = frozenset(words("included needed available required supplied necessary provided"))
_LEADING = frozenset(
    words("it they is are was fully completely truly very both also and made machine dishwasher")
)
_ARTICLES = frozenset(words("a an the this these our same"))
_SAFE = frozenset(words("safe suitable fine works good ok goes fits friendly"))
_AFTER = frozenset(words("safe proof washable friendly"))
_HAVING = frozenset(words("with has have own includes including comes features plus"))
_HEDGES = frozenset(
    words(
        "than except most almost nearly half only unless until if beneath underneath inside outside within "
        "like instead enough some partly maybe rather look style effect faux imitation against would could "
        "might may"
    )
)
_REACH, _NEAR, _NOUN = 3, 4, 3
"""Words from a "not" to what it denies, from a "with" to what there is, and from an adjective to its noun."""


def verdict(asked: AskedQuestion, sentence: str, *, title: Collection[str]) -> bool | None:
    """Whether a sentence says yes or no to what is asked; None where it does not decide it.

    `title` are the stems of what the product is called: they say which product is meant, and not what of it.
    """
    claim = frozenset(asked.content) - frozenset(title)
    if not asked.polar or claim <= _NOT_AFTER:
        return None  # "is it included" does not say what
    parts = [words(part) for part in _PART.split(sentence)]
    if _NEED not in words(asked.text) and any(_NEED in part for part in parts):
        return None  # what never needs ironing may be ironed
    said = {_of_part(asked, claim, part, title) for part in parts if claim.issubset(part)} - {None}
    return said.pop() if len(said) == 1 else None


def _of_part(
    asked: AskedQuestion, claim: frozenset[str], part: Sequence[str], title: Collection[str]
) -> bool | None:
    places = [at for at, word in enumerate(part) if word in claim]
    before, after = part[: places[0]], part[places[-1] + 1 :]
    if _denied(before[-_REACH:], part[places[0] : places[-1] + 1], after[: _REACH + 1]):
        return False
    if asked.wholly or not _HEDGES.isdisjoint(part) or not _NOT.isdisjoint(part):
        return None
    forms = {QuestionForm.BEING: _is, QuestionForm.HAVING: _has, QuestionForm.DOING: _does}
    asks = [forms[asked.form]] if asked.form else [_is, _does]
    return True if any(affirms(before, after, title) for affirms in asks) else None


def _denied(before: Sequence[str], claim: Sequence[str], after: Sequence[str]) -> bool:
    """ "Not waterproof", "never machine wash", "bulb not included", "fragrance-free"."""
    if {"than", "onli", "just"} & {*before, *after}:
        return False
    if not _NOT.isdisjoint(before) or not _NOT.isdisjoint(claim):
        return True
    unnamed = after[:1] == ["free"] and "free" not in claim
    return unnamed or bool(_NOT & set(after) and _NOT_AFTER & {*after, *claim})


def _is(before: Sequence[str], after: Sequence[str], title: Collection[str]) -> bool:
    """ "Waterproof …", "It is waterproof", "a waterproof jacket" of a jacket."""
    rest = set(before) - _LEADING
    return not rest or (rest <= _ARTICLES and not frozenset(title).isdisjoint(after[:_NOUN]))


def _has(before: Sequence[str], after: Sequence[str], _title: Collection[str]) -> bool:
    """ "With two pockets", "The lid seals …"."""
    near = before[-_NEAR:]
    return bool(_HAVING & set(near) and "for" not in near) or (list(before) == ["the"] and bool(after))


def _does(before: Sequence[str], after: Sequence[str], _title: Collection[str]) -> bool:
    """ "Safe in the dishwasher", "Works on induction", "Machine wash"; not of "the pot" alone."""
    if before[:1] == ["the"]:
        return False
    safe = bool(_SAFE & set(before)) and "for" not in before[-_NEAR:]
    return safe or bool(_AFTER & set(after[:2])) or set(before) <= _LEADING
