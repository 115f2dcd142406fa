"""Numbers in words, English and German: "twenty five", "a hundred and fifty", "hundertfünfzig".

Of the libraries for it, text2num reads "between a hundred and two hundred" as 102 and "zwischen fünf und
zwanzig" as 25, and word2number knows no German: a number that is read in part is worse than none.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from functools import lru_cache

_ONES = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
    "ein": 1, "eins": 1, "zwei": 2, "zwo": 2, "drei": 3, "vier": 4, "fünf": 5, "sechs": 6, "sieben": 7,
    "acht": 8, "neun": 9,
}  # fmt: skip
_TEENS = {
    "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16,
    "seventeen": 17, "eighteen": 18, "nineteen": 19,
    "zehn": 10, "elf": 11, "zwölf": 12, "dreizehn": 13, "vierzehn": 14, "fünfzehn": 15, "sechzehn": 16,
    "siebzehn": 17, "achtzehn": 18, "neunzehn": 19,
}  # fmt: skip
_TENS = {
    "twenty": 20, "thirty": 30, "forty": 40, "fourty": 40, "fifty": 50, "sixty": 60, "seventy": 70,
    "eighty": 80, "ninety": 90,
    "zwanzig": 20, "dreißig": 30, "dreissig": 30, "vierzig": 40, "fünfzig": 50, "fuffzig": 50,
    "sechzig": 60, "siebzig": 70, "achtzig": 80, "neunzig": 90,
}  # fmt: skip
_HALVES = {
    "anderthalb": "1.5", "eineinhalb": "1.5", "zweieinhalb": "2.5", "dreieinhalb": "3.5", "viereinhalb": "4.5"
}  # fmt: skip
_HUNDREDS = frozenset({"hundred", "hundert"})
_THOUSANDS = frozenset({"thousand", "tausend"})
_ARTICLES = frozenset({"a", "an", "one", "ein", "eine", "einen", "einem"})
_LONGEST = (
    60  # letters of a number's word: "neunhundertneunundneunzigtausendneunhundertneunundneunzig" has 57
)
Read = tuple[Decimal, int]
"""A number, and how many words it takes."""


def number(words: Sequence[str]) -> Read | None:
    """The number that the words begin with, as long as it goes; None where they begin with none."""
    if words and words[0] in _HALVES:
        factor = {"tausend": 1_000, "hundert": 100}.get(words[1] if len(words) > 1 else "", 1)
        return Decimal(_HALVES[words[0]]) * factor, 1 + (factor > 1)
    whole = _up_to_millions(words)
    if whole is None:
        return None
    value, count = whole
    if list(words[count : count + 3]) in (["and", "a", "half"], ["und", "ein", "halb"]):
        value, count = value + Decimal("0.5"), count + 3
        if count < len(words) and words[count] in _THOUSANDS:
            value, count = value * 1_000, count + 1
    return value, count


def _up_to_millions(words: Sequence[str]) -> Read | None:
    first = _below_thousand(words, articles=True)
    if first is None:
        return None
    value, count = first
    if count < len(words) and words[count] in _THOUSANDS:
        value, count = value * 1_000, count + 1
        return _added(words, value, count, below=Decimal(1_000))
    return value, count


def _below_thousand(words: Sequence[str], *, articles: bool) -> Read | None:
    """ "five", "twenty five", "a hundred and fifty", "fifteen hundred"; "a thousand" is 1 here."""
    if not words:
        return None
    multiplied = len(words) > 1 and words[1] in _HUNDREDS | _THOUSANDS
    if articles and words[0] in _ARTICLES and multiplied:
        start: Read | None = (Decimal(1), 1)
    elif words[0] in _HUNDREDS or words[0] in _THOUSANDS:
        start = (Decimal(1), 0)
    else:
        start = _below_hundred(words)
    if start is None:
        return None
    value, count = start
    if count < len(words) and words[count] in _HUNDREDS and value < 100:
        return _added(words, value * 100, count + 1, below=Decimal(100))
    return value, count


def _added(words: Sequence[str], value: Decimal, count: int, *, below: Decimal) -> Read:
    """With what follows and belongs to it: "hundred and fifty", not "hundred and two hundred"."""
    start = count + (count < len(words) and words[count] in ("and", "und"))
    rest = _below_thousand(words[start:], articles=False) if below == 1_000 else _below_hundred(words[start:])
    if rest is None or rest[0] >= below or not rest[1]:
        return value, count
    after = start + rest[1]
    if after < len(words) and words[after] in _HUNDREDS | _THOUSANDS:
        return value, count
    return value + rest[0], after


def _below_hundred(words: Sequence[str]) -> Read | None:
    """ "five", "fifteen", "twenty five"; a German number is one word, of any size."""
    if not words:
        return None
    value = _one_word(words[0])
    if value is None:
        return None
    if value in range(20, 100, 10) and len(words) > 1 and words[1] in _ONES and words[0] in _TENS:
        return Decimal(value + _ONES[words[1]]), 2
    return Decimal(value), 1


@lru_cache(maxsize=1_024)
def _one_word(word: str) -> int | None:
    """A number of one word: "five", "twentyfive", "fünfundzwanzig", "zweihundertfünfzig"."""
    if len(word) > _LONGEST:
        return None
    word = word.replace("fuenf", "fünf").replace("zwoelf", "zwölf")
    for table in (_ONES, _TEENS, _TENS):
        if word in table:
            return table[word]
    return _english(word) or _german(word)


def _english(word: str) -> int | None:
    return next(
        (
            tens + _ONES[word[len(name) :]]
            for name, tens in _TENS.items()
            if word.startswith(name) and word[len(name) :] in _ONES
        ),
        None,
    )


def _german(word: str) -> int | None:
    for multiplier, factor in (("tausend", 1_000), ("hundert", 100)):
        before, name, after = word.partition(multiplier)
        if name:
            high = _one_word(before) if before else 1
            low = _one_word(after.removeprefix("und")) if after else 0
            return None if high is None or low is None or low >= factor else high * factor + low
    ones, und, tens = word.partition("und")
    return _TENS[tens] + _ONES[ones] if und and ones in _ONES and tens in _TENS else None
