"""Sizes: which one a question asks for, and whether a product's range or list has it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from search import NUMBERS

_LETTERS = ("XXS", "XS", "S", "M", "L", "XL", "XXL", "XXXL", "XXXXL")
_NAMES = {
    "small": "S", "medium": "M", "large": "L", "2xl": "XXL", "3xl": "XXXL", "4xl": "XXXXL", "x-large": "XL",
    "x-small": "XS",
}  # fmt: skip
_BEDS = ("single", "double", "king", "queen", "twin")
_LETTER = r"xxs|xs|s|m|l|xl|xxl|xxxl|[234]xl|x-large|x-small"
_NUMBER = r"\d{1,3}(?:[.,]5|½)?"
_COUNT = rf"{_NUMBER}|{'|'.join(sorted(NUMBERS, key=len, reverse=True))}"
_AGE = re.compile(
    rf"\b({_COUNT})[\s-]*(months?|mths?|years?|yrs?|yr|yo|y/o)\b|\bage[ds]?\s(\d{{1,2}})\b|\b(newborn)\b"
)
_ELSEWHERE = re.compile(r"\b(?:us|usa|eu|eur|euro|european|american|german|french|italian)\b")
_SIZED = re.compile(
    rf"\b(?:sizes?|in|an?|uk|do|in size)\s(?:an?\s)?(?:uk\s|size\s)?({_NUMBER}|{_LETTER}|{'|'.join(_BEDS)}"
    r"|(?:small|medium|large)(?=\s*(?:[?.!,]|$|size|one|please|available|left|in\b|or\b|and\b)))"
    r"(?![\w.]|\s?(?:cm|mm|m|ml|l|kg|g|litres?|inch(?:es)?|pairs?|packs?|pieces?|days?|weeks?|hours?|machine)\b)"
)
_WAIST = re.compile(
    rf"\b({_NUMBER})[\s\"”″-]*(?:inch(?:es)?\s)?(?:waist|leg|chest|collar)\b"
    rf"|\b(?:waist|leg|chest|collar)(?:\sof|\ssize)?\s({_NUMBER})\b"
)
_ALONE = re.compile(r"\b(xxs|xs|xl|xxl|xxxl|[234]xl)\b")
_EXTRA = re.compile(r"\b(?:extra|x)[\s-](large|small)\b")
_RANGE = re.compile(
    r"(\d{1,3}(?:[.,]5)?|[A-Za-z]{1,4})\s?(?:[-–—]|to|bis)\s?(\d{1,3}(?:[.,]5)?|[A-Za-z]{1,4})\b\s*([a-z]*)",
    re.IGNORECASE,
)
_LIST = re.compile(r"[,/|]")
_MEASURE = re.compile(r"(\d{1,3}(?:[.,]5)?)\s*([a-z]+)")
_MEASURED = ("waist", "inch", "inches", "in", "uk", "chest", "leg", "collar")
"""What may stand after a number and says what it measures, not in which unit."""
_LARGEST_OF_CHILDREN = 13
"""After the children's shoe size 13 comes 1 again."""


@dataclass(frozen=True, slots=True)
class AskedSize:
    """A size that is asked for: a letter, a number, months of age, a word; `elsewhere`: another system's."""

    letter: str = ""
    number: float | None = None
    months: float | None = None
    word: str = ""
    elsewhere: bool = False


def asked_size(question: str) -> AskedSize | None:
    """The size that a question names; None where it names none."""
    text = _EXTRA.sub(lambda match: "xl" if match[1] == "large" else "xs", question.lower())
    elsewhere = bool(_ELSEWHERE.search(text))
    if age := _AGE.search(text):
        return AskedSize(months=_months(age), elsewhere=elsewhere)
    match = _WAIST.search(text) or _SIZED.search(text) or _ALONE.search(text)
    if match is None:
        return None
    said = next(filter(None, match.groups()))
    if said[0].isdigit() and not said.endswith("xl"):
        return AskedSize(number=float(said.replace("½", ".5").replace(",", ".")), elsewhere=elsewhere)
    if said in _BEDS:
        return AskedSize(word=said)
    return AskedSize(letter=_NAMES.get(said, said.upper()), elsewhere=elsewhere)


def has_size(sizes: str, size: AskedSize) -> bool | None:
    """Whether what an attribute lists ("4–9", "S–XL", "Small, Medium", "1–4 years") has a size.

    None where that is not said: half a size, a size of another country, an odd one among even ones.
    """
    if size.elsewhere:
        return None
    verdicts = [_option(option.strip(), size) for option in _LIST.split(sizes) if option.strip()]
    if True in verdicts:
        return True
    return None if None in verdicts or not verdicts else False


def _months(age: re.Match[str]) -> float:
    if age[4]:
        return 0.0
    said = age[1] or age[3]
    number = float(NUMBERS.get(said, said).replace("½", ".5").replace(",", "."))
    return number if (age[2] or "").startswith("m") else 12 * number


def _option(option: str, size: AskedSize) -> bool | None:
    between = _RANGE.fullmatch(option)
    low, high, unit = between.groups() if between else (option, option, "")
    if not between and (alone := _MEASURE.fullmatch(option.lower())):
        low, high, unit = alone[1], alone[1], alone[2]
    if size.letter:
        return _lettered(low, high, size.letter)
    if size.word:
        return size.word in option.lower().split() if option.lower().split()[-1] in _BEDS else None
    if not (low[0].isdigit() and high[0].isdigit()):
        return None
    ends = [float(end.replace(",", ".")) for end in (low, high)]
    return _numbered(ends, "" if unit.lower() in _MEASURED else unit.lower(), size)


def _lettered(low: str, high: str, letter: str) -> bool | None:
    first, last = (_NAMES.get(name.lower(), name.upper()) for name in (low, high))
    if first not in _LETTERS or last not in _LETTERS or letter not in _LETTERS:
        return None
    return _LETTERS.index(first) <= _LETTERS.index(letter) <= _LETTERS.index(last)


def _numbered(ends: Sequence[float], unit: str, size: AskedSize) -> bool | None:
    low, high = ends
    if unit.startswith(("year", "yr", "month", "mth")):
        step = 1 if unit.startswith("m") else 12
        months = size.months if size.months is not None else (size.number or 0) * step
        return low * step <= months <= high * step
    if size.number is None or unit:
        return None
    if size.number % 1:
        return None if low < size.number < high else False
    if high < low:  # children's shoes
        return low <= size.number <= _LARGEST_OF_CHILDREN or 1 <= size.number <= high
    if not low <= size.number <= high:
        return False
    even = low % 2 == high % 2 == 0 and high - low >= _LARGEST_OF_CHILDREN - 5
    return None if even and size.number % 2 else True
