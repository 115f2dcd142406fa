"""Segments on Online Retail: how many and how stable, what they foretell, and what DBSCAN finds beside them.

Segments are fitted on what was known four weeks before the end; the last four weeks say what came of them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import typer
from numpy.typing import NDArray
from rich.console import Console
from rich.table import Table
from scipy.stats import bootstrap
from sklearn.metrics import adjusted_rand_score, roc_auc_score

from benchmarks.contexts import contexts
from benchmarks.invoices import MONTH, Invoices, read
from benchmarks.report import print_json
from core.interactions import Interaction
from recommender.evaluation.rankings import Estimate
from recommender.segments.behaviour import Behaviour, Shelf, behaviour_of, by_shopper
from recommender.segments.model import VOTE, Segments
from recommender.segments.segmentation import Acquisition, SegmentationConfig, segmented

SEEDS = range(10)


@dataclass(frozen=True)
class Standing:
    """Every customer's behaviour at one moment, and the segments made of it."""

    customers: tuple[str, ...]
    behaviour: tuple[Behaviour, ...]
    segments: Segments

    @property
    def own(self) -> NDArray[np.int64]:
        """The segment of each customer."""
        return np.array([self.segments.probabilities(behaviour).argmax() for behaviour in self.behaviour])


@dataclass(frozen=True)
class Outcome:
    """What the customers of one segment did in the four weeks after."""

    segment: str
    customers: int
    repurchase: Estimate  # share with a purchase
    revenue: Estimate  # pounds a customer
    share_of_revenue: float


def stand(
    interactions: Sequence[Interaction], shelf: Shelf, *, now: datetime, config: SegmentationConfig
) -> Standing:
    """The customers as they stood `now`."""
    histories = by_shopper(interactions)
    behaviours = tuple(behaviour_of(history, shelf, now=now) for history in histories.values())
    revenue = np.array([behaviour.spend for behaviour in behaviours])
    carts = np.zeros((len(behaviours), 2))  # invoices tell of no carts
    segments = segmented(Acquisition(behaviours, revenue, carts, [()] * len(behaviours)), config=config)
    if segments is None:
        raise typer.BadParameter("There are too few customers.")
    return Standing(tuple(histories), behaviours, segments)


def outcomes(standing: Standing, after: Invoices) -> list[Outcome]:
    """What each segment did after it was told."""
    spent = _spent(standing, after)
    rows = []
    for row, code in enumerate(standing.segments.codes):
        own = spent[standing.own == row]
        bought, share = (own > 0).astype(np.float64), float(own.sum() / spent.sum())
        rows.append(Outcome(code, len(own), Estimate.of(bought), Estimate.of(own), share))
    return sorted(rows, key=lambda outcome: -outcome.repurchase.value)


def foretold(
    earlier: Standing, between: Invoices, standing: Standing, after: Invoices
) -> dict[str, Estimate]:
    """AUROC of "buys in the next four weeks", by what the segment did the month before and by plain rules."""
    rates = {outcome.segment: outcome.repurchase.value for outcome in outcomes(earlier, between)}
    asked = [earlier.segments.probabilities(behaviour) for behaviour in standing.behaviour]
    ranking = np.array([rates[code] for code in earlier.segments.codes])
    own = np.array(standing.behaviour)
    names = Behaviour._fields
    scores = {
        "segment": ranking[np.array([chances.argmax() for chances in asked])],
        "segment, by its chances": np.array([chances @ ranking for chances in asked]),
        "recency": -own[:, names.index("recency")],
        "frequency": own[:, names.index("orders")],
        "money": own[:, names.index("spend")],
    }
    bought = _spent(standing, after) > 0
    return {name: _auroc(bought, score) for name, score in scores.items()}


def _spent(standing: Standing, after: Invoices) -> NDArray[np.float64]:
    totals: dict[str, float] = {}
    for customer, amount in zip(after.customer.tolist(), after.amount.tolist(), strict=True):
        totals[customer] = totals.get(customer, 0.0) + amount
    return np.array([totals.get(customer, 0.0) for customer in standing.customers])


def _auroc(truth: NDArray[np.bool_], score: NDArray[np.float64]) -> Estimate:
    drawn = bootstrap((truth, score), roc_auc_score, paired=True, n_resamples=200, method="percentile", rng=0)
    interval = drawn.confidence_interval
    return Estimate(float(roc_auc_score(truth, score)), float(interval.low), float(interval.high))


