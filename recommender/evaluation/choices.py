"""Which acts tell what a shopper wanted: the shopper bought it, put it in their cart, or looked at it."""

from collections.abc import Iterable, Iterator, Sequence

from core.interactions import Interaction, Kind

_WORTH = (
    frozenset({Kind.PURCHASE}),
    frozenset({Kind.CART}),
    frozenset({Kind.LIKE, Kind.VIEW, Kind.CLICK}),
)


def strongest(acts: Sequence[Interaction]) -> list[Interaction]:
    """The purchases; where nobody bought the carts, and without those the looks; none that speaks against."""
    for kinds in _WORTH:
        chosen = _chosen(acts, kinds)
        if chosen:
            return chosen
    return []


def wanting(acts: Iterable[Interaction]) -> list[Interaction]:
    """Those of any worth; none that speaks against."""
    return _chosen(acts, frozenset().union(*_WORTH))


def widening(acts: Sequence[Interaction]) -> Iterator[list[Interaction]]:
    """The purchases; the carts as well; the looks as well: to go on with until there are enough."""
    wanted: frozenset[Kind] = frozenset()
    for kinds in _WORTH:
        wanted |= kinds
        yield _chosen(acts, wanted)


def _chosen(acts: Iterable[Interaction], kinds: frozenset[Kind]) -> list[Interaction]:
    return [act for act in acts if act.kind in kinds and act.factor > 0]
