"""Any split in files of lines "user item item …": tune inside the training file, refit, rank all items."""

import time
from argparse import ArgumentParser
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from benchmarks.leave_one_out import embedded
from benchmarks.lines import BadLine, Lines, read_lines
from benchmarks.peers import EASE, ITEM_KNN, POPULAR, Past, Peer, Score, best_of
from benchmarks.report import as_values, print_json, print_table
from core.interactions import Kind
from core.products import Product, ProductId
from recommender.config import TrainingConfig
from recommender.dataset import KINDS, SECONDS_PER_DAY, Dataset
from recommender.evaluation.metrics import Metrics, by_shopper, measure
from recommender.evaluation.rankings import ranks, top
from recommender.learning.tuning import Fold, tune
from recommender.products.catalog import Catalog
from recommender.profile import Profiles
from recommender.training import fit

INNER_SHARE = 0.2
SHOWN = ("recall", "ndcg", "precision", "hit_rate")
DENSE_LIMIT = 8_000  # items up to which EASE is tried: its inverse takes items³ time and items² memory
CELLS = 200_000_000  # scores of the shoppers that one hyperparameter is judged on, at most
FEWEST, MOST = 500, 10_000  # of those shoppers


@dataclass(frozen=True)
class Part:
    """Users as rows, what they have and what is asked about; unknown items have columns past the last."""

    dataset: Dataset
    wanted: csr_array  # (users, items + unknown items)

    @property
    def rows(self) -> NDArray[np.int64]:
        """The users with something to find."""
        return np.flatnonzero(np.diff(self.wanted.indptr))

    @property
    def hidden(self) -> csr_array:
        """What those users have already."""
        return csr_array(self.dataset.matrix[self.rows])

    def sampled(self, count: int) -> "Part":
        """The same asking at most `count` users."""
        kept = np.random.default_rng(0).permutation(self.rows)[:count]
        entries = self.wanted.tocoo()
        asked = np.isin(entries.row, kept)
        places = (entries.row[asked], entries.col[asked])
        return replace(self, wanted=csr_array((entries.data[asked], places), shape=self.wanted.shape))


def main(
    train: Path, test: Path, *, items: Path | None, encoder: Path, k: Sequence[int], trials: int, json: bool
) -> None:
    """Say what was read, measure Rapport and its peers, show both."""
    started = time.perf_counter()
    try:
        past, future = read_lines(train), read_lines(test)
    except (BadLine, FileNotFoundError) as error:
        raise SystemExit(str(error)) from None
    counts = told(past, future)
    catalog = catalogd(past, items, encoder)
    inner, outer = inner_split(past, catalog), split(past, future, catalog)
    config = tuned(inner, catalog)
    names = tuple(f"{name}@{cutoff}" for cutoff in k for name in SHOWN)
    rows = {"Rapport": rapport(outer, catalog, config, k)}
    for peer in peers(len(catalog)):
        settings = best_of(peer, _past(inner), [judge(inner)], budget=trials)[0]
        rows[peer.name] = ranked_by(peer.fitted(_past(outer), settings), outer, k)
    print_table(f"{len(past.users):,} users, {len(catalog):,} items", rows, names, {})
    if json:
        print_json(
            benchmark="train_test",
            **counts,
            seconds=round(time.perf_counter() - started, 1),
            weights=config.blend("home"),
            results={label: as_values(metrics) for label, metrics in rows.items()},
        )


def told(past: Lines, future: Lines) -> dict[str, int | bool]:
    """What the files hold, printed too: what is unknown, what is dropped, whether order means anything."""
    known = {item for own in past.items for item in own}
    users = set(past.users)
    both = {(user, item) for user, own in zip(past.users, past.items, strict=True) for item in own}
    tested = [(user, item) for user, own in zip(future.users, future.items, strict=True) for item in own]
    counts: dict[str, int | bool] = {
        "users": len(past.users),
        "items": len(known),
        "train_pairs": past.size,
        "test_pairs": future.size,
        "repeated_items": past.repeated + future.repeated,
        "test_users_unknown": sum(user not in users for user in future.users),
        "test_pairs_of_unknown_items": sum(item not in known for _, item in tested),
        "test_pairs_in_train": sum(pair in both for pair in tested),
        "ordered_by_id": past.ordered_by_id,
    }
    for name, count in counts.items():
        print(
            f"{name.replace('_', ' ')}: {count:,}"
            if type(count) is int
            else f"{name.replace('_', ' ')}: {count}"
        )
    if past.ordered_by_id:
        print("The items of a line ascend by id: their order is not one of time and is not learned from.")
    return counts


def catalogd(past: Lines, items: Path | None, encoder: Path) -> Catalog:
    """The items of the training file, with the texts of the last column of a tab-separated `items` file."""
    ids = list(dict.fromkeys(item for own in past.items for item in own))
    texts: Mapping[str, str] = {}
    if items is not None:
        rows = [line.split("\t") for line in items.read_text(encoding="utf-8").splitlines()]
        texts = {row[0]: row[-1] for row in rows if len(row) > 1}
    products = [Product(ProductId(item), texts.get(item, "")) for item in ids]
    nothing = np.zeros((len(products), 1), dtype=np.float32)
    return Catalog.of(products, embedded(products, encoder) if texts else nothing)


def split(past: Lines, future: Lines, catalog: Catalog) -> Part:
    """The files as they are; test users that the training file lacks get rows of their own, with no past."""
    known = set(past.users)
    newcomers = [user for user in future.users if user not in known]
    rows = {user: row for row, user in enumerate([*past.users, *newcomers])}
    columns = dict(catalog.columns)
    for item in (item for own in future.items for item in own):
        columns.setdefault(ProductId(item), len(columns))
    dataset = _dataset(past.items, catalog, users=len(rows), ordered=not past.ordered_by_id)
    wanted = _matrix(
        [rows[user] for user in future.users], future.items, columns, shape=(len(rows), len(columns))
    )
    wanted = csr_array(wanted - wanted.multiply(_padded(dataset.matrix, len(columns))))
    wanted.eliminate_zeros()
    return Part(dataset, wanted)


