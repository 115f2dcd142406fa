"""Purchase intent: from what is known of a session to a calibrated probability that it ends with a purchase.

Rows in, probabilities out: `fit` learns from arrays, a fitted model lies in plain arrays and explains itself
exactly, feature by feature, in log-odds. It knows no shopper.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, logit
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import log_loss

from recommender.intent.classification import folds
from recommender.intent.table import Floats, Table, Vocabularies, encoded, vocabulary
from recommender.trees import lightgbm

NAME = "intent"
"""What it is called among the models that are stored beside the recommender."""


@dataclass(frozen=True)
class IntentConfig:
    """How the trees are grown; chosen on one half of Sakar & Kastro's sessions (docs/intent.md)."""

    trees: tuple[int, ...] = (25, 50, 100, 150, 200, 250, 300)
    """How many: of these the number with the least log-loss in the inner folds."""
    learning_rate: float = 0.025
    leaves: int = 12
    fewest_in_leaf: int = 30
    columns_a_tree: float = 0.4
    rows_a_tree: float = 0.7
    ridge: float = 5.0
    members: int = 3
    """The same trees from so many seeds, averaged in log-odds."""
    folds: int = 5
    """Inner folds, for the number of trees and the calibration."""
    fewest_of_a_word: int = 20
    """A word that fewer groups have is not learned: it may name somebody."""

    def parameters(self, seed: int) -> dict[str, Any]:
        """LightGBM's own names for them."""
        return {
            "objective": "binary",
            "learning_rate": self.learning_rate,
            "num_leaves": self.leaves,
            "min_data_in_leaf": self.fewest_in_leaf,
            "feature_fraction": self.columns_a_tree,
            "bagging_fraction": self.rows_a_tree,
            "bagging_freq": 1,
            "lambda_l2": self.ridge,
            "seed": seed,
            "deterministic": True,
            "force_row_wise": True,
            "num_threads": 1,
            "verbosity": -1,
        }


@dataclass(frozen=True)
class Explained:
    """What made each probability: log-odds = base + the sum of a row's contributions."""

    probability: Floats  # (n,)
    base: float
    contributions: Mapping[str, Floats]  # (n,) each


@dataclass(frozen=True)
class IntentModel:
    """Boosted trees and the line that calibrates them: log-odds = slope · mean of the members + intercept."""

    columns: tuple[str, ...]
    vocabularies: Vocabularies
    trees: tuple[str, ...]  # LightGBM's text, a member each
    slope: float
    intercept: float

    def probability(self, table: Table) -> Floats:
        """(n,) between 0 and 1: how likely each session ends with a purchase."""
        return np.asarray(expit(self.slope * self._margins(table) + self.intercept))

    def explained(self, table: Table) -> Explained:
        """The same with what each column contributed (Lundberg & Lee 2017, exact for trees)."""
        matrix = encoded(table, self.columns, self.vocabularies)
        parts = np.mean([booster.predict(matrix, pred_contrib=True) for booster in self._boosters], axis=0)
        parts = self.slope * np.asarray(parts)
        base = float(parts[0, -1]) + self.intercept
        return Explained(
            probability=np.asarray(expit(parts.sum(axis=1) + self.intercept)),
            base=base,
            contributions={name: parts[:, index] for index, name in enumerate(self.columns)},
        )

    def to_arrays(self) -> dict[str, NDArray[Any]]:
        """Everything that the model is, without pickled objects."""
        words = {f"words/{name}": np.array(words, dtype=np.str_) for name, words in self.vocabularies.items()}
        texts = {
            f"trees/{index}": np.frombuffer(text.encode(), np.uint8) for index, text in enumerate(self.trees)
        }
        return {
            "columns": np.array(self.columns, dtype=np.str_),
            "line": np.array([self.slope, self.intercept]),
            **words,
            **texts,
        }

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, NDArray[Any]]) -> "IntentModel":
        """The model of `to_arrays`; KeyError or ValueError for arrays that hold none."""
        texts = [bytes(arrays[f"trees/{index}"]).decode() for index in range(_count(arrays, "trees/"))]
        words = {
            name.removeprefix("words/"): tuple(column.tolist())
            for name, column in arrays.items()
            if name.startswith("words/")
        }
        slope, intercept = arrays["line"].tolist()
        model = cls(tuple(arrays["columns"].tolist()), words, tuple(texts), slope, intercept)
        try:
            widths = {booster.num_feature() for booster in model._boosters}
        except lightgbm().basic.LightGBMError as error:
            raise ValueError("The trees cannot be read.") from error
        if widths != {len(model.columns)}:
            raise ValueError("The trees were grown on other columns.")
        return model

    @cached_property
    def _boosters(self) -> list[Any]:
        return [lightgbm().Booster(model_str=text) for text in self.trees]

    def _margins(self, table: Table) -> Floats:
        matrix = encoded(table, self.columns, self.vocabularies)
        return np.asarray(
            np.mean([booster.predict(matrix, raw_score=True) for booster in self._boosters], axis=0)
        )


