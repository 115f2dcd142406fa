"""MovieLens-100k by the recommenders-team protocol: 75/25 per movie, full ranking, mean over seeds."""

import time
from argparse import ArgumentParser
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.report import as_values, print_json, print_table
from core.interactions import Interaction, Kind
from core.products import Product, ProductId
from recommender.config import TrainingConfig
from recommender.dataset import Dataset
from recommender.evaluation.rankings import Estimate, Metrics, measure, ranks
from recommender.learning.tuning import Fold, tune
from recommender.products.catalog import Catalog
from recommender.profile import Profiles
from recommender.training import train

NAMES = ("map@10", "ndcg@10", "precision@10", "recall@10")
PUBLISHED = {
    "BiVAE": (0.146126, 0.475077, 0.411771, 0.219145),
    "BPR": (0.132478, 0.441997, 0.388229, 0.212522),
    "SAR": (0.110591, 0.382461, 0.330753, 0.176385),
    "NCF": (0.107720, 0.396118, 0.347296, 0.180775),
    "LightGCN": (0.088526, 0.419846, 0.379626, 0.144336),
}
GENRES = (
    "unknown Action Adventure Animation Children's Comedy Crime Documentary Drama Fantasy Film-Noir Horror"
    " Musical Mystery Romance Sci-Fi Thriller War Western"
)
SHARE = 0.75
INNER_SEEDS = (7, 8, 9)
Rows = NDArray[np.int64]  # user, item, rating, timestamp


def main(data: Path, seeds: Sequence[int], *, json: bool = False) -> None:
    """Tune on an inner split of each training set, refit, rank all movies for all users."""
    started = time.perf_counter()
    ratings = np.loadtxt(data / "u.data", dtype=np.int64)
    products = read_products(data / "u.item")
    by_seed = {f"seed {seed}": run(*split(ratings, seed=seed), products) for seed in seeds}
    rows = {**by_seed, "Rapport, mean": mean(list(by_seed.values()))}
    print_table(f"MovieLens-100k, {len(ratings):,} ratings", rows, NAMES, PUBLISHED)
    if json:
        print_json(
            benchmark="movielens",
            seeds=list(seeds),
            seconds=round(time.perf_counter() - started, 1),
            results={label: as_values(metrics) for label, metrics in rows.items()},
        )


def read_products(path: Path) -> list[Product]:
    """Movies with title, genres and the year of their release, in the order of the file."""
    names = GENRES.split()
    products = []
    for line in path.read_text(encoding="latin-1").splitlines():
        item, title, released, _, _, flags = line.split("|", 5)
        genres = [name for name, flag in zip(names, flags.split("|"), strict=True) if flag == "1"]
        year = {"year": released[-4:]} if released else {}
        products.append(Product(ProductId(item), title, category=", ".join(genres), attributes=year))
    return products


def split(ratings: Rows, *, seed: int) -> tuple[Rows, Rows]:
    """75 % of each movie's rows for training, half to even, as the protocol draws them."""
    random = np.random.RandomState(seed).rand(len(ratings))
    ordered = ratings[np.lexsort((random, ratings[:, 1]))]
    _, starts, counts = np.unique(ordered[:, 1], return_index=True, return_counts=True)
    places = np.arange(len(ordered)) - np.repeat(starts, counts)
    trained = places < np.repeat(np.round(SHARE * counts), counts)
    return ordered[trained], ordered[~trained]


def run(train_rows: Rows, test_rows: Rows, products: Sequence[Product]) -> Metrics:
    """Metrics of one split, with everything chosen on an inner split of its training rows."""
    config = tuned(train_rows, products)
    shoppers = [str(user) for user in np.unique(train_rows[:, 0])]
    now = datetime.now(UTC)
    hybrid = train(interactions(train_rows), products, without_text(products), now=now, config=config)
    columns = hybrid.catalog.columns
    past = Dataset.from_interactions(interactions(train_rows), columns, shoppers=shoppers)
    wanted = Dataset.from_interactions(interactions(test_rows), columns, shoppers=shoppers)
    ranked = ranks(hybrid, Profiles.from_dataset(past, config.memory), past.matrix, count=10)
    return measure(ranked, wanted.matrix, (10,))


def tuned(train_rows: Rows, products: Sequence[Product]) -> TrainingConfig:
    """The hyperparameters that rank best on inner splits of the training rows."""
    catalog = Catalog.of(products, without_text(products))
    return tune([inner_fold(train_rows, catalog, seed=seed) for seed in INNER_SEEDS], catalog)


def inner_fold(train_rows: Rows, catalog: Catalog, *, seed: int) -> Fold:
    """The training rows split again, by the same protocol."""
    shoppers = [str(user) for user in np.unique(train_rows[:, 0])]
    past, later = split(train_rows, seed=seed)
    return Fold(
        Dataset.from_interactions(interactions(past), catalog.columns, shoppers=shoppers),
        Dataset.from_interactions(interactions(later), catalog.columns, shoppers=shoppers).matrix,
    )


def interactions(rows: Rows) -> list[Interaction]:
    """Ratings as likes: all of them count as interest, better ones as more."""
    return [
        Interaction(
            str(user),
            ProductId(str(item)),
            Kind.LIKE,
            datetime.fromtimestamp(at, UTC),
            factor=(rating / 4) ** 0.5,
        )
        for user, item, rating, at in rows.tolist()
    ]


def without_text(products: Sequence[Product]) -> NDArray[np.float32]:
    """No embeddings: the published rows have no text either."""
    return np.zeros((len(products), 1), dtype=np.float32)


def mean(runs: Sequence[Metrics]) -> Metrics:
    """The mean over splits; the interval is the mean of theirs, over shoppers."""
    estimates = {
        name: Estimate(
            *np.mean([(e.value, e.low, e.high) for e in (run.estimates[name] for run in runs)], axis=0)
        )
        for name in runs[0].estimates
    }
    return Metrics(estimates, runs[0].shoppers)


if __name__ == "__main__":
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="the folder with u.data and u.item")
    parser.add_argument("--seeds", type=int, nargs="+", default=[42], help="one split each")
    parser.add_argument("--json", action="store_true", help="end with one JSON object")
    main(**vars(parser.parse_args()))
