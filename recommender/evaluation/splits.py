"""Three ways to part a history into what a model may learn from and what it is asked about."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from core.interactions import Interaction
from core.products import ProductId
from recommender.evaluation.choices import strongest

SHARE = 0.2


@dataclass(frozen=True)
class Split:
    """`before` is learned from; `after` is asked about."""

    before: tuple[Interaction, ...]
    after: tuple[Interaction, ...]


def temporal(interactions: Sequence[Interaction]) -> Split:
    """The newest fifth of the interactions against all before: what a shop will live through.

    Nothing of the future is known to the model (Meng et al., RecSys 2020, on why the others flatter).
    """
    ordered = sorted(interactions, key=lambda interaction: interaction.at)
    if not ordered:
        return Split((), ())
    since = ordered[int(len(ordered) * (1 - SHARE))].at
    return Split(
        tuple(interaction for interaction in ordered if interaction.at < since),
        tuple(interaction for interaction in ordered if interaction.at >= since),
    )


def leave_one_out(interactions: Sequence[Interaction]) -> Split:
    """Each shopper's last choice is asked about; the shopper keeps what came before it, but for that product.

    The protocol of many papers (Rendle et al., UAI 2009). Of other shoppers the model knows what came later.
    """
    ordered = sorted(interactions, key=lambda interaction: interaction.at)
    last = {interaction.shopper_id: interaction for interaction in strongest(ordered)}
    before = [
        interaction
        for interaction in ordered
        if (asked := last.get(interaction.shopper_id)) is None
        or (interaction.at <= asked.at and interaction.product_id != asked.product_id)
    ]
    return Split(tuple(before), tuple(last.values()))


def random(interactions: Sequence[Interaction], *, seed: int = 0) -> Split:
    """A fifth of each shopper's chosen products, drawn by lot, with all that the shopper did with them.

    Every fifth of them, rounded at random, so that shoppers of few products are asked about, too.
    """
    ordered = sorted(interactions, key=lambda interaction: interaction.at)
    own: dict[str, list[ProductId]] = defaultdict(list)
    for interaction in strongest(ordered):
        if interaction.product_id not in own[interaction.shopper_id]:
            own[interaction.shopper_id].append(interaction.product_id)
    drawn = _drawn(own, seed)
    before = tuple(
        interaction
        for interaction in ordered
        if (interaction.shopper_id, interaction.product_id) not in drawn
    )
    return Split(
        before,
        tuple(
            interaction
            for interaction in ordered
            if (interaction.shopper_id, interaction.product_id) in drawn
        ),
    )


def _drawn(own: Mapping[str, Sequence[ProductId]], seed: int) -> set[tuple[str, ProductId]]:
    lots = np.random.default_rng(seed)
    drawn: set[tuple[str, ProductId]] = set()
    for shopper, products in own.items():
        # At least one stays: a shopper without a past is another question.
        count = min(int(SHARE * len(products) + lots.random()), len(products) - 1)
        places: Iterable[int] = lots.permutation(len(products))[:count].tolist()
        drawn.update((shopper, products[place]) for place in places)
    return drawn


SPLITS: Mapping[str, Callable[[Sequence[Interaction]], Split]] = {
    "temporal": temporal,
    "leave-one-out": leave_one_out,
    "random": random,
}
