"""Trials of item-item models, each alone, on validation data: which form deserves to serve.

Dense EASE and the local ridge are the production code. Beside them stand forms of the literature: the sparse
SANSA (Spišák et al., RecSys 2023) and ALS as their packages have them, and the low-rank ELSA (Vančura et al.,
RecSys 2022) in its shortest honest shape. No texts, the same histories and the same number of settings for
each; the figure is the best of them. Beauty and MovieLens, never their test parts.
"""

import sys
import time
from argparse import ArgumentParser
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import torch
from implicit.als import AlternatingLeastSquares
from numpy.typing import NDArray
from rich.console import Console
from rich.table import Table
from scipy.sparse import csr_array, csr_matrix

from benchmarks import movielens
from benchmarks.leave_one_out import held_out, history, read_products, read_sequences
from benchmarks.report import print_json
from recommender.config import Decay, Ridge
from recommender.dataset import Dataset
from recommender.evaluation.rankings import Estimate, hits_of, ndcg, top
from recommender.products.catalog import Catalog
from recommender.profile import Profiles
from recommender.scorers import collaborative

Scores = Callable[[csr_array], NDArray[np.float32]]
CUTOFF, SHOPPERS = 10, 4000
NEEDED = (
    "SANSA comes with its authors' package, which needs CHOLMOD: install libsuitesparse-dev, then "
    "pip install sansa 'scikit-sparse<0.5'; or name the other --forms."
)
MEGABYTE = 1 << 20


@dataclass(frozen=True)
class Fitted:
    """Scores rows of histories (n, P); `megabytes` is what it must keep."""

    scores: Scores
    megabytes: float


@dataclass(frozen=True)
class Fold:
    """A past to fit on, the histories to score, and what they led to."""

    dataset: Dataset
    catalog: Catalog
    histories: csr_array
    hidden: csr_array
    wanted: csr_array


@dataclass(frozen=True)
class Trial:
    """One setting of one form."""

    setting: str
    fit: Callable[[Fold], Fitted]


def ridge(config: Ridge) -> Callable[[Fold], Fitted]:
    """The production code's own, without texts and attributes."""

    def fit(fold: Fold) -> Fitted:
        size = len(fold.catalog)
        nothing = csr_array((size, size), dtype=np.float32)
        relations = collaborative.fit(fold.dataset, fold.catalog, config, alike=nothing).relations
        return Fitted(relations.scores, kept(*relations.arrays().values()))

    return fit


def sansa(regularisation: float, *, entries: int = 100) -> Callable[[Fold], Fitted]:
    """Its authors' own package; `entries` of each product's row are kept, as in each of its two factors."""

    def fit(fold: Fold) -> Fitted:
        try:
            import sansa as package
        except ImportError:
            raise SystemExit(NEEDED) from None
        matrix = fold.dataset.matrix
        config = package.SANSAConfig(
            l2=regularisation,
            weight_matrix_density=min(1.0, entries / matrix.shape[1]),
            gramian_factorizer_config=package.CHOLMODGramianFactorizerConfig(),
            lower_triangle_inverter_config=package.UMRUnitLowerTriangleInverterConfig(
                scans=1, finetune_steps=5
            ),
        )
        factors = package.SANSA(config).fit(csr_matrix(matrix)).weights
        return Fitted(
            lambda rows: np.asarray((rows @ factors[0] @ factors[1]).toarray(), dtype=np.float32),
            kept(*(part for factor in factors for part in (factor.data, factor.indices, factor.indptr))),
        )

    return fit


def elsa(
    epochs: int, *, dimensions: int = 128, rate: float = 0.1, batch: int = 1024
) -> Callable[[Fold], Fitted]:
    """score = x A Aᵀ - x, rows of A of unit length, trained on the cosine of scores and history."""

    def fit(fold: Fold) -> Fitted:
        torch.manual_seed(0)
        matrix = fold.dataset.matrix
        vectors = torch.nn.Parameter(torch.nn.init.xavier_uniform_(torch.empty(matrix.shape[1], dimensions)))
        optimiser = torch.optim.NAdam([vectors], lr=rate)
        for _ in range(epochs):
            order = torch.randperm(matrix.shape[0]).numpy()
            for start in range(0, len(order), batch):
                past = torch.from_numpy(matrix[order[start : start + batch]].toarray())
                unit = torch.nn.functional.normalize(vectors, dim=1)
                scores = torch.relu((past @ unit) @ unit.T - past)
                loss = 1 - torch.nn.functional.cosine_similarity(scores, past, dim=1).mean()
                optimiser.zero_grad()
                torch.autograd.backward(loss)
                optimiser.step()
        directions = torch.nn.functional.normalize(vectors, dim=1).detach().numpy()
        return Fitted(
            lambda rows: np.asarray((rows @ directions) @ directions.T - rows.toarray()), kept(directions)
        )

    return fit


def als(factors: int, alpha: float) -> Callable[[Fold], Fitted]:
    """implicit's ALS; a history is folded in."""

    def fit(fold: Fold) -> Fitted:
        model = AlternatingLeastSquares(
            factors=factors, alpha=alpha, regularization=0.05, iterations=15, random_state=0, num_threads=1
        )
        model.fit(csr_matrix(fold.dataset.matrix.maximum(0)), show_progress=False)

        def scores(rows: csr_array) -> NDArray[np.float32]:
            users = model.recalculate_user(np.arange(rows.shape[0]), csr_matrix(rows))
            return np.asarray(users @ model.item_factors.T)

        return Fitted(scores, kept(model.item_factors))

    return fit


