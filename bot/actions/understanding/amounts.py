"""Amounts as shoppers type them, with the currency beside: each is read whole, or not at all.

"1.299,00 €", "£1,299", "1'500.-", "CHF50", "two pounds fifty" and "2k" are amounts; "12_99" cannot be
read. Whether a number without a currency is money is not said here, but in `prices`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from actions.understanding import limits, numerals
from actions.understanding.currencies import MINOR, is_own, is_short, mark_at, minor_unit
from actions.understanding.digits import LONGEST, grouped_by_spaces, value_of
from actions.understanding.lists import words
from actions.understanding.tokens import Token

MOST = Decimal(999_999_999)

_THOUSAND = frozenset({"k", "thousand", "grand", "tausend", "tsd", "mille"})
_MILLIONS = frozenset(
    {"million", "millions", "mio", "billion", "billions", "millionen", "lakh", "crore", "mrd"}
)
_NOTES = {
    "fiver": 5, "tenner": 10, "fünfer": 5, "zehner": 10, "zwanziger": 20, "zwanni": 20, "fünfziger": 50,
    "fuffi": 50, "hunderter": 100, "hunni": 100,
}  # fmt: skip
_A = frozenset({"a", "ein", "einen", "einem", "nen", "nem", "es", "n"})
_SEVERAL_NOTES = {"fivers": 5, "tenners": 10}
_VAGUE = frozenset({"couple", "few", "several", "half", "paar", "halbe", "halben", "einige", "quarter"})
_NO_CENTS = frozenset({",", ".", ":"})  # "20,-" and "20.--"
_DASHES = frozenset({"-", "–", "—"})
_JOINED = frozenset({"#", "@", "/", "_", "\\", "*"})  # glued before a number they make a name of it
_MEASURED_IN_K = words("amounts", "measured in k")
_CARAT = frozenset({"gold", "silver", "diamond", "diamonds", "ring", "necklace"})


@dataclass(frozen=True)
class Amount:
    """A number and its currency; `value` is None where it could be two, or none, and so is not read."""

    value: Decimal | None
    mark: str  # "own", "other", or "" where no currency stands beside it
    first: int  # the first of its tokens
    last: int  # the token after it
    in_words: bool = False
    about: bool = False  # "40ish"

    @property
    def is_money(self) -> bool:
        """Whether a currency stands beside it."""
        return bool(self.mark)


def amount_at(read: Sequence[Token], at: int, *, german: bool = False) -> Amount | None:
    """The amount that begins at a token; None where none does. `german`: "1.299" is more than a thousand."""
    if note := _note(read, at):
        return replace(note, value=None) if _is_vague(read, at) else note
    before, start = mark_at(read, at)
    start += at
    if before in MINOR or (not before and _is_part_of_a_name(read, at)):
        return None
    number = _number(read, start, german=german)
    if number is None:
        return None
    value, last, in_words = number
    if _is_vague(read, at):
        value = None
    value, multiplied = _multiplied(read, value, last)
    whole = _without_empty_cents(read, multiplied)
    ish = _ish(read, whole)
    after, taken = ("", 0) if before else _mark_after(read, ish, in_words=in_words)
    shorthand = not (before or after) and (whole > multiplied or _is_k(read, last, multiplied))
    mark, last = before or after, ish + taken
    if before:
        last = _marked_twice(read, last, value)
    if not mark and _goes_on(read, last):
        return None
    if before and _runs_on(read, last):
        value = None
    if after and after not in MINOR:
        value, last = _with_cents(read, value, last)
    amount = _of(value, mark, at, last, in_words=in_words)
    return amount and replace(amount, about=ish > whole, mark="own" if shorthand else amount.mark)


def _of(value: Decimal | None, mark: str, first: int, last: int, *, in_words: bool) -> Amount | None:
    own = is_own(mark)
    if value is not None:
        value = value / 100 if mark in MINOR else value
        if value > MOST:
            return None
        if own and value % minor_unit():  # such as 12.50 yen
            value = None
    return Amount(value, "" if not mark else "own" if own else "other", first, last, in_words)


def _note(read: Sequence[Token], at: int) -> Amount | None:
    """ "a tenner", "two fivers", "einen Zwanziger"."""
    words = [token.text for token in read[at : at + 2]]
    if not words or not read[at].is_word:
        return None
    if words[0] in _A and len(words) == 2 and words[1] in _NOTES:
        return Amount(Decimal(_NOTES[words[1]]), "own", at, at + 2)
    if words[:2] in (["a", "grand"], ["one", "grand"]):
        return Amount(Decimal(1_000), "", at, at + 2, in_words=True)
    if note := _NOTES.get(words[0].removesuffix("nötli").removesuffix("schein")):
        return Amount(Decimal(note), "own", at, at + 1)
    count = numerals.number(words[:1])
    if count and len(words) == 2 and words[1] in _SEVERAL_NOTES:
        return Amount(count[0] * _SEVERAL_NOTES[words[1]], "own", at, at + 2)
    return None


def _ish(read: Sequence[Token], at: int) -> int:
    """The place after "ish" or "-ish"."""
    at_ish = at + (at + 1 < len(read) and read[at].text in _DASHES and read[at + 1].glued)
    return at_ish + 1 if _names(read, at_ish, frozenset({"ish"})) else at


def _marked_twice(read: Sequence[Token], at: int, value: Decimal | None) -> int:
    """The place after a second mark: "£20 pounds", "£7.50p"."""
    mark, taken = mark_at(read, at)
    if not mark or (mark in MINOR and not (value is not None and value % 1)):
        return at
    another = at + taken < len(read) and read[at + taken].is_number  # "£20 £30"
    return at if another else at + taken


def _is_k(read: Sequence[Token], before: int, after: int) -> bool:
    """Whether a number in thousands is an amount without a currency: "2k", not "a 4k tv"."""
    return after > before and read[before].text == "k" and not _names(read, after, _MEASURED_IN_K)


def _runs_on(read: Sequence[Token], at: int) -> bool:
    """Whether letters that say nothing are glued to an amount, so that it may be misspelt: "£3O"."""
    known = limits.CONTINUING | limits.OFF
    return at < len(read) and read[at].glued and read[at].is_word and read[at].text not in known


def _is_vague(read: Sequence[Token], at: int) -> bool:
    """Whether the words before make it less, or more: "a couple of hundred", "half a thousand"."""
    before = [token.text for token in read[max(0, at - 2) : at]]
    return bool(set(before[-1:]) & _VAGUE) or (before[-1:] == ["of"] and before[0] in _VAGUE)


def _number(read: Sequence[Token], at: int, *, german: bool) -> tuple[Decimal | None, int, bool] | None:
    """A number in digits or in words: its value (None: not to be read), the token after it, and which."""
    if at >= len(read):
        return None
    if read[at].is_number:
        text, last = grouped_by_spaces(read, at)
        if len(text) > LONGEST:
            return None
        odd = last < len(read) and read[last].glued and read[last].text == "_"
        return None if odd else value_of(text, german=german), last, False
    words: list[str] = []
    places: list[int] = []
    for place in range(at, min(at + 16, len(read))):
        if read[place].is_word:
            words.append(read[place].text)
            places.append(place + 1)
        elif not (read[place].text == "-" and read[place].glued):  # "twenty-five"
            break
    numeral = numerals.number(words)
    if numeral is None:
        return None
    value, count = numeral
    whole = True
    while more := numerals.number(words[count:]):  # "one fifty": two numbers, or one that nobody can tell
        whole, count = False, count + more[1]
    return value if whole else None, places[count - 1], True


def _multiplied(read: Sequence[Token], value: Decimal | None, at: int) -> tuple[Decimal | None, int]:
    """ "2k", "1.5 thousand", "2 hundred", "2 thousand 500"; of millions nothing is read."""
    if at >= len(read) or not read[at].is_word:
        return value, at
    word = read[at].text
    if word in _MILLIONS:
        return None, at + 1
    if word in ("hundred", "hundert"):
        return None if value is None else value * 100, at + 1
    if word not in _THOUSAND:
        return value, at
    value, at = None if value is None else value * 1_000, at + 1
    at += at < len(read) and word == "tsd" and read[at].text == "."
    start = at + (at < len(read) and read[at].text in ("and", "und"))
    if word != "k" and start < len(read) and read[start].is_number and not read[start].glued:
        rest = value_of(read[start].text)
        if value is not None and rest is not None and rest < 1_000 and not value % 1_000:
            return value + rest, start + 1
    return value, at


def _without_empty_cents(read: Sequence[Token], at: int) -> int:
    """The place after ",-", ".--" or ":-"."""
    if at + 1 >= len(read) or read[at].text not in _NO_CENTS or read[at + 1].text not in _DASHES:
        return at
    end = at + 1
    while end < len(read) and read[end].text in _DASHES and read[end].glued and read[at].glued:
        end += 1
    number_follows = end < len(read) and read[end].is_number and read[end].glued
    return at if end == at + 1 or number_follows else end


def _mark_after(read: Sequence[Token], at: int, *, in_words: bool) -> tuple[str, int]:
    if at < len(read) and read[at].text == "-" and at + 1 < len(read) and read[at + 1].is_word:
        mark, taken = mark_at(read, at + 1)  # "a 20-pound limit"
        return (mark, taken + 1) if mark and not is_short(mark) and read[at].glued else ("", 0)
    if at < len(read) and read[at].text == "odd":  # "twenty odd quid"
        mark, taken = mark_at(read, at + 1)
        return (mark, taken + 1) if mark else ("", 0)
    mark, taken = mark_at(read, at)
    alone = at + 1 >= len(read) or not (read[at + 1].is_word or read[at + 1].is_number)
    if is_short(mark) and (not (read[at].glued or in_words or alone) or _names(read, at + 1, _CARAT)):
        return "", 0
    if mark and taken and _names(read, at + taken, frozenset({"of", "weight"})):  # pounds of flour
        return "", 0
    before_a_number = at + taken < len(read) and read[at + taken].is_number and read[at + taken].glued
    sign = bool(mark) and not mark[-1].isalpha()
    return ("", 0) if before_a_number and sign and not read[at].glued else (mark, taken)


def _with_cents(read: Sequence[Token], value: Decimal | None, at: int) -> tuple[Decimal | None, int]:
    """ "two pounds fifty", "5€50", "2 pounds and 50 pence"."""
    joined = at < len(read) and read[at].text in ("and", "und")
    start = at + joined
    number = _number(read, start, german=False) if start < len(read) else None
    if number is None or value is None or value % 1:
        return value, at
    cents, last, in_words = number
    if cents is None or not 0 < cents < 100:
        return value, at
    mark, taken = mark_at(read, last)
    if mark in MINOR:
        return value + cents / 100, last + taken
    two_digits = cents >= 10 and not cents % 1 and (in_words or len(read[start].text) == 2)
    if joined or mark or not two_digits:
        return value, at
    follows = read[last].text if last < len(read) else ""
    if not follows or not read[last].is_word or follows in limits.CONTINUING:
        apart = follows in ("%", "€", "£", "$", "-", "–")
        return (value, at) if apart else (value + cents / 100, last)
    return (value, at) if follows in limits.UNITS else (None, last)


def _is_part_of_a_name(read: Sequence[Token], at: int) -> bool:
    """Whether letters or signs before a number make a name of it ("HF-10023"), or less than nothing."""
    if not read[at].is_number or at == 0 or not (before := read[at - 1]).kind or not read[at].glued:
        return False
    if before.text in _DASHES:
        return at == 1 or not before.glued or not (read[at - 2].is_number or read[at - 2].text in "£€$kp")
    return (before.is_word and (before.text,) not in limits.BEFORE) or before.text in _JOINED


def _goes_on(read: Sequence[Token], at: int) -> bool:
    """Whether what follows is one with the number: "30cm", "4th", "12-year-old", "20%"."""
    if at >= len(read):
        return False
    if read[at].text in ("%", "°", "″", '"') or (
        read[at].glued and read[at].text in ("'", "’", "@", "_", "*")
    ):
        return True
    if not read[at].glued:
        return False
    if read[at].is_word:
        return read[at].text not in ("ish", "er")
    next_word = (
        at + 1 < len(read) and read[at + 1].glued and read[at + 1].is_word and read[at + 1].text != "ish"
    )
    return read[at].text in _DASHES and next_word and not _names(read, at + 1, _THOUSAND)


def _names(read: Sequence[Token], at: int, words: frozenset[str]) -> bool:
    return at < len(read) and read[at].text in words
