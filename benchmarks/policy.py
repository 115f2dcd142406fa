"""What variety, room for the little seen, variants and repeats cost in hits, and what each buys.

On UCI Online Retail: the model learns all but the last weeks and recommends ten products to each shopper at
that moment; what they buy afterwards are the hits. One number moves at a time; all else is as shops have it.
"""

from argparse import ArgumentParser
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from rich.console import Console
from rich.table import Table

from benchmarks.leave_one_out import embedded
from benchmarks.report import print_json
from core.interactions import Interaction, Kind
from core.products import Product, ProductId
from feedback.tables import EventType
from jobs.importers.fields import RejectedField
from jobs.importers.online_retail import COLUMNS, parse
from jobs.importers.reading import read
from recommender.evaluation.rankings import Estimate
from recommender.hybrid import Hybrid
from recommender.policy.filters import Filters
from recommender.query import Query
from recommender.training import train

PLACES = 10
WEEKS = 4
ACTS = 200  # of each shopper, as serving reads them
FIGURES = {
    "new": "nDCG@10, products the shopper had not bought",
    "any": "nDCG@10, any products",
    "variety": "1 - mean cosine within a list",
    "novelty": "mean -log2 of how many know it, against the best-known product",
    "little": "share of places of little-seen products",
}
USUAL = Filters()
SETTINGS: Mapping[str, Filters] = {
    "as set (variety 0.1)": USUAL,
    **{
        f"variety {diversity:g}": replace(USUAL, diversity=diversity)
        for diversity in (0.0, 0.05, 0.2, 0.3, 0.5)
    },
    **{
        f"exploration {exploration:g}": replace(USUAL, exploration=exploration)
        for exploration in (0.05, 0.1, 0.2)
    },
    "every variant": replace(USUAL, one_variant=False),
    "bought products too": replace(USUAL, exclude_purchased=False),
}


@dataclass(frozen=True)
class Shop:
    """A year of purchases."""

    products: Sequence[Product]
    interactions: Sequence[Interaction]  # oldest first


@dataclass(frozen=True)
class Shopper:
    """A shopper's past at the split, and what they bought after it."""

    query: Query
    bought: frozenset[ProductId]

    @property
    def new(self) -> frozenset[ProductId]:
        """What the shopper bought and had not bought before."""
        return self.bought - {interaction.product_id for interaction in self.query.history}


def main(file: Path, *, encoder: Path, validation: bool, shoppers: int, json: bool) -> None:
    """Train once, vary each hyperparameter, print what it does."""
    shop = read_shop(file)
    hybrid, people = split(shop, embedded(shop.products, encoder), validation=validation, shoppers=shoppers)
    rows = {name: measured(hybrid, people, filters) for name, filters in SETTINGS.items()}
    without = replace(hybrid, policy_state=replace(hybrid.policy_state, repeats=None))
    rows["only what the shopper repeats"] = measured(without, people, USUAL)
    repeated = hybrid.policy_state.repeats
    regular = 0 if repeated is None else int(np.isfinite(repeated.interval).sum())
    show(rows, f"{len(people):,} shoppers, {len(shop.products):,} products, {regular} bought repeatedly")
    if json:
        figures = {name: {key: vars(estimate) for key, estimate in row.items()} for name, row in rows.items()}
        print_json(benchmark="policy", shoppers=len(people), repeated=regular, rows=figures)


def read_shop(file: Path) -> Shop:
    """The purchases of the file as its importer reads them; cancellations are left out."""
    products: dict[ProductId, Product] = {}
    interactions = []
    for line in read(file, columns=COLUMNS).lines:
        try:
            interaction = parse(line.values)
        except RejectedField:
            continue
        if interaction.product is not None and interaction.type is EventType.PURCHASE:
            product = products.setdefault(interaction.product.product_id, interaction.product)
            interactions.append(
                Interaction(interaction.shopper, product.product_id, Kind.PURCHASE, interaction.occurred_at)
            )
    return Shop(list(products.values()), sorted(interactions, key=lambda interaction: interaction.at))


