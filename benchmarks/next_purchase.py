"""Online Retail, the last four weeks held out: who buys what next, among new products and among all."""

import sys
import time
from argparse import ArgumentParser
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from benchmarks.leave_one_out import embedded
from benchmarks.peers import ALS, BPR, ITEM_KNN, OWN, POPULAR, Past, Peer, Score, best_of
from benchmarks.report import as_values, print_json, print_table
from core.interactions import Interaction, Kind
from core.products import Product, ProductId
from feedback.tables import EventType
from jobs.importers.fields import RejectedField
from jobs.importers.online_retail import online_retail
from jobs.importers.reading import read
from recommender.config import TrainingConfig
from recommender.dataset import SECONDS_PER_DAY, Dataset
from recommender.evaluation.metrics import Estimate, Metrics, by_shopper
from recommender.evaluation.rankings import ranks, top
from recommender.learning.tuning import HYPERPARAMETERS, Fold, tune
from recommender.products.catalog import Catalog
from recommender.profile import Profiles
from recommender.training import fit

HELD_OUT = timedelta(weeks=4)
CUTOFF = 10
NAMES = ("ndcg@10", "recall@10", "precision@10")
TASKS = {"not bought before": False, "any product": True}  # whether what was bought before counts, too
START = {"collaborative": 1.0, "repurchase": 0.3}
"""Where the search for weights begins when repeats count: a shop's home page does not show them."""
PEERS = (POPULAR, OWN, ITEM_KNN, ALS, BPR)
KINDS = {EventType.PURCHASE: Kind.PURCHASE, EventType.RETURN: Kind.REMOVE}


@dataclass(frozen=True)
class History:
    """Everything in the file, oldest first; `guests` are the shoppers of a single invoice without a name."""

    interactions: Sequence[Interaction]
    products: Mapping[ProductId, Product]
    guests: frozenset[str]


@dataclass(frozen=True)
class Task:
    """Shoppers as rows of the past, what must not be shown to them, and what they bought: (n, P) both."""

    rows: NDArray[np.int64]
    hidden: csr_array
    wanted: csr_array

    def marks(self, ranked: NDArray[np.int64]) -> dict[str, NDArray[np.float64]]:
        """Each metric for each shopper."""
        return by_shopper(ranked, self.wanted, (CUTOFF,))

    def ranked(self, score: Score) -> NDArray[np.int64]:
        """The best products of each shopper by a peer's scores."""
        return top(lambda part: score(self.rows[part]), self.hidden, count=CUTOFF)


@dataclass(frozen=True)
class Window:
    """What was known at a moment, and what was bought in the four weeks after it."""

    at: datetime
    catalog: Catalog  # what had been sold until then: a product that comes later is nobody's to foresee
    past: Past
    bought: csr_array  # (shoppers, P) afterwards, by those who are no guests

    @property
    def day(self) -> float:
        """The moment, in days since 1970."""
        return self.at.timestamp() / SECONDS_PER_DAY

    def task(self, *, repeats: bool) -> Task:
        """Everyone who bought something that counts, and had bought something before."""
        touched = csr_array(self.past.dataset.matrix)
        touched.data = np.ones_like(touched.data)
        known = np.diff(touched.indptr) > 0
        wanted = self.bought if repeats else _without(self.bought, touched)
        rows = np.flatnonzero(known & (np.diff(wanted.indptr) > 0))
        hidden = csr_array((len(rows), len(self.catalog))) if repeats else csr_array(touched[rows])
        return Task(rows, hidden, csr_array(wanted[rows]))