def agreement(partitions: Sequence[NDArray[np.int64]]) -> float:
    """The mean adjusted Rand index of all pairs."""
    pairs = ((a, b) for place, a in enumerate(partitions) for b in partitions[:place])
    return float(np.mean([adjusted_rand_score(a, b) for a, b in pairs]))


def study(invoices: Invoices) -> dict[str, Any]:
    """Fit at the cut, look at what came after."""
    cut = invoices.end - MONTH
    before, after = invoices.between(None, cut), invoices.between(cut, None)
    interactions, shelf = before.orders()
    seeds = [
        stand(interactions, shelf, now=cut, config=SegmentationConfig(method="kmeans", seed=seed))
        for seed in SEEDS
    ]
    standing = seeds[0]
    dense = stand(interactions, shelf, now=cut, config=SegmentationConfig(method="dbscan"))
    past, between = invoices.between(None, cut - MONTH), invoices.between(cut - MONTH, cut)
    earlier_interactions, earlier_shelf = past.orders()
    earlier = stand(
        earlier_interactions, earlier_shelf, now=cut - MONTH, config=SegmentationConfig(method="kmeans")
    )
    return {
        "customers": len(standing.customers),
        "standing": standing,
        "outcomes": outcomes(standing, after),
        "foretold": foretold(earlier, between, standing, after),
        "seeds": agreement([seeded.own for seeded in seeds]),
        "choices_of_k": sorted({len(seeded.segments.codes) for seeded in seeds}),
        "same_names": len({frozenset(seeded.segments.codes) for seeded in seeds}),
        "dbscan": outcomes(dense, after),
        "dbscan_beside": adjusted_rand_score(standing.own, dense.own),
    }


def main(
    file: Annotated[Path, typer.Option(help="online_retail.parquet")],
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object on the last line.")] = False,
) -> None:
    """Segments and what they foretell, then popularity in context, each on data that chose nothing."""
    invoices = read(file)
    figures = study(invoices)
    _print(figures)
    told = contexts(invoices)
    if as_json:
        choice = figures["standing"].segments.choice
        print_json(
            benchmark="segments",
            customers=figures["customers"],
            vote=[dict(zip(VOTE, row, strict=True)) for row in choice.table.tolist()],
            stability=dict(choice.stability),
            noise=choice.noise,
            seeds=figures["seeds"],
            foretold={name: asdict(estimate) for name, estimate in figures["foretold"].items()},
            outcomes=[asdict(outcome) for outcome in figures["outcomes"]],
            dbscan=[asdict(outcome) for outcome in figures["dbscan"]],
            contexts={name: asdict(comparison) for name, comparison in told.items()},
        )


def _print(figures: Mapping[str, Any]) -> None:
    console, segments = Console(width=150), figures["standing"].segments
    vote = Table(*VOTE, title=f"How many segments of {figures['customers']} customers (RFM)")
    for row in segments.choice.table.tolist():
        vote.add_row(f"{row[0]:.0f}", *(f"{value:.3f}" for value in row[1:]))
    console.print(vote)
    choice = segments.choice
    console.print(
        f"K-means {choice.counts['kmeans']} segments, DBSCAN {choice.counts['dbscan']} "
        f"(in none: {choice.noise:.1%}); adjusted Rand on other four fifths: "
        f"K-means {choice.stability['kmeans']:.3f}, DBSCAN {choice.stability['dbscan']:.3f}; "
        f"over {len(SEEDS)} seeds, the vote included: {figures['seeds']:.3f} "
        f"(k in {figures['choices_of_k']}, {figures['same_names']} set(s) of names); "
        f"K-means against DBSCAN {figures['dbscan_beside']:.3f}"
    )
    for name in ("outcomes", "dbscan"):
        table = Table(
            "segment", "customers", "bought in the next 28 days", "£ a customer", "of revenue", title=name
        )
        for outcome in figures[name]:
            repurchase, revenue = outcome.repurchase, outcome.revenue
            table.add_row(
                outcome.segment,
                str(outcome.customers),
                f"{repurchase.value:.3f} [{repurchase.low:.3f}, {repurchase.high:.3f}]",
                f"{revenue.value:.0f} [{revenue.low:.0f}, {revenue.high:.0f}]",
                f"{outcome.share_of_revenue:.1%}",
            )
        console.print(table)
    table = Table("told by", "AUROC of a purchase in the next 28 days", title="What they foretell")
    for name, estimate in figures["foretold"].items():
        table.add_row(name, f"{estimate.value:.3f} [{estimate.low:.3f}, {estimate.high:.3f}]")
    console.print(table)


if __name__ == "__main__":
    typer.run(main)
