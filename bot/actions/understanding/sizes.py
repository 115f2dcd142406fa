"""Sizes as shoppers say theirs, with their kind: "im a size 6 shoe", "UK 10", "2XL", "waist 32", "age 5"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from actions.understanding import numerals
from actions.understanding.lists import words
from actions.understanding.tokens import Token, tokens

SIZE, SHOE_SIZE, WAIST = "size", "shoe size", "waist"
KINDS = frozenset({SIZE, SHOE_SIZE, WAIST})

_LETTERS = {
    "xxs": "XXS", "xs": "XS", "xl": "XL", "xxl": "XXL", "xxxl": "XXXL", "s": "S", "m": "M", "l": "L",
    "small": "S", "medium": "M", "large": "L",
}  # fmt: skip
_ALONE = frozenset({"xxs", "xs", "xl", "xxl", "xxxl"})  # sizes wherever they stand
_SIZE = frozenset({"size", "sz", "sized", "größe", "groesse", "gr"})
_SHOES = words("sizes", "shoes")
_ONE_SHOE = frozenset({"shoe", "foot", "feet"})  # "size 6 boots" asks for boots, "a size 6 shoe" for none
_WAIST = frozenset({"waist", "taille", "bundweite"})
_AGE = frozenset({"age", "aged", "ages"})
_REGIONS = frozenset({"uk", "eu", "us"})
_FILLING = words("sizes", "filling")
_AFTER_LETTER = words("sizes", "after letter")
_NEAR = 3  # tokens


@dataclass(frozen=True)
class Sized:
    """A size in a text: of which kind, which, and where it stands."""

    attribute: str
    value: str
    start: int
    end: int


def sizes(text: str) -> Iterator[Sized]:
    """All sizes that a text states, from left to right."""
    read = tokens(text)
    at = 0
    while at < len(read):
        sized_at = _size_at(read, at)
        if sized_at:
            yield sized_at[0]
        at = sized_at[1] if sized_at else at + 1


def _size_at(read: Sequence[Token], at: int) -> tuple[Sized, int] | None:
    word = read[at].text
    if word == "schuhgröße":
        return _after(read, at, SHOE_SIZE, longest=2)
    if word in _SIZE:
        return _after(read, at, _kind(read, at), longest=4)
    if word in _AGE and (sized_at := _after(read, at, SIZE, longest=2)):
        sized, last = sized_at
        unit = "months" if last < len(read) and read[last].text.startswith("month") else "years"
        last += last < len(read) and read[last].text in ("year", "years", "months", "month")
        return Sized(SIZE, f"{sized.value} {unit}", sized.start, read[last - 1].end), last
    if word in _WAIST:
        return _after(read, at, WAIST, longest=2)
    if word in _REGIONS and _value(read, at + 1) and not _is_of_size(read, at):
        return _after(read, at, _kind(read, at), longest=1)
    return _alone(read, at)


def _after(read: Sequence[Token], at: int, kind: str, *, longest: int) -> tuple[Sized, int] | None:
    """The size that follows a word such as "size", fillers left out."""
    for place in range(at + 1, min(at + 1 + longest, len(read))):
        if value := _value(read, place):
            text, last = value
            region = read[place - 1].text if read[place - 1].text in _REGIONS else ""
            start = read[at - 1].start if at and read[at - 1].text in _SHOES | {"my"} else read[at].start
            last += last < len(read) and read[last].text in _ONE_SHOE
            sized = Sized(kind, text, start, read[last - 1].end)
            return (_in_region(region, sized) if region else sized), last
        if read[place].text not in _FILLING:
            return None
    return None


def _alone(read: Sequence[Token], at: int) -> tuple[Sized, int] | None:
    """A size without the word: "2XL", "im a 14", "32 waist", "a 6 in shoes", "in large please"."""
    value = _value(read, at)
    if value is None:
        return None
    text, last = value
    after = {token.text for token in read[last : last + 2]}
    before = [token.text for token in read[max(0, at - 3) : at]]
    if text[0].isdecimal():
        if after & _WAIST and float(text) >= 20:
            end = next(place for place in range(last, last + 2) if read[place].text in _WAIST)
            return Sized(WAIST, text, read[at].start, read[end].end), end + 1
        wears = before[-1:] in (["a"], ["an"]) and before[-2:-1] and before[-2] in _WEARING
        ends = last >= len(read) or read[last].text in _AFTER_LETTER | _SHOES | {",", ".", "!"}
        if wears and ends and 2 <= float(text) <= 60:
            return Sized(_kind(read, at), text, read[at].start, read[last - 1].end), last
        return None
    letters = read[at].text if read[at].is_word else "xl"  # 2XL
    sure = letters in _ALONE or (
        before[-1:] in (["in"], ["a"], ["in", "a"])
        and (before[-1] == "in" or (before[-2:-1] and before[-2] in _WEARING | {"in"}))
        and (last >= len(read) or read[last].text in _AFTER_LETTER or not read[last].is_word)
    )
    return (Sized(SIZE, text, read[at].start, read[last - 1].end), last) if sure else None


_WEARING = words("sizes", "wearing")


def _value(read: Sequence[Token], at: int) -> tuple[str, int] | None:
    """A size at a token: "14", "XL", "2XL", "six", "large", "14-16"; and the token after it."""
    if at >= len(read):
        return None
    word, after = read[at].text, read[at + 1].text if at + 1 < len(read) else ""
    if read[at].is_number:
        glued = at + 1 < len(read) and read[at + 1].glued
        if word in ("2", "3", "4") and after in ("xl", "xs") and glued:
            return "X" * int(word) + after[-1].upper(), at + 2
        half = word.replace(",", ".")
        if len(word) > 4 or not half.replace(".5", "").isdecimal() or (glued and read[at + 1].is_word):
            return None
        return half, at + 1
    if word == "extra" and after in ("small", "large"):
        return "X" + _LETTERS[after], at + 2
    if word in _LETTERS:
        return _LETTERS[word], at + 1
    number = numerals.number([word]) if read[at].is_word and word not in ("a", "ein") else None
    return (f"{number[0]:f}", at + 1) if number and number[0] < 60 else None


def _kind(read: Sequence[Token], at: int) -> str:
    near = {token.text for token in read[max(0, at - _NEAR) : at + _NEAR + 2]}
    if near & _SHOES:
        return SHOE_SIZE
    return WAIST if near & _WAIST else SIZE


def _is_of_size(read: Sequence[Token], at: int) -> bool:
    return at > 0 and read[at - 1].text in _SIZE


def _in_region(region: str, sized: Sized) -> Sized:
    """A UK size is the shop's own; of another region it is said."""
    value = sized.value if region == "uk" else f"{region.upper()} {sized.value}"
    return Sized(sized.attribute, value, sized.start, sized.end)
