"""A small search on validation data: hyperparameters one after another, then the weights of the blend."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from recommender.config import TrainingConfig
from recommender.dataset import Dataset
from recommender.evaluation.rankings import BLOCK, hits_of, leading, ndcg, top
from recommender.hybrid import standard_deviation
from recommender.learning.pool import Pool, ascended
from recommender.products.catalog import Catalog
from recommender.profile import Profiles
from recommender.scorers.learned import FITS, LearnedScorers
from recommender.scorers.scorer import Scorer

_CUTOFF = 10
_SHOPPERS = 4000  # a sample of them decides on a hyperparameter
_BLEND_SHOPPERS = 10_000  # and a larger one on the weights, which cost less to try
_MOST_POINTS = 150_000  # products and shoppers for whom many dimensions are tried: some minutes
_CELLS = 50_000_000  # scores of all products for those shoppers at most: in a large catalog fewer are asked
_POOL = 100  # candidates of each scorer that the blend is tuned on


@dataclass(frozen=True)
class Hyperparameter:
    """One field of one section of the config, judged by the ranking of one scorer alone."""

    scorer: str
    section: str
    name: str
    values: tuple[Any, ...]
    by_amount: bool = False  # whether its best value depends on how much there is to learn from


HYPERPARAMETERS = (
    Hyperparameter("collaborative", "memory", "half_life_days", (30.0, 120.0, 36500.0)),
    Hyperparameter("collaborative", "memory", "history_step", (0.7, 0.8, 0.9, 1.0)),
    Hyperparameter("collaborative", "collaborative", "form", ("local", "dense"), by_amount=True),
    Hyperparameter("collaborative", "collaborative", "half_life_days", (60.0, 120.0, 36500.0)),
    Hyperparameter("collaborative", "demand", "power", (0.0, 0.5, 1.0, 1.5)),
    Hyperparameter("collaborative", "collaborative", "regularisation", (20.0, 60.0, 120.0), by_amount=True),
    Hyperparameter(
        "collaborative", "collaborative", "dense_regularisation", (200.0, 500.0, 1000.0), by_amount=True
    ),
    Hyperparameter("collaborative", "collaborative", "text", (0.0, 3.0, 8.0), by_amount=True),
    Hyperparameter("collaborative", "collaborative", "attributes", (0.0, 20.0, 40.0, 80.0), by_amount=True),
    Hyperparameter("sequence", "sequence", "source_decay", (0.4, 0.8)),
    Hyperparameter("sequence", "sequence", "text", (0.0, 3.0, 8.0), by_amount=True),
    Hyperparameter("sequence", "memory", "recent_step", (0.5, 0.6, 0.8, 1.0)),
    Hyperparameter("sequence", "sequence", "regularisation", (80.0, 160.0), by_amount=True),
    Hyperparameter("covisitation", "sequence", "target_power", (0.2, 0.35)),
    Hyperparameter("factors", "factors", "regularisation", (0.003, 0.01, 0.02)),
    Hyperparameter("factors", "factors", "background", (0.03, 0.1, 0.3, 1.0)),
    Hyperparameter("factors", "factors", "dimensions", (16, 64), by_amount=True),
    Hyperparameter("repurchase", "repurchase", "rate_power", (0.0, 0.5, 1.0)),
    Hyperparameter("repurchase", "demand", "repurchase", (0.0, 0.3, 0.6)),
)


@dataclass(frozen=True)
class Fold:
    """A past to learn from, and what it led to: `relevant` (shoppers, P) is later, or at least apart."""

    dataset: Dataset
    relevant: csr_array
    repeats: bool = False  # whether what a shopper touched before may be shown, and wanted, again
    sample: bool = False  # whether a model is going to learn of many more shoppers

    @property
    def asked(self) -> int:
        """How many shoppers have something to find."""
        return int((np.diff(self.relevant.indptr) > 0).sum())


@dataclass(frozen=True)
class Trial:
    """Some shoppers of a fold, what they turned out to want, and every scorer fitted so far."""

    fold: Fold
    learned: LearnedScorers
    rows: NDArray[np.int64]
    qualities: dict[tuple[Any, ...], float] = field(default_factory=dict)

    @classmethod
    def of(cls, fold: Fold, catalog: Catalog, config: TrainingConfig, *, most: int = _SHOPPERS) -> "Trial":
        """At most so many shoppers of a fold."""
        return cls(fold, LearnedScorers.of(fold.dataset, catalog, config), _sampled(fold, most))

    @property
    def hidden(self) -> csr_array:
        """What may not be shown to the sampled shoppers."""
        touched = self.fold.dataset.matrix[self.rows]
        return csr_array(touched.shape, dtype=touched.dtype) if self.fold.repeats else touched

    def profiles(self, config: TrainingConfig) -> Profiles:
        """The sampled shoppers under `config`'s memory."""
        return Profiles.from_dataset(self.fold.dataset, config.memory).chosen(self.rows)

    def quality(self, name: str, config: TrainingConfig) -> float:
        """nDCG of one scorer alone, asked once for all settings that it knows."""
        key = (self.learned.key(name, config), config.memory, config.demand)
        if key not in self.qualities:
            self.qualities[key] = self._asked(name, config)
        return self.qualities[key]

    def _asked(self, name: str, config: TrainingConfig) -> float:
        scorer, profiles = self.learned.scorer(name, config), self.profiles(config)
        hidden, wanted = self.hidden, self.fold.relevant[self.rows]
        ranked = top(lambda rows: scorer.scores(profiles[rows]), hidden, count=_CUTOFF)
        return float(ndcg(hits_of(ranked, wanted), np.diff(wanted.indptr), _CUTOFF).mean())


