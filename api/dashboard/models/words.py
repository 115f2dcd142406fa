"""Why a model serves, how good it is and what it goes by, as a reader without statistics says it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from api.dashboard.words import PLACEMENTS, label, scorer
from core.locales import number, signed
from recommender.models import Decision, Manifest

_Number = TypeVar("_Number", int, float)

SUBJECTS: Mapping[str, str] = {
    "": "How well a model trained on the older part foretold the newest part",
    "intent": "How well it tells who is going to buy",
    "segments": "Groups of shoppers",
}
"""What the figures of a manifest are about, by how their names begin."""
SMALLEST = 0.01
"""A part that gives less than this everywhere is no news to anybody."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A count or a metric as it is shown, with its 95 % interval where the manifest has one."""

    name: str
    value: str
    interval: str = ""


@dataclass(frozen=True, slots=True)
class Importance:
    """A table: a column for each place, and for each part of the recommender its share there."""

    columns: Sequence[str]
    rows: Sequence[tuple[str, Sequence[float]]]


def decision(made: Decision) -> str:
    """Why a model serves or does not, with the figures where two were compared."""
    if not made.metric:
        return made.because
    mean, low, high = made.difference
    return (
        f"{made.because} nDCG@10 {made.after:.4f} against {made.before:.4f} "
        f"over {number(made.shoppers)} shoppers: a difference of {signed(mean, 4)}, "
        f"with 95\u00a0% certainty between {signed(low, 4)} and {signed(high, 4)}."
    )


def counts(model: Manifest) -> list[Figure]:
    """How much there was to learn from."""
    return [Figure(label(name), number(value)) for name, value in _about("", model.counts).items()]


def figures(model: Manifest) -> dict[str, list[Figure]]:
    """What is known of how good it is, by subject; a subject of which nothing is known is left out."""
    by_heading = {}
    for subject, heading in SUBJECTS.items():
        own = _about(subject, model.metrics)
        told = [_figure(name, own) for name in own if not name.endswith((" at least", " at most"))]
        counted = _about(subject, model.counts) if subject else {}
        told += [Figure(label(name), number(value)) for name, value in counted.items()]
        if told:
            by_heading[heading] = told
    return by_heading


def importance(model: Manifest) -> Importance:
    """What a model goes by, what counts most over all places first, without parts below 1 % everywhere."""
    by_placement = {placement: shares for placement, shares in model.importance.items() if shares}
    names = sorted(
        {name for shares in by_placement.values() for name, share in shares.items() if share >= SMALLEST},
        key=lambda name: -sum(shares.get(name, 0.0) for shares in by_placement.values()),
    )
    rows = [(scorer(name), [shares.get(name, 0.0) for shares in by_placement.values()]) for name in names]
    return Importance([PLACEMENTS.get(placement, placement) for placement in by_placement], rows)


def _about(subject: str, named: Mapping[str, _Number]) -> dict[str, _Number]:
    """The figures of one subject without its name before theirs; those of none for the empty subject."""
    begins = {name: name.partition(" ") for name in named}
    if not subject:
        return {name: named[name] for name, (first, _, _) in begins.items() if first not in SUBJECTS}
    return {rest: named[name] for name, (first, _, rest) in begins.items() if first == subject}


def _figure(name: str, own: Mapping[str, float]) -> Figure:
    low, high = (own.get(f"{name} {end}") for end in ("at least", "at most"))
    interval = f"{number(low)} – {number(high)}" if low is not None and high is not None else ""
    return Figure(label(name), number(own[name]), interval)
