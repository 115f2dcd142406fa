"""A small search on validation data: hyperparameters one after another, then the weights of the blend."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
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
from recommender.scorers import collaborative, content, factors, popularity, repurchase, sequence
from recommender.scorers.content import ContentScorer
from recommender.scorers.demand import demand, following
from recommender.scorers.history import HistoryScorer
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


HYPERPARAMETERS = (
    Hyperparameter("collaborative", "memory", "half_life_days", (30.0, 120.0, 36500.0)),
    Hyperparameter("collaborative", "memory", "history_step", (0.7, 0.8, 0.9, 1.0)),
    Hyperparameter("collaborative", "collaborative", "form", ("local", "dense")),
    Hyperparameter("collaborative", "collaborative", "half_life_days", (60.0, 120.0, 36500.0)),
    Hyperparameter("collaborative", "demand", "power", (0.0, 0.5, 1.0, 1.5)),
    Hyperparameter("collaborative", "collaborative", "regularisation", (20.0, 60.0, 120.0)),
    Hyperparameter("collaborative", "collaborative", "dense_regularisation", (200.0, 500.0, 1000.0)),
    Hyperparameter("collaborative", "collaborative", "text", (0.0, 3.0, 8.0)),
    Hyperparameter("collaborative", "collaborative", "attributes", (0.0, 20.0, 40.0, 80.0)),
    Hyperparameter("sequence", "sequence", "source_decay", (0.4, 0.8)),
    Hyperparameter("sequence", "sequence", "text", (0.0, 3.0, 8.0)),
    Hyperparameter("sequence", "memory", "recent_step", (0.5, 0.6, 0.8, 1.0)),
    Hyperparameter("sequence", "sequence", "regularisation", (80.0, 160.0)),
    Hyperparameter("covisitation", "sequence", "target_power", (0.2, 0.35)),
    Hyperparameter("factors", "factors", "regularisation", (0.003, 0.01, 0.02)),
    Hyperparameter("factors", "factors", "background", (0.03, 0.1, 0.3, 1.0)),
    Hyperparameter("factors", "factors", "dimensions", (16, 64)),
    Hyperparameter("repurchase", "repurchase", "rate_power", (0.0, 0.5, 1.0)),
    Hyperparameter("repurchase", "demand", "repurchase", (0.0, 0.3, 0.6)),
)

_FITS: Mapping[str, Callable[["Trial", TrainingConfig], Scorer]] = {
    "collaborative": lambda trial, config: collaborative.fit(
        trial.dataset, trial.catalog, config.collaborative, alike=trial.alike
    ),
    "sequence": lambda trial, config: sequence.fit_directed(
        trial.dataset, config.sequence, alike=trial.alike
    ),
    "covisitation": lambda trial, config: sequence.fit_covisitation(trial.dataset, config.sequence),
    "repurchase": lambda trial, config: repurchase.fit(
        trial.dataset,
        trial.demand,
        rate_power=config.repurchase.rate_power,
        demand_power=config.demand.repurchase,
    ),
    "factors": lambda trial, config: factors.fit(trial.dataset, config.factors),
    "content": lambda trial, _: trial.texts,
    "popular": lambda trial, _: popularity.fit_popular(trial.dataset),
    "trending": lambda trial, _: popularity.fit_trending(trial.dataset),
}
_FOLLOWING = ("collaborative", "sequence", "covisitation")
_SECTION = {"covisitation": "sequence", "popular": "memory", "trending": "memory"}


@dataclass
class Trial:
    """Shoppers with a past, what they turned out to want, and every scorer fitted so far."""

    dataset: Dataset
    catalog: Catalog
    relevant: csr_array  # (shoppers, P)
    rows: NDArray[np.int64]
    texts: ContentScorer
    repeats: bool = False
    fitted: dict[tuple[Any, ...], Scorer] = field(default_factory=dict)

    @classmethod
    def of(cls, fold: "Fold", catalog: Catalog, rows: NDArray[np.int64], texts: ContentScorer) -> "Trial":
        """Some shoppers of a fold."""
        return cls(fold.dataset, catalog, fold.relevant, rows, texts, fold.repeats)

    @cached_property
    def demand(self) -> NDArray[np.float32]:
        """What is wanted now."""
        return demand(self.dataset)

    @cached_property
    def alike(self) -> csr_array:
        """Which texts mean the same."""
        return content.alike(self.texts)

    def scorer(self, name: str, config: TrainingConfig) -> Scorer:
        """A scorer with its section of `config`, fitted once."""
        key = (
            name,
            getattr(config, _SECTION.get(name, name)),
            config.demand.repurchase if name == "repurchase" else 0,
        )
        if key not in self.fitted:
            self.fitted[key] = _FITS[name](self, config)
        scorer = self.fitted[key]
        if name in _FOLLOWING and isinstance(scorer, HistoryScorer):
            return following(scorer, self.demand, config.demand.power)
        return scorer

    @property
    def hidden(self) -> csr_array:
        """What may not be shown to the sampled shoppers."""
        touched = self.dataset.matrix[self.rows]
        return csr_array(touched.shape, dtype=touched.dtype) if self.repeats else touched

    def profiles(self, config: TrainingConfig) -> Profiles:
        """The sampled shoppers under `config`'s memory."""
        return Profiles.from_dataset(self.dataset, config.memory).chosen(self.rows)

    def quality(self, name: str, config: TrainingConfig) -> float:
        """nDCG of one scorer alone."""
        scorer, profiles = self.scorer(name, config), self.profiles(config)
        hidden, wanted = self.hidden, self.relevant[self.rows]
        ranked = top(lambda rows: scorer.scores(profiles[rows]), hidden, count=_CUTOFF)
        return float(ndcg(hits_of(ranked, wanted), np.diff(wanted.indptr), _CUTOFF).mean())