def tune(
    folds: Sequence[Fold],
    catalog: Catalog,
    config: TrainingConfig | None = None,
    *,
    hyperparameters: Sequence[Hyperparameter] = HYPERPARAMETERS,
) -> TrainingConfig:
    """Choose `hyperparameters` and blend weights by the mean nDCG over `folds`, the rest as in `config`."""
    config = config or TrainingConfig()
    trials = [Trial.of(fold, catalog, config, most=_SHOPPERS // len(folds)) for fold in folds]
    config = tuned(trials, config, hyperparameters=hyperparameters)
    wider = [
        replace(trial, rows=_sampled(fold, _BLEND_SHOPPERS // len(folds)), qualities={})
        for trial, fold in zip(trials, folds, strict=True)
    ]
    weights = {**config.blend("home"), **_weights(wider, config)}
    return replace(config, weights={**config.weights, "home": weights})


def tuned(
    trials: Sequence[Trial],
    config: TrainingConfig,
    *,
    hyperparameters: Sequence[Hyperparameter] = HYPERPARAMETERS,
) -> TrainingConfig:
    """The config with the best value of each hyperparameter, one after another; the weights as they are."""
    for hyperparameter in hyperparameters:
        if _matters(hyperparameter, trials[0], config):
            config = _best(trials, hyperparameter, config)
    return config


def pool_of(
    fold: Fold, catalog: Catalog, config: TrainingConfig, *, names: Sequence[str]
) -> tuple[Pool, NDArray[np.int64]]:
    """The pool of a fold's shoppers, scorers in the order of `names`, and which shoppers it holds."""
    trial = Trial.of(fold, catalog, config, most=_BLEND_SHOPPERS)
    return _pooled(trial, config, names), trial.rows


def _sampled(fold: Fold, count: int) -> NDArray[np.int64]:
    """Shoppers with a past and something to find."""
    having = np.flatnonzero((np.diff(fold.relevant.indptr) > 0) & (np.diff(fold.dataset.matrix.indptr) > 0))
    count = min(count, _CELLS // max(fold.relevant.shape[1], 1))
    return np.sort(np.random.default_rng(0).permutation(having)[:count])


def _best(trials: Sequence[Trial], hyperparameter: Hyperparameter, config: TrainingConfig) -> TrainingConfig:
    """The config with the best value of one hyperparameter; where no other is better it stays as it is."""
    section = getattr(config, hyperparameter.section)
    options = [config] + [
        replace(config, **{hyperparameter.section: replace(section, **{hyperparameter.name: value})})
        for value in hyperparameter.values
    ]
    return max(
        options, key=lambda option: sum(trial.quality(hyperparameter.scorer, option) for trial in trials)
    )


def _matters(hyperparameter: Hyperparameter, trial: Trial, config: TrainingConfig) -> bool:
    """Whether it changes anything that can be seen and afforded, and each form has its own ridge."""
    dataset = trial.fold.dataset
    if hyperparameter.by_amount and trial.fold.sample:
        return False
    if hyperparameter.scorer == "repurchase" and not trial.fold.repeats:
        return False
    if hyperparameter.name == "dimensions":  # a small shop has several solutions instead
        many = dataset.products > config.factors.several_products
        return many and dataset.products + dataset.shoppers <= _MOST_POINTS
    if hyperparameter.name == "half_life_days":
        return bool(np.ptp(dataset.day) > 1.0) if len(dataset.day) else False
    form = {"regularisation": "local", "dense_regularisation": "dense", "attributes": "dense"}.get(
        hyperparameter.name
    )
    if hyperparameter.section != "collaborative" or (form is None and hyperparameter.name != "form"):
        return True
    affordable = dataset.products <= config.collaborative.dense_products
    return (
        affordable
        if hyperparameter.name == "form"
        else form == (config.collaborative.form if affordable else "local")
    )


def _weights(trials: Sequence[Trial], config: TrainingConfig) -> dict[str, float]:
    """Blend weights that rank best, from each learned scorer's weight in `config`."""
    start = np.array([config.blend("home").get(name, 0.0) for name in FITS], dtype=np.float32)
    weights = ascended([_pooled(trial, config, tuple(FITS)) for trial in trials], start)
    return dict(zip(FITS, (weights / weights.max()).round(4).tolist(), strict=True))


def _pooled(trial: Trial, config: TrainingConfig, names: Sequence[str]) -> Pool:
    profiles, hidden = trial.profiles(config), trial.hidden
    wanted = csr_array(trial.fold.relevant[trial.rows])
    scorers = [trial.learned.scorer(name, config) for name in names]
    blocks = [slice(start, start + BLOCK) for start in range(0, len(profiles), BLOCK)]
    parts = [_block(scorers, profiles[rows], hidden[rows], wanted[rows]) for rows in blocks]
    scores, barred, hits = zip(*parts, strict=True)
    return Pool(
        np.concatenate(scores, axis=1), np.concatenate(barred), np.concatenate(hits), np.diff(wanted.indptr)
    )


def _block(
    scorers: list[Scorer], profiles: Profiles, hidden: csr_array, wanted: csr_array
) -> tuple[NDArray[np.float32], NDArray[np.bool_], NDArray[np.bool_]]:
    seen = hidden.toarray() != 0
    scores = [_standardised(scorer.scores(profiles)) for scorer in scorers]
    count = min(_POOL, seen.shape[1])
    leaders = [leading(np.where(seen, -np.inf, scorer_scores), count) for scorer_scores in scores]
    pool = np.sort(np.concatenate(leaders, axis=1))
    repeated = np.zeros(pool.shape, dtype=bool)
    repeated[:, 1:] = pool[:, 1:] == pool[:, :-1]
    barred = repeated | np.take_along_axis(seen, pool, axis=1)
    pooled = np.stack([np.take_along_axis(scorer_scores, pool, axis=1) for scorer_scores in scores])
    return pooled, barred, hits_of(pool, wanted) & ~barred


def _standardised(scores: NDArray[np.float32]) -> NDArray[np.float32]:
    return np.asarray(scores / standard_deviation(scores)[:, None], dtype=np.float32)
