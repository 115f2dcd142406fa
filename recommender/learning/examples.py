"""Moments of the newest past with what came of them, one kind a placement: what a blend is learned on."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from zlib import crc32

from core.interactions import Interaction, Kind
from core.products import ProductId
from core.shopper_sessions import parted_by_pause
from recommender.evaluation.choices import strongest, wanting
from recommender.query import Query
from recommender.shopper import HISTORY_LIMIT

MOST = 2000
"""So many moments of one kind say enough; more would only take longer."""
_BASKET = (Kind.CART, Kind.PURCHASE)


@dataclass(frozen=True)
class Example:
    """One shopper at one moment, and the products that the shopper turned out to want."""

    query: Query
    wanted: frozenset[ProductId]


def examples(interactions: Iterable[Interaction], *, since: datetime) -> dict[str, list[Example]]:
    """Moments from `since` on, by placement; what policy would not have shown is left to policy.

    "home": all that a shopper did before `since`, and what they went on to buy; "product": a product
    that they looked at, and the rest of that session; "cart": half a basket, and its other half.
    """
    by_placement: dict[str, list[Example]] = {"home": [], "product": [], "cart": []}
    for history in _by_shopper(interactions):
        for example in _moments(history, since):
            own = by_placement[example.query.placement]
            own.append(example)
            if len(own) > 2 * MOST:  # one bot has sessions by the thousand, each with a history
                own[:] = _sample(own)
    return {placement: _sample(own) for placement, own in by_placement.items()}


def _by_shopper(interactions: Iterable[Interaction]) -> Iterator[list[Interaction]]:
    own: Mapping[str, list[Interaction]] = defaultdict(list)
    for interaction in interactions:
        own[interaction.shopper_id].append(interaction)
    for shopper_id in sorted(own):
        yield sorted(own[shopper_id], key=lambda interaction: interaction.at)


def _moments(interactions: Sequence[Interaction], since: datetime) -> Iterator[Example]:
    """One shopper's, of every placement."""
    before = tuple(interaction for interaction in interactions if interaction.at < since)
    newest = [session for session in parted_by_pause(interactions) if session[-1].at >= since]
    if before:
        yield from _returning(before, interactions[len(before) :], since)
    yield from _browsing(interactions, newest)
    yield from _filling(interactions, newest)


def _returning(
    before: tuple[Interaction, ...], after: Sequence[Interaction], since: datetime
) -> Iterator[Example]:
    wanted = frozenset(interaction.product_id for interaction in strongest(after))
    if wanted:
        yield Example(Query(history=before, placement="home", now=since), wanted)


def _browsing(
    interactions: Sequence[Interaction], sessions: Sequence[Sequence[Interaction]]
) -> Iterator[Example]:
    """One look of each session, in its middle, that others followed."""
    for session in sessions:
        looks = [interaction for interaction in session if interaction.kind in (Kind.VIEW, Kind.CLICK)]
        if len(looks) > 1:
            look = looks[(len(looks) - 1) // 2]
            yield from _after(interactions, session[: session.index(look) + 1], session, placement="product")


def _filling(
    interactions: Sequence[Interaction], sessions: Sequence[Sequence[Interaction]]
) -> Iterator[Example]:
    for session in sessions:
        basket = [
            interaction for interaction in session if interaction.kind in _BASKET and interaction.factor > 0
        ]
        products = list(dict.fromkeys(interaction.product_id for interaction in basket))
        first = frozenset(products[: len(products) // 2])
        if first:
            own = [interaction for interaction in basket if interaction.product_id in first]
            yield from _after(interactions, own, basket, placement="cart")


def _after(
    interactions: Sequence[Interaction],
    seen: Sequence[Interaction],
    session: Sequence[Interaction],
    *,
    placement: str,
) -> Iterator[Example]:
    """The shopper has `seen` the beginning of a session and wanted the rest, less what they took back."""
    begun = bisect_left(interactions, session[0].at, key=lambda interaction: interaction.at)
    history = (*interactions[max(0, begun - HISTORY_LIMIT) : begun], *seen)
    last = {interaction.product_id: interaction for interaction in session}
    wanted = frozenset(interaction.product_id for interaction in wanting(last.values()))
    wanted -= {interaction.product_id for interaction in seen}
    if wanted:
        places = (seen[-1:] if placement == "product" else seen)[-20:]
        context = tuple(dict.fromkeys(interaction.product_id for interaction in places))
        yield Example(Query(history, placement=placement, context_products=context, now=seen[-1].at), wanted)


def _sample(moments: list[Example]) -> list[Example]:
    """At most MOST of them, the same ones each time, whoever else is in the data."""
    if len(moments) <= MOST:
        return moments
    return sorted(moments, key=_lot)[:MOST]


def _lot(example: Example) -> int:
    history = example.query.history
    return crc32(f"{history[-1].shopper_id} {history[-1].at.isoformat()}".encode())