@dataclass(frozen=True)
class Fold:
    """A past to learn from, and what it led to: `relevant` (shoppers, P) is later, or at least apart."""

    dataset: Dataset
    relevant: csr_array
    repeats: bool = False  # whether what a shopper touched before may be shown, and wanted, again

    @property
    def asked(self) -> int:
        """How many shoppers have something to find."""
        return int((np.diff(self.relevant.indptr) > 0).sum())


def tune(
    folds: Sequence[Fold],
    catalog: Catalog,
    config: TrainingConfig | None = None,
    *,
    hyperparameters: Sequence[Hyperparameter] = HYPERPARAMETERS,
) -> TrainingConfig:
    """Choose `hyperparameters` and blend weights by the mean nDCG over `folds`, the rest as in `config`."""
    texts = content.fit(catalog, (config or TrainingConfig()).content)
    trials = _trials(folds, catalog, texts)
    config = _tuned(trials, hyperparameters, config or TrainingConfig())
    wider = [
        replace(trial, rows=_sampled(fold, _BLEND_SHOPPERS // len(folds)))
        for trial, fold in zip(trials, folds, strict=True)
    ]
    weights = {**config.blend("home"), **_weights(wider, config)}
    return replace(config, weights={**config.weights, "home": weights})


def tuned(
    folds: Sequence[Fold],
    catalog: Catalog,
    config: TrainingConfig,
    *,
    hyperparameters: Sequence[Hyperparameter] = HYPERPARAMETERS,
) -> TrainingConfig:
    """As `tune`, without the weights."""
    return _tuned(_trials(folds, catalog, content.fit(catalog, config.content)), hyperparameters, config)


def _trials(folds: Sequence[Fold], catalog: Catalog, texts: ContentScorer) -> list[Trial]:
    return [Trial.of(fold, catalog, _sampled(fold, _SHOPPERS // len(folds)), texts) for fold in folds]


def _tuned(
    trials: Sequence[Trial], hyperparameters: Sequence[Hyperparameter], config: TrainingConfig
) -> TrainingConfig:
    """The config with the best value of each hyperparameter, one after another."""
    for hyperparameter in hyperparameters:
        if _matters(hyperparameter, trials[0], config):
            config = _best(trials, hyperparameter, config)
    return config


def alone(scorer: str, fold: Fold, catalog: Catalog, config: TrainingConfig, texts: ContentScorer) -> float:
    """nDCG of one scorer by itself on a fold."""
    return Trial.of(fold, catalog, _sampled(fold, _SHOPPERS), texts).quality(scorer, config)


def pool_of(
    fold: Fold, catalog: Catalog, config: TrainingConfig, *, names: Sequence[str]
) -> tuple[Pool, NDArray[np.int64]]:
    """The pool of a fold's shoppers, scorers in the order of `names`, and which shoppers it holds."""
    rows = _sampled(fold, _BLEND_SHOPPERS)
    texts = content.fit(catalog, config.content)
    return _pooled(Trial.of(fold, catalog, rows, texts), config, names), rows


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
    dataset = trial.dataset
    if hyperparameter.scorer == "repurchase" and not trial.repeats:
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
    start = np.array([config.blend("home").get(name, 0.0) for name in _FITS], dtype=np.float32)
    weights = ascended([_pooled(trial, config, tuple(_FITS)) for trial in trials], start)
    return dict(zip(_FITS, (weights / weights.max()).round(4).tolist(), strict=True))


def _pooled(trial: Trial, config: TrainingConfig, names: Sequence[str]) -> Pool:
    profiles, hidden = trial.profiles(config), trial.hidden
    wanted = csr_array(trial.relevant[trial.rows])
    scorers = [trial.scorer(name, config) for name in names]
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
