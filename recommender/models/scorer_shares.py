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
    by_source = [
        Share(
            source,
            tuple(sorted(parts, key=lambda part: -abs(part.value))),
            value=sum(part.value for part in parts),
            share=sum(abs(part.value) for part in parts) / whole,
        )
        for (source, _), parts in groups.items()
    ]
    return sorted(by_source, key=lambda source_share: -source_share.share)


def by_scorer(recommendations: Iterable[Recommendation]) -> dict[str, float]:
    """How much each scorer said of some recommendations together, as shares of 1, the greatest first."""
    sizes: dict[str, float] = {}
    for part in (part for recommendation in recommendations for part in recommendation.contributions):
        sizes[part.scorer] = sizes.get(part.scorer, 0.0) + abs(part.value)
    whole = sum(sizes.values()) or 1.0
    return {name: sizes[name] / whole for name in sorted(sizes, key=lambda name: -sizes[name])}