def fit(
    table: Table,
    bought: NDArray[np.bool_],
    *,
    groups: NDArray[np.int64] | None = None,
    config: IntentConfig | None = None,
    seed: int = 0,
) -> IntentModel:
    """Learn from (n,) sessions, of which `bought` (n,) says how they ended; rows of one group stay together.

    Nothing is oversampled. The number of trees and the line that calibrates are read on inner folds, on rows
    that the trees which judge them have not seen. ValueError where fewer groups bought, or did not, than
    there are folds.
    """
    config = config or IntentConfig()
    groups = np.arange(len(table)) if groups is None else groups
    if min(len(set(groups[bought].tolist())), len(set(groups[~bought].tolist()))) < config.folds:
        raise ValueError("There is too little to learn from: both ends of a session must have happened.")
    columns = (*table.numbers, *table.words)
    words = {
        name: vocabulary(column, groups, fewest=config.fewest_of_a_word)
        for name, column in table.words.items()
    }
    matrix = encoded(table, columns, words)
    data = _Data(matrix, bought.astype(np.float64), [columns.index(name) for name in words], config)
    count, margins = _chosen(data, groups, seed)
    slope, intercept = _line(margins, bought)
    texts = tuple(data.grown(count, seed=seed + member).model_to_string() for member in range(config.members))
    return IntentModel(columns, words, texts, slope, intercept)


def _line(margins: Floats, bought: NDArray[np.bool_]) -> tuple[float, float]:
    """Slope and intercept (Platt 1999); level where the trees foretell unseen rows no better than chance."""
    line = LogisticRegression(C=100.0).fit(margins[:, None], bought)
    slope, intercept = float(line.coef_[0, 0]), float(line.intercept_[0])
    return (slope, intercept) if slope > 0 else (0.0, float(logit(bought.mean())))


@dataclass(frozen=True)
class _Data:
    matrix: Floats
    bought: Floats
    words: list[int]  # which columns hold words
    config: IntentConfig

    def grown(self, trees: int, *, seed: int, rows: NDArray[Any] | None = None) -> Any:
        """A booster of so many trees on all rows, or on some."""
        matrix, bought = (
            (self.matrix, self.bought) if rows is None else (self.matrix[rows], self.bought[rows])
        )
        data = lightgbm().Dataset(matrix, bought, categorical_feature=self.words, free_raw_data=True)
        return lightgbm().train(self.config.parameters(seed), data, num_boost_round=trees)


def _chosen(data: _Data, groups: NDArray[np.int64], seed: int) -> tuple[int, Floats]:
    """How many trees, and the margins (n,) that so many give to rows which they have not seen."""
    config = data.config
    margins = np.zeros((len(config.trees), len(data.bought)))
    for member, unseen in enumerate(folds(data.bought, groups, count=config.folds, seed=seed)):
        rows = np.setdiff1d(np.arange(len(data.bought)), unseen)
        booster = data.grown(max(config.trees), seed=seed + member, rows=rows)
        for index, trees in enumerate(config.trees):
            margins[index, unseen] = booster.predict(data.matrix[unseen], raw_score=True, num_iteration=trees)
    losses = [log_loss(data.bought, expit(margin)) for margin in margins]
    best = int(np.argmin(losses))
    return config.trees[best], margins[best]


def _count(arrays: Mapping[str, NDArray[Any]], prefix: str) -> int:
    return sum(name.startswith(prefix) for name in arrays)
