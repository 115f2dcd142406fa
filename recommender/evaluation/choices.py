"""Which interactions tell what a shopper wanted: they bought it, put it in their cart, or looked at it."""

from collections.abc import Iterable, Iterator, Sequence

from core.interactions import Interaction, Kind

_WORTH = (
    frozenset({Kind.PURCHASE}),
    frozenset({Kind.CART}),
    frozenset({Kind.LIKE, Kind.VIEW, Kind.CLICK}),
)


def strongest(interactions: Sequence[Interaction]) -> list[Interaction]:
    """The purchases; where nobody bought the carts, and without those the looks; none that speaks against."""
    for kinds in _WORTH:
        chosen = _chosen(interactions, kinds)
        if chosen:
            return chosen
    return []


def wanting(interactions: Iterable[Interaction]) -> list[Interaction]:
    """Those of any worth; none that speaks against."""
    return _chosen(interactions, frozenset().union(*_WORTH))


def widening(interactions: Sequence[Interaction]) -> Iterator[list[Interaction]]:
    """The purchases; the carts as well; the looks as well: to go on with until there are enough."""
    wanted: frozenset[Kind] = frozenset()
    for kinds in _WORTH:
        wanted |= kinds
        yield _chosen(interactions, wanted)


def _chosen(interactions: Iterable[Interaction], kinds: frozenset[Kind]) -> list[Interaction]:
    return [
        interaction for interaction in interactions if interaction.kind in kinds and interaction.factor > 0
    ]