def main(file: Path, *, encoder: Path, trials: int, json: bool = False) -> None:
    """Tune everyone on the four weeks before the last four, refit, rank, compare shopper by shopper."""
    started = time.perf_counter()
    history = read_history(file)
    ids = list(history.products)
    vectors = dict(
        zip(ids, embedded([history.products[product_id] for product_id in ids], encoder), strict=True)
    )
    end = history.interactions[-1].at
    practice, test = (window(history, vectors, at=end - number * HELD_OUT) for number in (2, 1))
    marks: dict[str, dict[str, Mapping[str, NDArray[np.float64]]]] = {name: {} for name in TASKS}
    chosen: dict[str, dict[str, object]] = {name: {} for name in TASKS}
    config: TrainingConfig | None = None
    for name, repeats in TASKS.items():
        config = tuned(practice, config, repeats=repeats)
        marks[name]["Rapport"] = rapport(test, test.task(repeats=repeats), config)
        chosen[name]["Rapport"] = config.blend("home")
        _say(f"Rapport, {name}: done", started)
    for peer in PEERS:
        for name, peer_marks, settings in measured(peer, practice, test, budget=trials):
            marks[name][peer.name], chosen[name][peer.name] = peer_marks, settings
        _say(f"{peer.name}: done", started)
    for name, own in marks.items():
        show(name, own)
    if json:
        print_json(
            benchmark="next_purchase",
            trials=trials,
            seconds=round(time.perf_counter() - started, 1),
            results={name: as_json(own, chosen[name]) for name, own in marks.items()},
        )


def read_history(file: Path) -> History:
    """The invoice lines as the importer understands them; what it rejects is left out here, too."""
    form = online_retail()
    interactions, products, guests = [], {}, set()
    for line in read(file, columns=form.columns).lines:
        try:
            interaction = form.parse(line.values)
        except RejectedField:
            continue
        if interaction.product is not None:
            products[interaction.product.product_id] = interaction.product
            interactions.append(
                Interaction(
                    interaction.shopper,
                    interaction.product.product_id,
                    KINDS[interaction.type],
                    interaction.occurred_at,
                )
            )
            if interaction.guest:
                guests.add(interaction.shopper)
    interactions.sort(key=lambda interaction: interaction.at)
    return History(interactions, products, frozenset(guests))


def window(history: History, vectors: Mapping[ProductId, NDArray[np.float32]], *, at: datetime) -> Window:
    """The shop as it stood at a moment."""
    before = [interaction for interaction in history.interactions if interaction.at < at]
    after = [interaction for interaction in history.interactions if at <= interaction.at <= at + HELD_OUT]
    ids = list(dict.fromkeys(interaction.product_id for interaction in before))
    catalog = Catalog.of(
        [history.products[product_id] for product_id in ids],
        np.stack([vectors[product_id] for product_id in ids]),
    )
    shoppers = list(dict.fromkeys(interaction.shopper_id for interaction in before))
    dataset = Dataset.from_interactions(before, catalog.columns, shoppers=shoppers)
    known = set(shoppers) - history.guests
    later = [
        interaction
        for interaction in after
        if interaction.kind is Kind.PURCHASE and interaction.shopper_id in known
    ]
    bought = Dataset.from_interactions(later, catalog.columns, shoppers=shoppers).matrix
    guests = np.array([shopper in history.guests for shopper in shoppers], dtype=bool)
    return Window(at, catalog, Past(dataset, guests), bought)


def tuned(practice: Window, config: TrainingConfig | None = None, *, repeats: bool) -> TrainingConfig:
    """The hyperparameters and weights that rank best what was bought in the practice weeks.

    With a `config` that was tuned already, only those of repeats and the weights are looked for anew.
    """
    task = practice.task(repeats=repeats)
    fold = Fold(
        practice.past.dataset, _placed(task.wanted, task.rows, practice.bought.shape), repeats=repeats
    )
    if config is None:
        return tune([fold], practice.catalog)
    start = {**config.blend("home"), **START}
    waking = replace(config, weights={**config.weights, "home": start})
    own = [hyperparameter for hyperparameter in HYPERPARAMETERS if hyperparameter.scorer == "repurchase"]
    return tune([fold], practice.catalog, waking, hyperparameters=own)


