"""Who gave how much: the sum behind one recommendation as a table."""

from collections.abc import Iterable
from dataclasses import dataclass

from recommender.recommendation import Contribution, Recommendation


@dataclass(frozen=True)
class Share:
    """A line of the table: a source's part, by scorer, and its share of all that was said for and against."""

    source: str | None
    parts: tuple[Contribution, ...]  # of several scorers, the greatest first
    value: float
    share: float  # of the sum of all parts' sizes, so that shares of one product add up to 1


def shares(recommendation: Recommendation) -> list[Share]:
    """The sum by source, what weighs most first; a scorer without a source is a line of its own."""
    groups: dict[tuple[str | None, str], list[Contribution]] = {}
    for part in recommendation.contributions:
        name = "" if part.source is not None else part.scorer
        groups.setdefault((part.source, name), []).append(part)
    whole = sum(abs(part.value) for part in recommendation.contributions) or 1.0
    found = [
        Share(
            source,
            tuple(sorted(parts, key=lambda part: -abs(part.value))),
            value=sum(part.value for part in parts),
            share=sum(abs(part.value) for part in parts) / whole,
        )
        for (source, _), parts in groups.items()
    ]
    return sorted(found, key=lambda each: -each.share)


def by_scorer(recommendations: Iterable[Recommendation]) -> dict[str, float]:
    """How much each scorer said of some recommendations together, as shares of 1, the greatest first."""
    sizes: dict[str, float] = {}
    for part in (part for each in recommendations for part in each.contributions):
        sizes[part.scorer] = sizes.get(part.scorer, 0.0) + abs(part.value)
    whole = sum(sizes.values()) or 1.0
    return {name: size / whole for name, size in sorted(sizes.items(), key=lambda each: -each[1])}
