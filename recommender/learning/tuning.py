"""A small search on validation data: each scorer's dials one after another, then the weights of the blend."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from recommender.config import TrainingConfig
from recommender.dataset import Dataset
from recommender.evaluation.rankings import BLOCK, found, leading, ndcg, top
from recommender.hybrid import spread
from recommender.learning.pool import Pool, ascended
from recommender.products.catalogue import Catalogue
from recommender.profile import Profiles
from recommender.scorers import again, collaborative, content, factors, popularity, sequence
from recommender.scorers.content import ContentScorer
from recommender.scorers.demand import demand, following
from recommender.scorers.history import HistoryScorer
from recommender.scorers.scorer import Scorer

_CUTOFF = 10
_SHOPPERS = 4000  # a sample of them decides on a dial
_BLEND_SHOPPERS = 10_000  # and a larger one on the weights, which cost less to try
_MOST_POINTS = 150_000  # products and shoppers for whom many dimensions are tried: some minutes
_POOL = 100  # candidates of each scorer that the blend is tuned on


@dataclass(frozen=True)
class Dial:
    """One field of one section of the config, judged by the ranking of one scorer alone."""

    scorer: str
    section: str
    name: str
    values: tuple[Any, ...]


DIALS = (
    Dial("collaborative", "memory", "half_life_days", (30.0, 120.0, 36500.0)),
    Dial("collaborative", "memory", "history_step", (0.7, 0.8, 0.9, 1.0)),
    Dial("collaborative", "collaborative", "form", ("local", "dense")),
    Dial("collaborative", "collaborative", "half_life_days", (60.0, 120.0, 36500.0)),
    Dial("collaborative", "demand", "power", (0.0, 0.5, 1.0, 1.5)),
    Dial("collaborative", "collaborative", "regularisation", (20.0, 60.0, 120.0)),
    Dial("collaborative", "collaborative", "dense_regularisation", (200.0, 500.0, 1000.0)),
    Dial("collaborative", "collaborative", "text", (0.0, 3.0, 8.0)),
    Dial("collaborative", "collaborative", "attributes", (0.0, 20.0, 40.0, 80.0)),
    Dial("sequence", "sequence", "source_decay", (0.4, 0.8)),
    Dial("sequence", "sequence", "text", (0.0, 3.0, 8.0)),
    Dial("sequence", "memory", "recent_step", (0.5, 0.6, 0.8, 1.0)),
    Dial("sequence", "sequence", "regularisation", (80.0, 160.0)),
    Dial("covisitation", "sequence", "target_power", (0.2, 0.35)),
    Dial("factors", "factors", "regularisation", (0.003, 0.01, 0.02)),
    Dial("factors", "factors", "background", (0.03, 0.1, 0.3, 1.0)),
    Dial("factors", "factors", "dimensions", (16, 64)),
    Dial("again", "again", "rate_power", (0.0, 0.5, 1.0)),
    Dial("again", "demand", "again", (0.0, 0.3, 0.6)),
)

_FITS: Mapping[str, Callable[["Trial", TrainingConfig], Scorer]] = {
    "collaborative": lambda trial, config: collaborative.fit(
        trial.dataset, trial.catalogue, config.collaborative, alike=trial.alike
    ),
    "sequence": lambda trial, config: sequence.fit_directed(
        trial.dataset, config.sequence, alike=trial.alike
    ),
    "covisitation": lambda trial, config: sequence.fit_covisitation(trial.dataset, config.sequence),
    "again": lambda trial, config: again.fit(
        trial.dataset, trial.demand, rate_power=config.again.rate_power, demand_power=config.demand.again
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
    catalogue: Catalogue
    relevant: csr_array  # (shoppers, P)
    rows: NDArray[np.int64]
    texts: ContentScorer
    repeats: bool = False
    fitted: dict[tuple[Any, ...], Scorer] = field(default_factory=dict)

    @classmethod
    def of(cls, fold: "Fold", catalogue: Catalogue, rows: NDArray[np.int64], texts: ContentScorer) -> "Trial":
        """Some shoppers of a fold."""
        return cls(fold.dataset, catalogue, fold.relevant, rows, texts, fold.repeats)

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
        key = (name, getattr(config, _SECTION.get(name, name)), config.demand.again if name == "again" else 0)
        if key not in self.fitted:
            self.fitted[key] = _FITS[name](self, config)
        found = self.fitted[key]
        if name in _FOLLOWING and isinstance(found, HistoryScorer):
            return following(found, self.demand, config.demand.power)
        return found

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
        return float(ndcg(found(ranked, wanted), np.diff(wanted.indptr), _CUTOFF).mean())


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
    catalogue: Catalogue,
    config: TrainingConfig | None = None,
    *,
    dials: Sequence[Dial] = DIALS,
) -> TrainingConfig:
    """Choose `dials` and blend weights by the mean nDCG over `folds`, the rest as in `config`."""
    texts = content.fit(catalogue, (config or TrainingConfig()).content)
    trials = _trials(folds, catalogue, texts)
    config = _turned(trials, dials, config or TrainingConfig())
    wider = [
        replace(trial, rows=_sampled(fold, _BLEND_SHOPPERS // len(folds)))
        for trial, fold in zip(trials, folds, strict=True)
    ]
    weights = {**config.blend("home"), **_weights(wider, config)}
    return replace(config, weights={**config.weights, "home": weights})


def turned(
    folds: Sequence[Fold], catalogue: Catalogue, config: TrainingConfig, *, dials: Sequence[Dial] = DIALS
) -> TrainingConfig:
    """As `tune`, without the weights."""
    return _turned(_trials(folds, catalogue, content.fit(catalogue, config.content)), dials, config)


def _trials(folds: Sequence[Fold], catalogue: Catalogue, texts: ContentScorer) -> list[Trial]:
    return [Trial.of(fold, catalogue, _sampled(fold, _SHOPPERS // len(folds)), texts) for fold in folds]


def _turned(trials: Sequence[Trial], dials: Sequence[Dial], config: TrainingConfig) -> TrainingConfig:
    """The config with the best value of each dial, one after another."""
    for dial in dials:
        if _matters(dial, trials[0], config):
            config = _best(trials, dial, config)
    return config


def alone(
    scorer: str, fold: Fold, catalogue: Catalogue, config: TrainingConfig, texts: ContentScorer
) -> float:
    """nDCG of one scorer by itself on a fold."""
    return Trial.of(fold, catalogue, _sampled(fold, _SHOPPERS), texts).quality(scorer, config)


def pool_of(
    fold: Fold, catalogue: Catalogue, config: TrainingConfig, *, names: Sequence[str]
) -> tuple[Pool, NDArray[np.int64]]:
    """The pool of a fold's shoppers, scorers in the order of `names`, and which shoppers it holds."""
    rows = _sampled(fold, _BLEND_SHOPPERS)
    texts = content.fit(catalogue, config.content)
    return _pooled(Trial.of(fold, catalogue, rows, texts), config, names), rows


