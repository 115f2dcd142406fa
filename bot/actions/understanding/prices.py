"""Whether an amount is a price that the shopper sets: no age, no size, no count, and none that was paid."""

from __future__ import annotations

from collections.abc import Sequence

from actions.understanding import limits
from actions.understanding.bounds import RANGE, Limit
from actions.understanding.limits import ABOUT, AT_LEAST, AT_MOST, BUDGET, FROM, LESS, MORE
from actions.understanding.tokens import Token

_ENDS = frozenset(".;!?")
_NEAR = 8  # tokens: what stands further away says nothing of an amount


def is_money(read: Sequence[Token], limit: Limit, *, bare: bool) -> bool:
    """Whether what is limited is a price of what the shopper would buy."""
    before = [token.text for token in _sentence_before(read, limit.first)]
    after = [token.text for token in read[limit.last : limit.last + 2]]
    if any(amount.is_money for amount in limit.amounts):
        return not _told(limit, before, after)
    follows = read[limit.high.last] if limit.high.last < len(read) else None
    if follows is not None and (follows.text in limits.UNITS or follows.text == "%"):
        inches = follows.text == "in" and limit.high.last + 1 < len(read)
        if not inches or (after[1:2] and after[1] in limits.UNITS):
            return False
    numbers = [at for at, token in enumerate(_sentence_before(read, limit.first)) if token.is_number]
    near = before[max(len(before) - 3, numbers[-1] + 1 if numbers else 0) :]
    if set(near) & limits.COUNTED or set(before[-1:]) & limits.YOUNG or _is_an_age(before):
        return False
    if bare:
        return True
    return _is_limited(read, limit) and _ends_well(read, limit)


def _is_limited(read: Sequence[Token], limit: Limit) -> bool:
    """Whether the words around a number without a currency make an amount of it."""
    value = limit.high.value
    if limit.kind == "":
        return _is_all_there_is(read, limit)
    if value is not None and limit.low.in_words and value < 5:
        return False
    if limit.kind == RANGE:
        if limit.first == limit.low.first:
            return _is_a_price_range(read, limit)
        return read[limit.first].text not in ("from", "von", "ab", "so", "um")
    if limit.kind == AT_LEAST:
        age = read[limit.last - 1].text in ("+", "plus")  # "18+"
        return not age and (value is None or value >= 10)
    said = {token.text for token in read[limit.first : limit.low.first]}
    ends = limit.high.last < len(read) and read[limit.high.last].text == "."
    if "bis" in said and ends and value is not None and value % 1 and value < 32:
        return False  # "bis 24.12."
    if (
        limit.kind == ABOUT
        and said & {"so", "um", "gegen", "c", "near", "knapp", "fast"}
        and not said & {"die"}
    ):
        return False
    return limit.kind in (AT_MOST, LESS, BUDGET, ABOUT) and not (said == {"got"} or said == {"spend", "got"})


def _is_all_there_is(read: Sequence[Token], limit: Limit) -> bool:
    """Whether an amount is the whole message, and looks like one: "19.99", "twenty", not "14"."""
    value = limit.high.value
    whole = limit.first == 0 and all(not token.is_word for token in read[limit.last :])
    return whole and value is not None and (bool(value % 1) or (limit.high.in_words and value >= 20))


def _is_a_price_range(read: Sequence[Token], limit: Limit) -> bool:
    """Whether two numbers alone are amounts: "candles 15-25", not "boots 6-8"."""
    low, high = limit.low.value, limit.high.value
    dash = read[limit.low.last].text in limits.DASHES
    if not dash or low is None or high is None or not 5 <= low < high or limit.low.in_words:
        return False
    before = {token.text for token in _sentence_before(read, limit.first)}
    return not before & (limits.SIZED | limits.COUNTED)


def _ends_well(read: Sequence[Token], limit: Limit) -> bool:
    """Whether nothing follows that the number may count: "up to 4 players"."""
    at = max(limit.last, limit.high.last)
    if at >= len(read) or not read[at].is_word:
        return at >= len(read) or not (read[at].is_number or read[at].text in "%x*/#@_")
    return read[at].text in limits.FOLLOWING or read[at].text == "in"


def _is_an_age(before: Sequence[str]) -> bool:
    """ "she's over 60", "my nan is about 80"."""
    near = [word for word in before[-3:] if word not in ("just", "nearly", "only", "now")]
    if not near:
        return False
    if near[-1] in limits.BEINGS:
        return True
    return near[-1] in limits.BE and not set(before[-4:]) & limits.THINGS_THAT_ARE


def _told(limit: Limit, before: Sequence[str], after: Sequence[str]) -> bool:
    """Whether a price is told of, not set: "I paid £30", "£5 off", "free delivery over £50"."""
    if after and after[0] in limits.OFF:
        return True
    if limit.kind == "" and _was_paid(before, after):
        return True
    if limit.kind in ("", AT_LEAST, MORE, FROM):
        return bool({*before, *after} & limits.DELIVERY)
    return bool(set(before[-1:]) & (limits.DELIVERY - {"order", "orders"}))


def _was_paid(before: Sequence[str], after: Sequence[str]) -> bool:
    beside = set(before[-1:]) & limits.WAS or set(after[:1]) & limits.PAID_AFTER
    return bool(set(before[-4:]) & limits.PAID or beside)


def _sentence_before(read: Sequence[Token], at: int) -> list[Token]:
    """The tokens of the same sentence before one, at most so many as can say something of it."""
    near = list(read[max(0, at - _NEAR) : at])
    ends = [place for place, token in enumerate(near) if token.text in _ENDS]
    return near[ends[-1] + 1 :] if ends else near
