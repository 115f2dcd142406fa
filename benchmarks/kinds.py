"""What it is worth to choose what looks and baskets weigh: the chosen weights against those shipped.

The sample shop's simulated shoppers (a simulation, other seeds than the demo's): weights are chosen on the
newest fifth of the past, all else is as shipped, and both models foretell what is chosen after it.
"""

from argparse import ArgumentParser
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console
from rich.table import Table

from benchmarks.report import print_json
from core.interactions import Interaction, Kind
from demo.catalog import products
from demo.shoppers import simulate
from recommender.config import TrainingConfig
from recommender.embeddings import OnnxEncoder
from recommender.evaluation.rankings import Estimate
from recommender.learning.configuration import chosen
from recommender.models.comparison import METRIC
from recommender.models.holdout import Holdout, marks
from recommender.products.catalog import Catalog
from recommender.training import fitted

PAST = 0.85
NOW = datetime(2026, 3, 1, tzinfo=UTC)
KINDS = {kind.value: kind for kind in Kind}


@dataclass(frozen=True)
class Row:
    """One seed: what was chosen, and nDCG@10 of both with the difference over the same shoppers."""

    seed: int
    shoppers: int
    look: float
    basket: float
    shipped: Estimate
    chosen: Estimate
    gain: Estimate


def main(encoder: Path, seeds: list[int], shoppers: int, *, json: bool = False) -> None:
    """Measure each seed and show a table."""
    goods = products("https://shop.example")
    vectors = OnnxEncoder(encoder, threads=1).encode([product.text for product in goods])
    catalog = Catalog.of(goods, vectors)
    rows = [measured(catalog, seed, shoppers) for seed in seeds]
    table = Table("seed", "asked", "a look", "a basket", "shipped weights", "chosen", "gain", title=METRIC)
    for row in rows:
        estimates = (row.shipped, row.chosen, row.gain)
        figures = (
            f"{estimate.value:.4f} [{estimate.low:.4f}, {estimate.high:.4f}]" for estimate in estimates
        )
        table.add_row(str(row.seed), str(row.shoppers), str(row.look), str(row.basket), *figures)
    Console(width=130).print(table)
    if json:
        print_json(benchmark="kinds", rows=[asdict(row) for row in rows])


def measured(catalog: Catalog, seed: int, shoppers: int) -> Row:
    """Two models of one past, asked of what came after it."""
    interactions = lived(catalog, seed, shoppers)
    since = interactions[int(len(interactions) * PAST)].at
    past, later = (
        [interaction for interaction in interactions if (interaction.at < since) is before]
        for before in (True, False)
    )
    holdout = Holdout.of(past, later, catalog)
    config = TrainingConfig()
    kinds = chosen(past, catalog).config.kinds
    as_shipped, as_chosen = (
        marks(fitted(past, catalog, candidate), holdout)[METRIC]
        for candidate in (config, replace(config, kinds=kinds))
    )
    return Row(
        seed,
        len(holdout.shoppers),
        kinds[Kind.VIEW],
        kinds[Kind.CART],
        *(Estimate.of(per_shopper) for per_shopper in (as_shipped, as_chosen, as_chosen - as_shipped)),
    )


def lived(catalog: Catalog, seed: int, shoppers: int) -> list[Interaction]:
    """What simulated shoppers did with products, oldest first."""
    history = simulate(catalog.products, now=NOW, seed=seed, shoppers=shoppers)
    interactions = [
        Interaction(event.shopper, event.product_id, KINDS[event.type.value], event.occurred_at)
        for event in history.events
        if event.product_id is not None and event.type.value in KINDS
    ]
    return sorted(interactions, key=lambda interaction: interaction.at)


if __name__ == "__main__":
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--encoder", type=Path, default=Path("var/encoder"))
    parser.add_argument("--seeds", type=int, nargs="+", default=[1, 2, 3, 4, 5])
    parser.add_argument("--shoppers", type=int, default=12_000)
    parser.add_argument("--json", action="store_true", help="end with one JSON object")
    main(**vars(parser.parse_args()))