def split(
    shop: Shop, embeddings: NDArray[np.float32], *, validation: bool, shoppers: int
) -> tuple[Hybrid, list[Shopper]]:
    """A model of all before the last weeks (or the weeks before those), and to whom it will recommend."""
    until = shop.interactions[-1].at - timedelta(weeks=WEEKS if validation else 0)
    since = until - timedelta(weeks=WEEKS)
    hybrid = train(shop.interactions, shop.products, embeddings, now=since)
    before: dict[str, list[Interaction]] = defaultdict(list)
    after: dict[str, set[ProductId]] = defaultdict(set)
    for interaction in shop.interactions:
        if interaction.at <= since:
            before[interaction.shopper_id].append(interaction)
        elif interaction.at <= until:
            after[interaction.shopper_id].add(interaction.product_id)
    known = sorted(before.keys() & after.keys())
    chosen = np.random.default_rng(0).permutation(len(known))[:shoppers].tolist()
    return hybrid, [
        Shopper(Query(tuple(before[shopper][-ACTS:]), seed=place, now=since), frozenset(after[shopper]))
        for place, shopper in ((place, known[place]) for place in chosen)
    ]


def measured(hybrid: Hybrid, people: Sequence[Shopper], filters: Filters) -> dict[str, Estimate]:
    """Every figure with its interval over shoppers, at one setting of the hyperparameters."""
    columns, known = hybrid.catalog.columns, _known(hybrid)
    little = hybrid.policy_state.underexposed
    if little is None:
        raise ValueError("A trained model knows what was seen.")
    figures: dict[str, list[float]] = {name: [] for name in FIGURES}
    for shopper in people:
        shown = [
            recommendation.product_id
            for recommendation in hybrid.recommend(shopper.query, count=PLACES, filters=filters)
        ]
        places = np.array([columns[product_id] for product_id in shown], dtype=np.int64)
        if shopper.new:
            figures["new"].append(_ndcg(shown, shopper.new))
        figures["any"].append(_ndcg(shown, shopper.bought))
        figures["variety"].append(_variety(hybrid.catalog.embeddings[places]))
        figures["novelty"].append(float(known[places].mean()))
        figures["little"].append(float(little.member[places].mean()))
    return {name: Estimate.of(np.array(values)) for name, values in figures.items()}


def _known(hybrid: Hybrid) -> NDArray[np.float64]:
    """-log2 of how many know each product against the best-known one; one that nobody knows counts as one."""
    seen = hybrid.policy_state.seen
    counts = np.maximum(np.ones(1) if seen is None else seen.astype(np.float64), 1.0)
    return np.asarray(-np.log2(counts / max(counts.max(), 1.0)))


def _ndcg(shown: Sequence[str], bought: frozenset[ProductId]) -> float:
    gain = sum(1 / np.log2(place + 2) for place, product_id in enumerate(shown) if product_id in bought)
    ideal = sum(1 / np.log2(place + 2) for place in range(min(PLACES, len(bought))))
    return float(gain / ideal)


def _variety(vectors: NDArray[np.float32]) -> float:
    size = len(vectors)
    if size < 2:
        return 0.0
    total = float((vectors @ vectors.T).sum()) - float((vectors * vectors).sum())
    return 1.0 - total / (size * (size - 1))


def show(rows: Mapping[str, Mapping[str, Estimate]], title: str) -> None:
    """A table for people, and what the columns mean."""
    table = Table("", *FIGURES, title=title)
    for name, row in rows.items():
        cells = (
            f"{estimate.value:.4f} [{estimate.low:.4f}, {estimate.high:.4f}]" for estimate in row.values()
        )
        table.add_row(name, *cells)
    console = Console(width=150)
    console.print(table)
    console.print("; ".join(f"{name}: {meaning}" for name, meaning in FIGURES.items()))


if __name__ == "__main__":
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--file", type=Path, required=True, help="online_retail.parquet, or the same as CSV")
    parser.add_argument("--encoder", type=Path, default=Path("var/encoder"), help="made there if absent")
    parser.add_argument("--shoppers", type=int, default=1_000, help="so many are asked for")
    parser.add_argument("--validation", action="store_true", help="the four weeks before the last four")
    parser.add_argument("--json", action="store_true", help="end with one JSON object")
    main(**vars(parser.parse_args()))