def _sampled(fold: Fold, count: int) -> NDArray[np.int64]:
    """Shoppers with a past and something to find."""
    having = np.flatnonzero((np.diff(fold.relevant.indptr) > 0) & (np.diff(fold.dataset.matrix.indptr) > 0))
    return np.sort(np.random.default_rng(0).permutation(having)[:count])


def _best(trials: Sequence[Trial], dial: Dial, config: TrainingConfig) -> TrainingConfig:
    """The config with the best value of one dial; where no other is better it stays as it is."""
    section = getattr(config, dial.section)
    options = [config] + [
        replace(config, **{dial.section: replace(section, **{dial.name: each})}) for each in dial.values
    ]
    return max(options, key=lambda option: sum(trial.quality(dial.scorer, option) for trial in trials))


def _matters(dial: Dial, trial: Trial, config: TrainingConfig) -> bool:
    """Whether a dial changes anything that can be seen and afforded, and each form has its own ridge."""
    dataset = trial.dataset
    if dial.scorer == "again" and not trial.repeats:
        return False
    if dial.name == "dimensions":  # a small shop has several solutions instead
        many = dataset.products > config.factors.several_products
        return many and dataset.products + dataset.shoppers <= _MOST_POINTS
    if dial.name == "half_life_days":
        return bool(np.ptp(dataset.day) > 1.0) if len(dataset.day) else False
    form = {"regularisation": "local", "dense_regularisation": "dense", "attributes": "dense"}.get(dial.name)
    if dial.section != "collaborative" or (form is None and dial.name != "form"):
        return True
    affordable = dataset.products <= config.collaborative.dense_products
    return (
        affordable if dial.name == "form" else form == (config.collaborative.form if affordable else "local")
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
    pool = np.sort(np.concatenate([leading(np.where(seen, -np.inf, each), count) for each in scores], axis=1))
    repeated = np.zeros(pool.shape, dtype=bool)
    repeated[:, 1:] = pool[:, 1:] == pool[:, :-1]
    barred = repeated | np.take_along_axis(seen, pool, axis=1)
    pooled = np.stack([np.take_along_axis(each, pool, axis=1) for each in scores])
    return pooled, barred, found(pool, wanted) & ~barred


def _standardised(scores: NDArray[np.float32]) -> NDArray[np.float32]:
    return np.asarray(scores / spread(scores)[:, None], dtype=np.float32)
