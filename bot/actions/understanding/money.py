"""Budgets in a shopper's words: "under 20 pounds", "£15–25", "höchstens zwanzig Euro" become a price range.

The words around each amount say what it limits. A number without a currency is money only where such words
stand before it, and nothing after it says that it counts something else.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from itertools import pairwise

from actions.understanding import limits
from actions.understanding.bounds import RANGE, Limit, limits_of
from actions.understanding.currencies import minor_unit
from actions.understanding.limits import ABOUT, AT_LEAST, AT_MOST, BUDGET, FROM, LESS, MORE
from actions.understanding.lists import words
from actions.understanding.prices import is_money
from actions.understanding.tokens import Token, tokens

_ABOUT_SLACK = Decimal("1.2")  # "around 25" is not upset by 29
_GERMAN = words("money", "german")
_JOINING = frozenset({"and", "but", "und", "aber", ",", "yet", "doch"})


@dataclass(frozen=True)
class Budget:
    """A price range in units of the shop's currency; None is an open end."""

    minimum: Decimal | None = None
    maximum: Decimal | None = None
    foreign: bool = False  # in another currency than the shop's: no price of the shop's is known from it
    unclear: bool = False  # an amount was typed that could be two, or none
    spans: tuple[tuple[int, int], ...] = field(default=(), compare=False)  # the characters that state it

    def __bool__(self) -> bool:
        """Whether it limits anything."""
        return self.minimum is not None or self.maximum is not None


def parse(text: str, *, bare: bool = False) -> Budget | None:
    """Read the price range that `text` states, or None.

    `bare`: the shopper was asked for an amount, so a number alone ("20") is one.
    """
    read = tokens(text)
    german = len({token.text for token in read} & _GERMAN) > 1
    limited = limits_of(read, german=german)
    stated = [limit for limit in limited if is_money(read, limit, bare=bare)]
    stated = _corrected(read, _joined(read, limited, stated))
    if not stated:
        return None
    spans = tuple((read[limit.first].start, read[limit.last - 1].end) for limit in stated)
    own = [limit for limit in stated if all(amount.mark != "other" for amount in limit.amounts)]
    if not own:
        return Budget(foreign=True, spans=spans)
    if any(amount.value is None for limit in own for amount in limit.amounts):
        return Budget(unclear=True, spans=spans)
    return replace(_together(own), spans=spans)


def without_amounts(text: str) -> str:
    """The text without the words that state its price range: what is left says what is looked for."""
    budget = parse(text)
    if budget is None:
        return text
    kept = list(text)
    for start, end in budget.spans:
        kept[start:end] = " " * (end - start)
    return " ".join("".join(kept).split()).strip(" ,.;")


def _together(stated: Sequence[Limit]) -> Budget:
    """One range of all that was stated; of two limits of a kind the wider."""
    budget = Budget()
    for limit in stated:
        low, high = sorted(amount.value or Decimal(0) for amount in limit.amounts)
        if limit.kind == RANGE and not budget:
            return Budget(low, high)
        if limit.kind in (AT_LEAST, MORE, FROM):
            budget = replace(budget, minimum=low if budget.minimum is None else min(low, budget.minimum))
        elif limit.kind == ABOUT and not budget:
            room = high * _ABOUT_SLACK
            budget = replace(budget, maximum=room.quantize(Decimal(1) if room >= 10 else minor_unit()))
        elif limit.kind in (AT_MOST, LESS, BUDGET, RANGE):
            budget = replace(budget, maximum=high if budget.maximum is None else max(high, budget.maximum))
    if budget.minimum is not None and budget.maximum is not None and budget.minimum > budget.maximum:
        return replace(budget, minimum=None)
    return budget


def _joined(read: Sequence[Token], limited: Sequence[Limit], stated: Sequence[Limit]) -> list[Limit]:
    """With the limits beside those that are money: of "over 70 and under 90" each is what the other is."""
    kept = {limit.first: limit for limit in stated}
    for before, after in pairwise(limited):
        if not (before.kind and after.kind and (before.first in kept) != (after.first in kept)):
            continue
        if {token.text for token in read[before.last : after.first]} <= _JOINING:
            kept.setdefault(before.first, before)
            kept.setdefault(after.first, after)
    return sorted(kept.values(), key=lambda limit: limit.first)


def _corrected(read: Sequence[Token], stated: list[Limit]) -> list[Limit]:
    """Without what the shopper takes back at once: "under 20, actually make it 30"."""
    plain = [replace(limit, kind=AT_MOST) if limit.kind == "" else limit for limit in stated]
    for before, after in pairwise(plain):
        between = {token.text for token in read[before.last : after.first]}
        if between & limits.CORRECTIONS or (
            between and between <= {"no", ",", "-", "ach"} and "no" in between
        ):
            return [limit for limit in plain if limit.first >= after.first]
    return plain