FORMS: Mapping[str, list[Trial]] = {
    "dense EASE": [
        Trial(
            f"λ {penalty:g}",
            ridge(Ridge(form="dense", dense_regularisation=penalty, attributes=0.0, text=0.0)),
        )
        for penalty in (50.0, 150.0, 500.0)
    ],
    "local ridge": [
        Trial(f"λ {penalty:g}", ridge(Ridge(form="local", regularisation=penalty, text=0.0)))
        for penalty in (20.0, 60.0, 180.0)
    ],
    "SANSA": [Trial(f"λ {penalty:g}", sansa(penalty)) for penalty in (20.0, 100.0, 500.0)],
    "ELSA": [Trial(f"{epochs} epochs", elsa(epochs)) for epochs in (2, 5, 10)],
    "implicit ALS": [
        Trial(f"{factors} factors, α {alpha:g}", als(factors, alpha))
        for factors, alpha in ((16, 1.0), (64, 1.0), (128, 10.0))
    ],
}


def main(data: Path, forms: list[str], *, json: bool = False) -> None:
    """Fit every setting of every form on both data sets and print the best of each form."""
    results = {name: {form: best(FORMS[form], fold) for form in forms} for name, fold in folds(data)}
    table = Table(
        "", "", "nDCG@10", "CPU s", "MB kept", "setting", title="Item-item forms alone, validation data"
    )
    for name, rows in results.items():
        for form, row in rows.items():
            quality = f"{row.ndcg.value:.4f} [{row.ndcg.low:.4f}, {row.ndcg.high:.4f}]"
            table.add_row(name, form, quality, str(row.cpu_seconds), str(row.megabytes), row.setting)
    Console(width=110).print(table)
    if json:
        values = {name: {form: asdict(row) for form, row in rows.items()} for name, rows in results.items()}
        print_json(benchmark="item_item", results=values)


@dataclass(frozen=True)
class Row:
    """What one setting of a form achieved, and what it took."""

    setting: str
    ndcg: Estimate
    cpu_seconds: float
    megabytes: float


def best(trials: list[Trial], fold: Fold) -> Row:
    """The setting that ranks best."""
    return max((tried(trial, fold) for trial in trials), key=lambda row: row.ndcg.value)


def tried(trial: Trial, fold: Fold) -> Row:
    """One setting: quality, CPU seconds of the fit, size."""
    started = time.process_time()
    fitted = trial.fit(fold)
    seconds = time.process_time() - started
    ranked = top(lambda rows: fitted.scores(fold.histories[rows]), fold.hidden, count=CUTOFF)
    quality = Estimate.of(ndcg(hits_of(ranked, fold.wanted), np.diff(fold.wanted.indptr), CUTOFF))
    row = Row(trial.setting, quality, round(seconds, 1), round(fitted.megabytes, 1))
    sys.stderr.write(f"{row.setting}: {quality.value:.4f} in {row.cpu_seconds} s\n")
    return row


def folds(data: Path) -> Iterator[tuple[str, Fold]]:
    """Beauty without each shopper's last product, MovieLens without its test rows."""
    sequences = read_sequences(data / "amazon-beauty" / "user_sequence.txt")
    products = read_products(data / "amazon-beauty" / "items.tsv", sequences)
    catalog = Catalog.of(products, movielens.without_text(products))
    past = Dataset.from_interactions(history(sequences, unseen=2), catalog.columns, shoppers=list(sequences))
    yield "Beauty", folded(past, catalog, held_out(sequences, catalog, position=-2), Decay())
    train_rows, _ = movielens.split(np.loadtxt(data / "movielens-100k" / "u.data", dtype=np.int64), seed=42)
    before, later = movielens.split(train_rows, seed=7)
    products = movielens.read_products(data / "movielens-100k" / "u.item")
    catalog = Catalog.of(products, movielens.without_text(products))
    shoppers = [str(user) for user in np.unique(train_rows[:, 0])]
    past, wanted = (
        Dataset.from_interactions(movielens.interactions(rows), catalog.columns, shoppers=shoppers)
        for rows in (before, later)
    )
    memory = Decay(half_life_days=36500.0, history_step=1.0)
    yield "MovieLens-100k", folded(past, catalog, wanted.matrix, memory)


def folded(past: Dataset, catalog: Catalog, wanted: csr_array, memory: Decay) -> Fold:
    """A sample of the shoppers who have a past and something to find."""
    having = np.flatnonzero((np.diff(wanted.indptr) > 0) & (np.diff(past.matrix.indptr) > 0))
    rows = np.sort(np.random.default_rng(0).permutation(having)[:SHOPPERS])
    histories = Profiles.from_dataset(past, memory).history[rows]
    return Fold(past, catalog, histories, past.matrix[rows], csr_array(wanted[rows]))


def kept(*arrays: NDArray[np.generic]) -> float:
    """Megabytes of arrays."""
    return sum(array.nbytes for array in arrays) / MEGABYTE


if __name__ == "__main__":
    parser = ArgumentParser(description=__doc__)
    parser.add_argument(
        "--data", type=Path, required=True, help="the folder with amazon-beauty and movielens-100k"
    )
    parser.add_argument("--forms", nargs="+", choices=FORMS, default=list(FORMS), help="all by default")
    parser.add_argument("--json", action="store_true", help="end with one JSON object")
    main(**vars(parser.parse_args()))
