"""The lifecycle on Online Retail: how often a worse model is kept back, and how a calm year drifts.

Week by week, newest first: a model serves that was trained up to the week; others, worse or not, want its
place, and both are asked on the week. From its shoppers fewer are drawn to see what a small shop decides.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated

import numpy as np
import typer
from numpy.typing import NDArray
from rich.console import Console
from rich.table import Table

from benchmarks.next_purchase import History, read_history
from benchmarks.report import print_json
from core.interactions import Interaction, Kind
from core.settings import Settings
from recommender.config import TrainingConfig
from recommender.embeddings import OnnxEncoder
from recommender.models.comparison import METRIC, PairedMarks, decide
from recommender.models.drift import Spans, shifts
from recommender.models.holdout import Holdout, marks
from recommender.products.catalog import Catalog
from recommender.training import fitted

WEEK = timedelta(days=7)
ASKED = (400, 100, 50, 20)
DRAWS = 20
SEED = 0

Interactions = Sequence[Interaction]
Marks = NDArray[np.float64]


def weighted(**weights: float) -> Callable[[TrainingConfig], TrainingConfig]:
    """The same settings with other blend weights."""
    return lambda config: replace(config, weights={"home": {**config.blend("home"), **weights}})


def alone(name: str) -> Callable[[TrainingConfig], TrainingConfig]:
    """One scorer and no other."""
    return lambda config: replace(config, weights={"home": {name: 1.0}})


def unregularised(config: TrainingConfig) -> TrainingConfig:
    """An item-item ridge that learns every accident by heart."""
    ridge = replace(config.collaborative, regularisation=1.0, dense_regularisation=1.0)
    return replace(config, collaborative=ridge)


SETTINGS: Mapping[str, Callable[[TrainingConfig], TrainingConfig]] = {
    "the same": lambda config: config,
    "no sequence": weighted(sequence=0.0, covisitation=0.0),
    "only what is popular": alone("popular"),
    "only texts": alone("content"),
    "a ridge that is not regularised": unregularised,
}


def older(interactions: Interactions, days: int) -> list[Interaction]:
    """Without the newest days."""
    return [
        interaction
        for interaction in interactions
        if interaction.at < interactions[-1].at - timedelta(days=days)
    ]


def scrambled(interactions: Interactions, share: float) -> list[Interaction]:
    """A share of all records on products drawn by lot."""
    random = np.random.default_rng(SEED)
    ids = sorted({interaction.product_id for interaction in interactions})
    wrong, other = random.random(len(interactions)) < share, random.integers(len(ids), size=len(interactions))
    return [
        replace(interaction, product_id=ids[place]) if bad else interaction
        for interaction, bad, place in zip(interactions, wrong.tolist(), other.tolist(), strict=True)
    ]


def lost(interactions: Interactions, share: float) -> list[Interaction]:
    """Without some of the shoppers."""
    names = sorted({interaction.shopper_id for interaction in interactions})
    gone = set(np.random.default_rng(SEED).choice(names, int(share * len(names)), replace=False).tolist())
    return [interaction for interaction in interactions if interaction.shopper_id not in gone]


def machines(interactions: Interactions, count: int) -> list[Interaction]:
    """And visitors who bought ten of the same twenty products at the last moment."""
    random = np.random.default_rng(SEED)
    ids = sorted({interaction.product_id for interaction in interactions})[:20]
    bought = [
        Interaction(f"machine-{number}", ids[place], Kind.PURCHASE, interactions[-1].at)
        for number in range(count)
        for place in random.choice(len(ids), 10, replace=False).tolist()
    ]
    return [*interactions, *bought]


RECORDS: Mapping[str, Callable[[Interactions], Interactions]] = {
    "a week older": lambda interactions: older(interactions, 7),
    "three months older": lambda interactions: older(interactions, 90),
    "half of the shoppers lost": lambda interactions: lost(interactions, 0.5),
    "a fifth of all records on wrong products": lambda interactions: scrambled(interactions, 0.2),
    "three fifths of all records on wrong products": lambda interactions: scrambled(interactions, 0.6),
    "2,000 machines": lambda interactions: machines(interactions, 2_000),
}


def week(interactions: Interactions, catalog: Catalog, *, start: datetime) -> dict[str, Marks]:
    """Everybody's marks on the week from `start`; "" is the one that serves."""
    past = [interaction for interaction in interactions if interaction.at < start]
    holdout = Holdout.of(
        past, [interaction for interaction in interactions if start <= interaction.at < start + WEEK], catalog
    )
    config = TrainingConfig()
    serving = fitted(past, catalog, config)
    by_model = {"": marks(serving, holdout)[METRIC]}
    for name, change in SETTINGS.items():
        other = change(config)
        same = replace(other, weights=config.weights) == config
        model = replace(serving, config=other) if same else fitted(past, catalog, other)
        by_model[name] = marks(model, holdout)[METRIC]
    for name, spoil in RECORDS.items():
        by_model[name] = marks(fitted(spoil(past), catalog, config), holdout)[METRIC]
    return by_model