def inner_split(past: Lines, catalog: Catalog) -> Part:
    """A fifth of every user's items put aside: the last ones where lines are in order, else drawn by lot."""
    lots = np.random.default_rng(0)
    kept, asked = [], []
    for own in past.items:
        count = min(int(INNER_SHARE * len(own) + lots.random()), len(own) - 1) if own else 0
        order = lots.permutation(len(own)) if past.ordered_by_id else np.arange(len(own))
        aside = set(order[len(own) - count :].tolist())
        kept.append(tuple(item for place, item in enumerate(own) if place not in aside))
        asked.append(tuple(item for place, item in enumerate(own) if place in aside))
    dataset = _dataset(kept, catalog, users=len(past.users), ordered=not past.ordered_by_id)
    shape = (len(past.users), len(catalog))
    part = Part(dataset, _matrix(range(len(past.users)), asked, dict(catalog.columns), shape=shape))
    return part.sampled(int(np.clip(CELLS // len(catalog), FEWEST, MOST)))


def tuned(inner: Part, catalog: Catalog) -> TrainingConfig:
    """The hyperparameters and weights that rank best what was put aside."""
    return tune([Fold(inner.dataset, inner.wanted)], catalog)


def rapport(outer: Part, catalog: Catalog, config: TrainingConfig, cutoffs: Sequence[int]) -> Metrics:
    """Fit on the whole training file, rank for every test user."""
    hybrid = fit(outer.dataset, catalog, config)
    profiles = Profiles.from_dataset(outer.dataset, config.memory).chosen(outer.rows)
    ranked = ranks(hybrid, profiles, outer.hidden, count=max(cutoffs))
    return measure(ranked, csr_array(outer.wanted[outer.rows]), cutoffs)


def peers(items: int) -> tuple[Peer, ...]:
    """Those that can be fitted; they have no guests and no repeats to choose about, and no days."""
    feasible = (POPULAR, ITEM_KNN, EASE) if items <= DENSE_LIMIT else (POPULAR, ITEM_KNN)
    bare = {"half_life_days": (36_500.0,), "counts": ("once",), "guests": (True,)}
    return tuple(replace(peer, space={**peer.space, **bare}) for peer in feasible)


def ranked_by(score: Score, outer: Part, cutoffs: Sequence[int]) -> Metrics:
    """A peer's metrics."""
    ranked = top(lambda part: score(outer.rows[part]), outer.hidden, count=max(cutoffs))
    return measure(ranked, csr_array(outer.wanted[outer.rows]), cutoffs)


def judge(inner: Part) -> Callable[[Score], float]:
    """The mean nDCG@10 of a peer on what was put aside."""
    rows, hidden, wanted = inner.rows, inner.hidden, csr_array(inner.wanted[inner.rows])

    def quality(score: Score) -> float:
        ranked = top(lambda part: score(rows[part]), hidden, count=10)
        return float(by_shopper(ranked, wanted, (10,))["ndcg@10"].mean())

    return quality


def _past(part: Part) -> Past:
    return Past(part.dataset, np.zeros(part.dataset.shoppers, dtype=bool))


def _dataset(items: Sequence[Sequence[str]], catalog: Catalog, *, users: int, ordered: bool) -> Dataset:
    """One purchase a pair, a second apart in the order of the line; all at once where that says nothing."""
    counts = np.array([len(own) for own in items], dtype=np.int64)
    product = np.array([catalog.columns[ProductId(item)] for own in items for item in own], dtype=np.int32)
    steps = np.arange(len(product)) - np.repeat(np.cumsum(counts) - counts, counts)
    size = len(product)
    return Dataset(
        shoppers=users,
        products=len(catalog),
        shopper=np.repeat(np.arange(len(items), dtype=np.int32), counts),
        product=product,
        weight=np.ones(size, dtype=np.float32),
        day=steps / SECONDS_PER_DAY if ordered else np.zeros(size),
        kind=np.full(size, KINDS.index(Kind.PURCHASE), dtype=np.int8),
        times=np.ones(size, dtype=np.float32),
    )


def _matrix(
    rows: Sequence[int],
    items: Sequence[Sequence[str]],
    columns: Mapping[ProductId, int],
    *,
    shape: tuple[int, int],
) -> csr_array:
    at = np.repeat(np.array(rows, dtype=np.int64), [len(own) for own in items])
    named = np.array([columns[ProductId(item)] for own in items for item in own], dtype=np.int64)
    return csr_array((np.ones(len(at), dtype=np.float32), (at, named)), shape=shape)


def _padded(matrix: csr_array, columns: int) -> csr_array:
    return csr_array((matrix.data, matrix.indices, matrix.indptr), shape=(matrix.shape[0], columns))


if __name__ == "__main__":
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--train", type=Path, required=True, help="lines of: user item item …; gzip is fine")
    parser.add_argument("--test", type=Path, required=True, help="the same, of what is to be found")
    parser.add_argument("--items", type=Path, help="tab-separated: item … text")
    parser.add_argument("--encoder", type=Path, default=Path("var/encoder"), help="made there if absent")
    parser.add_argument("--k", type=int, nargs="+", default=[10, 20], help="lengths of the lists")
    parser.add_argument("--trials", type=int, default=12, help="settings that each peer may try")
    parser.add_argument("--json", action="store_true", help="end with one JSON object")
    main(**vars(parser.parse_args()))
