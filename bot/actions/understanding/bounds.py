"""What each amount of a text limits: "at most", "at least", "about", or one end of a range.

`money` makes one price range of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from actions.understanding import limits
from actions.understanding.amounts import Amount, amount_at
from actions.understanding.limits import ABOUT, AT_LEAST, AT_MOST, BUDGET, FROM, LESS, MORE
from actions.understanding.tokens import Token

RANGE = "range"
OPENING = frozenset({"between", "zwischen", "zw"})
"""They open a range."""
_NO = frozenset({"no", "kein", "keine", "keinen", "not"})
_OUT_OF_REACH = 8  # tokens: what stands further away says nothing of an amount


@dataclass(frozen=True)
class Limit:
    """An amount, or two, and what it limits; `first` and `last` are of the tokens that say so."""

    kind: str
    low: Amount
    high: Amount
    first: int
    last: int

    @property
    def amounts(self) -> tuple[Amount, Amount]:
        return self.low, self.high


def limits_of(read: Sequence[Token], *, german: bool) -> list[Limit]:
    """Every amount with what it limits, two that are the ends of a range as one, from left to right."""
    amounts: list[Amount] = []
    at = 0
    while at < len(read):
        amount = amount_at(read, at, german=german)
        if amount:
            amounts.append(amount)
        at = amount.last if amount else at + 1
    limits: list[Limit] = []
    at = 0
    while at < len(amounts):
        pair = amounts[at : at + 2]
        ends = _range(read, *pair) if len(pair) == 2 else None
        limits.append(_limit(read, *(ends or (pair[0], pair[0])), floor=limits[-1].last if limits else 0))
        at += 2 if ends else 1
    return limits


def _range(read: Sequence[Token], low: Amount, high: Amount) -> tuple[Amount, Amount] | None:
    """The ends of "15-20 quid", "from £15 to £20", "15 bis 20 Euro"; the mark of one holds for both."""
    between = [token.text for token in read[low.last : high.first] if token.text != "."]
    if between == ["up", "to"] or between == ["bis", "zu"]:
        between = ["to"]
    if not (between and len(between) <= 2 and between[0] in limits.TO):
        return None
    if {low.mark, high.mark} == {"own", "other"}:
        return None
    opened = bool({token.text for token in read[max(0, low.first - 2) : low.first]} & OPENING)
    if len(between) == 2 and not (between[1] in limits.TO or between[1] in ("max", "maximal", "maximum")):
        return None
    if between[0] in ("and", "und", "u") and not opened:
        return None
    if between[0] in ("or", "oder", "/") and not (low.is_money or high.is_money):
        return None
    if low.value is not None and high.value is not None:
        in_k = read[high.last - 1].text == "k" and read[low.last - 1].text != "k"
        if (in_k or not (low.is_money and high.is_money)) and low.value * 100 < high.value >= 1_000:
            low = replace(low, value=low.value * 1_000)  # "1-2k"
        if low.value is not None and not low.is_money and high.in_words and low.value < 10 <= high.value / 10:
            low = replace(low, value=None) if not high.value % 100 else low  # "one to two hundred"
    mark = low.mark or high.mark
    return replace(low, mark=low.mark or mark), replace(high, mark=high.mark or mark)


def _limit(read: Sequence[Token], low: Amount, high: Amount, *, floor: int) -> Limit:
    kind, first = _said_before(read, low.first, floor)
    after, last = _said_after(read, high.last)
    if kind == MORE and {token.text for token in read[last : last + 4]} & limits.NOT_AFTER:
        return Limit(AT_MOST, low, high, first, high.last)
    if low is high and low.about and not after:
        after = ABOUT
    is_range = low is not high
    if is_range and kind in ("", BUDGET, ABOUT, FROM):
        return Limit(RANGE, low, high, first, last if after == ABOUT else high.last)
    if is_range and kind in (AT_LEAST, MORE):
        return Limit(kind, low, low, first, high.last)
    if kind in ("", ABOUT, BUDGET, FROM) and after:
        low_kind = after if not (kind == BUDGET and after == ABOUT) else BUDGET
        return Limit(low_kind, low, high, first, last)
    return Limit(kind, low, high, first, last if after and after == kind else high.last)


def _said_before(read: Sequence[Token], at: int, floor: int) -> tuple[str, int]:
    """What the words before a token say of an amount there, and where they begin."""
    kind, first = "", at
    while phrase := _phrase_before(read, first, floor):
        said, start = phrase
        if said in (MORE, LESS) and (negation := _negated(read, start, floor)) is not None:
            return (AT_MOST if said == MORE else AT_LEAST), negation
        if kind and not (kind == ABOUT or (kind in (AT_MOST, AT_LEAST, FROM) and said == BUDGET)):
            return kind, first
        spends = kind == ABOUT and read[start].text in limits.VERBS
        kind, first = (said if not kind or (kind == ABOUT and not spends) else kind), start
        if said not in (ABOUT, AT_MOST, FROM):
            break
    return kind, first


def _phrase_before(read: Sequence[Token], at: int, floor: int) -> tuple[str, int] | None:
    """The longest phrase that ends before a token, words that say nothing left out, and where it begins."""
    end = at
    while end > floor:
        for count in range(min(limits.LONGEST, end - floor), 0, -1):
            said = limits.BEFORE.get(tuple(token.text for token in read[end - count : end]))
            if said:
                return said, end - count
        if not _says_nothing(read, end - 1):
            break
        end -= 1
    return None


def _says_nothing(read: Sequence[Token], at: int) -> bool:
    """Whether a token may stand between a limit and its amount; a full stop does after "max"."""
    if read[at].text == "." and at > 0:
        return read[at].glued and read[at - 1].text in limits.ABBREVIATED
    return read[at].text in limits.SKIPPED or read[at].text in ",:'\"("


def _negated(read: Sequence[Token], at: int, floor: int) -> int | None:
    """Where the "not" of "not more than" stands, or of "I don't want to spend over"."""
    nouns = 0
    for place in range(at - 1, max(floor, at - _OUT_OF_REACH) - 1, -1):
        word = read[place]
        if word.text in limits.NEGATIONS:
            return place if nouns == 0 or word.text in _NO else None
        nouns += word.text not in limits.BETWEEN_NEGATION
        if nouns > 1 or not word.is_word:  # "no mugs over £20"
            return None
    return None


def _said_after(read: Sequence[Token], at: int) -> tuple[str, int]:
    for count in range(limits.LONGEST, 0, -1):
        phrase = tuple(token.text for token in read[at : at + count])
        if len(phrase) == count and phrase in limits.AFTER:
            return limits.AFTER[phrase], at + count
    return "", at
