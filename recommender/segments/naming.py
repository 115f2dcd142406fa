"""Names that a marketer understands for groups of shoppers, by rules read off each group's centre."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import count

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment
from scipy.spatial.distance import cdist

from recommender.segments.behaviour import FEATURES, Behaviour

Floats = NDArray[np.float64]

_NEVER = -1_000.0
_UNNAMED, _VAGUE = -100.0, -10.0
_ALIKE = 0.5
"""A new centre is the old group's where it moved less than this part of the way to the next one."""


@dataclass(frozen=True)
class Name:
    """What a group may be called: where it holds, and in which direction from the average it fits better.

    `holds` reads the centre in natural units, then in spreads above or below all shoppers' mean.
    """

    code: str
    title: str
    pull: Mapping[str, float]
    holds: Callable[[Behaviour, Behaviour], bool]
    vague: bool = False  # says little: only for those that nothing else fits


NAMES = (
    Name(
        "first_time_visitors",
        "First-time visitors",
        {"sessions": -1.0, "orders": -0.5, "cart_rate": -0.5, "recency": -0.2},
        lambda own, _: own.sessions < 1.6 and own.orders < 0.3 and own.cart_rate < 0.5,
    ),
    Name(
        "window_shoppers",
        "Window shoppers",
        {"cart_rate": -1.0, "orders": -0.5, "views": 0.6, "sessions": 0.3},
        lambda own, _: own.orders < 0.3 and own.cart_rate < 0.3,
    ),
    Name(
        "high_abandonment_risk",
        "High abandonment risk",
        {"abandonment": 2.0, "cart_rate": 0.3},
        lambda own, off: own.abandonment > 0.2 and off.abandonment > 0.3,
    ),
    Name(
        "one_time_buyers",
        "One-time buyers",
        {"orders": -0.3, "sessions": -0.6, "abandonment": -0.3},
        lambda own, _: 0.5 <= own.orders < 1.6,
    ),
    Name(
        "repeat_buyers",
        "Repeat buyers",
        {"orders": 0.8, "pace": -0.5, "recency": -0.3},
        lambda own, _: own.orders >= 1.6,
    ),
    Name(
        "high_value",
        "High value",
        {"spend": 1.5, "orders": 0.7, "recency": -0.3},
        lambda own, off: own.orders >= 0.8 and off.spend > 0.5,
    ),
    Name(
        "bargain_hunters",
        "Bargain hunters",
        {"thrift": 2.0},
        lambda own, off: own.thrift > 0.05 and off.thrift > 0.5,
    ),
    Name(
        "premium_taste",
        "A taste for the dearer",
        {"thrift": -2.0},
        lambda own, off: own.thrift < -0.05 and off.thrift < -0.5,
    ),
    Name(
        "lapsed_buyers",
        "Lapsed buyers",
        {"recency": 1.2, "pace": 0.5, "orders": 0.2},
        lambda own, off: own.recency > 14 and off.recency > 0.4 and own.orders >= 0.5,
    ),
    Name(
        "lapsed_visitors",
        "Lapsed visitors",
        {"recency": 1.2, "pace": 0.5, "orders": -0.3},
        lambda own, off: own.recency > 14 and off.recency > 0.4 and own.orders < 0.5,
    ),
    Name(
        "regular_visitors",
        "Regular visitors",
        {"sessions": 1.2, "recency": -0.4, "pace": -0.4, "orders": -0.3},
        lambda own, off: own.sessions >= 2.0 and off.sessions > 0.2,
    ),
    Name(
        "explorers",
        "Explorers of many departments",
        {"breadth": 1.2, "views": 0.6},
        lambda own, off: own.breadth >= 2.0 and off.breadth > 0.5,
    ),
    Name(
        "cart_fillers",
        "Cart fillers",
        {"cart_rate": 1.0, "orders": -0.5},
        lambda own, off: own.cart_rate >= 0.3 and off.cart_rate > 0.3 and own.orders < 0.5,
    ),
    Name(
        "occasional_buyers",
        "Occasional buyers",
        {"orders": 0.2, "sessions": -0.2, "recency": 0.2},
        lambda own, _: own.orders >= 0.3,
        vague=True,
    ),
    Name(
        "casual_visitors",
        "Casual visitors",
        {"sessions": -0.3, "orders": -0.3, "spend": -0.3},
        lambda own, _: own.orders < 0.8,
        vague=True,
    ),
)
BY_CODE: Mapping[str, Name] = {name.code: name for name in NAMES}
CODES = tuple(BY_CODE)


def title(code: str) -> str:
    """What a segment is called where people read it."""
    if code in BY_CODE:
        return BY_CODE[code].title
    number = code.rpartition("_")[2]
    return f"Everyone else, {number}" if number.isdigit() and number != "1" else "Everyone else"


def named(typical: Floats, offset: Floats, *, kept: Mapping[int, str] | None = None) -> tuple[str, ...]:
    """A code for each centre, all different: `typical` (k, F) natural units, `offset` (k, F) off the mean.

    The codes are dealt so that together they fit best; `kept` are those that some centres have already,
    as long as they still hold. The centres that no free name holds for are everyone_else_1, _2, ….
    """
    held = {row: code for row, code in (kept or {}).items() if _holds(code, typical[row], offset[row])}
    free = [name for name in NAMES if name.code not in held.values()]
    rows = [row for row in range(len(typical)) if row not in held]
    fits = np.full((len(rows), len(free) + len(rows)), _UNNAMED)
    for place, row in enumerate(rows):
        fits[place, : len(free)] = [_fit(name, typical[row], offset[row]) for name in free]
    others = (code for number in count(1) if (code := f"everyone_else_{number}") not in held.values())
    chosen = dict(held)
    for place, column in zip(*linear_sum_assignment(-fits), strict=True):
        chosen[rows[place]] = free[column].code if column < len(free) else next(others)
    return tuple(chosen[row] for row in range(len(typical)))


def matched(centres: Floats, before: Floats, codes: Sequence[str]) -> dict[int, str]:
    """Which of the new centres (k, F) are an earlier model's (j, F), both on one scale: row to code."""
    distance = cdist(centres, before)
    return {
        int(row): codes[column]
        for row, column in zip(*linear_sum_assignment(distance), strict=True)
        if distance[row, column] <= _ALIKE * _to_the_next(centres, int(row))
    }


def _to_the_next(centres: Floats, row: int) -> float:
    others = np.delete(centres, row, axis=0)
    return float(cdist(others, centres[[row]]).min()) if len(others) else np.inf


def _fit(name: Name, typical: Floats, offset: Floats) -> float:
    if not _holds(name.code, typical, offset):
        return _NEVER
    pull = np.array([name.pull.get(feature, 0.0) for feature in FEATURES])
    fit = float(pull @ offset / np.linalg.norm(pull))
    return fit + _VAGUE if name.vague else fit


def _holds(code: str, typical: Floats, offset: Floats) -> bool:
    own, off = Behaviour(*typical.tolist()), Behaviour(*offset.tolist())
    return code not in BY_CODE or BY_CODE[code].holds(own, off)