def rapport(test: Window, task: Task, config: TrainingConfig) -> Mapping[str, NDArray[np.float64]]:
    """Each shopper's marks for the model that a shop would have had at that moment."""
    hybrid = fit(test.past.dataset, test.catalog, config)
    profiles = Profiles.from_dataset(test.past.dataset, config.memory, day=test.day).chosen(task.rows)
    return task.marks(ranks(hybrid, profiles, task.hidden, count=CUTOFF))


def measured(
    peer: Peer, practice: Window, test: Window, *, budget: int
) -> list[tuple[str, Mapping[str, NDArray[np.float64]], Mapping[str, object]]]:
    """A peer's marks for each task, with the settings that did best in the practice weeks."""
    judges = [judge(practice.task(repeats=repeats)) for repeats in TASKS.values()]
    settings = best_of(peer, practice.past, judges, budget=budget)
    by_task: list[tuple[str, Mapping[str, NDArray[np.float64]], Mapping[str, object]]] = []
    for (name, repeats), best in zip(TASKS.items(), settings, strict=True):
        task = test.task(repeats=repeats)
        by_task.append((name, task.marks(task.ranked(peer.fitted(test.past, best))), best))
    return by_task


def judge(task: Task) -> Callable[[Score], float]:
    """The mean nDCG@10 of a peer's scores."""
    return lambda score: float(task.marks(task.ranked(score))[NAMES[0]].mean())


def show(name: str, marks: Mapping[str, Mapping[str, NDArray[np.float64]]]) -> None:
    """A table of everybody, and what Rapport is ahead of each, shopper by shopper."""
    rows = {label: estimated(own) for label, own in marks.items()}
    print_table(f"Online Retail, {name}: {rows['Rapport'].shoppers:,} shoppers", rows, NAMES, {})
    ahead = {
        f"Rapport less {label}": estimated(difference) for label, difference in differences(marks).items()
    }
    print_table("paired differences", ahead, NAMES, {})


def estimated(marks: Mapping[str, NDArray[np.float64]]) -> Metrics:
    """Means over the shoppers with their intervals."""
    return Metrics({name: Estimate.of(marks[name]) for name in NAMES}, len(marks[NAMES[0]]))


def differences(
    marks: Mapping[str, Mapping[str, NDArray[np.float64]]],
) -> dict[str, dict[str, NDArray[np.float64]]]:
    """Rapport's marks less each peer's, shopper by shopper."""
    ours = marks["Rapport"]
    return {
        label: {name: ours[name] - own[name] for name in NAMES}
        for label, own in marks.items()
        if label != "Rapport"
    }


def as_json(
    marks: Mapping[str, Mapping[str, NDArray[np.float64]]], chosen: Mapping[str, object]
) -> dict[str, object]:
    """Everything that was found for one task."""
    return {
        "shoppers": len(marks["Rapport"][NAMES[0]]),
        "marks": {label: as_values(estimated(own)) for label, own in marks.items()},
        "ahead": {label: as_values(estimated(own)) for label, own in differences(marks).items()},
        "chosen": dict(chosen),
    }


def _say(what: str, started: float) -> None:
    print(f"{what} after {time.perf_counter() - started:.0f} s", file=sys.stderr)


def _without(wanted: csr_array, touched: csr_array) -> csr_array:
    left = csr_array(wanted - wanted.multiply(touched))
    left.eliminate_zeros()
    return left


def _placed(rows: csr_array, places: NDArray[np.int64], shape: tuple[int, int]) -> csr_array:
    """Rows put at their places in a taller matrix."""
    entries = rows.tocoo()
    return csr_array((entries.data, (places[entries.row], entries.col)), shape=shape)


if __name__ == "__main__":
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--file", type=Path, required=True, help="online_retail.parquet, or the same as CSV")
    parser.add_argument("--encoder", type=Path, default=Path("var/encoder"), help="made there if absent")
    parser.add_argument("--trials", type=int, default=50, help="settings that each peer may try")
    parser.add_argument("--json", action="store_true", help="end with one JSON object")
    main(**vars(parser.parse_args()))