def kept_back(weeks: Sequence[Mapping[str, Marks]], name: str, *, asked: int, margin: float) -> float:
    """How often a model loses against the one that serves, among so many shoppers drawn from a week's."""
    random = np.random.default_rng(SEED)
    verdicts = []
    for by_model in weeks:
        for _ in range(DRAWS):
            drawn = random.integers(len(by_model[""]), size=asked)
            contest = PairedMarks("", "as it is", "", before=by_model[""][drawn], after=by_model[name][drawn])
            verdicts.append(not decide(contest, margin=margin).promoted)
    return float(np.mean(verdicts))


def drift(history: History, *, threshold: float) -> Iterator[tuple[datetime, dict[str, float], list[str]]]:
    """Each week from the ninth on against the four before: the index by feature, and what is called drift."""
    moment, end = history.interactions[0].at + 9 * WEEK, history.interactions[-1].at
    while moment <= end:
        interactions = [interaction for interaction in history.interactions if interaction.at < moment]
        spans = Spans.of(interactions, since=moment - WEEK, until=moment - WEEK)
        shifted = shifts(spans, list(history.products.values()), threshold=threshold)
        yield (
            moment,
            {shift.feature: shift.psi for shift in shifted},
            [shift.feature for shift in shifted if shift.drifted],
        )
        moment += WEEK


def main(
    file: Annotated[Path, typer.Option(help="online_retail.parquet, or the same as CSV.")],
    encoder: Annotated[Path | None, typer.Option(help="The exported encoder's folder.")] = None,
    weeks: Annotated[int, typer.Option(help="How many weeks, counted from the end.", min=1)] = 4,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object on the last line.")] = False,
) -> None:
    """Both tables; a week takes a dozen trainings."""
    settings = Settings()
    history = read_history(file)
    products = list(history.products.values())
    vectors = OnnxEncoder(encoder or settings.encoder_folder).encode([product.text for product in products])
    catalog, end = Catalog.of(products, vectors), history.interactions[-1].at
    weekly = [week(history.interactions, catalog, start=end - (number + 1) * WEEK) for number in range(weeks)]
    rows = {
        name: {
            "change": float(
                np.mean([by_model[name].mean() / by_model[""].mean() - 1 for by_model in weekly])
            ),
            **{
                f"of {asked}": kept_back(weekly, name, asked=asked, margin=settings.promotion_margin)
                for asked in ASKED
            },
        }
        for name in (*SETTINGS, *RECORDS)
    }
    table = Table(
        "the new model", "nDCG@10", *(f"of {asked}" for asked in ASKED), title="How often kept back"
    )
    for name, row in rows.items():
        table.add_row(name, f"{row['change']:+.0%}", *(f"{row[f'of {asked}']:.0%}" for asked in ASKED))
    year = list(drift(history, threshold=settings.drift_psi))
    features = sorted({feature for _, values, _ in year for feature in values})
    largest = {name: max(values.get(name, 0.0) for _, values, _ in year) for name in features}
    calm = Table("feature", "largest weekly index", title=f"Drift over {len(year)} weeks")
    for name, value in largest.items():
        calm.add_row(name, f"{value:.3f}")
    console = Console()
    console.print(table, calm)
    alarms = {f"{moment:%Y-%m-%d}": names for moment, _, names in year if names}
    console.print(f"Called drift: {alarms or 'no week'}.")
    if as_json:
        print_json(benchmark="lifecycle", kept_back=rows, largest_index=largest, alarms=alarms)


if __name__ == "__main__":
    typer.run(main)
