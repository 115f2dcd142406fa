"""Chooses a model's settings on the newest part of a past: hyperparameters, then weights by placement."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from zlib import crc32

from scipy.sparse import csr_array

from core.interactions import Interaction
from core.steps import step
from recommender.config import TrainingConfig
from recommender.dataset import Dataset
from recommender.evaluation.choices import widening
from recommender.learning.blending import Finding, SegmentOf, learned
from recommender.learning.examples import examples
from recommender.learning.kinds import weighed
from recommender.learning.paces import paced
from recommender.learning.tuning import Fold, tuned
from recommender.products.catalog import Catalog
from recommender.training import fitted

NEWEST = 0.2
"""The share of the past, its end, on which settings are tried."""
FEWEST_SHOPPERS = 200
"""Shoppers who came back in it, below which the default hyperparameters are as good a guess."""
MOST_INTERACTIONS = 200_000
"""Of a longer past some shoppers decide: some forty trainings on all would take a quarter of an hour."""
MOST_PRODUCTS = 20_000
"""A larger catalog keeps the default hyperparameters: every one that is tried is another training."""


@dataclass(frozen=True)
class ChosenConfig:
    """Settings for the next model, and what the learned weights were found to be worth."""

    config: TrainingConfig
    findings: tuple[Finding, ...] = ()


def chosen(
    interactions: Sequence[Interaction],
    catalog: Catalog,
    config: TrainingConfig | None = None,
    *,
    segment_of: SegmentOf | None = None,
) -> ChosenConfig:
    """The settings that rank best what came last, learned from `interactions` (oldest first) alone."""
    config = config or TrainingConfig()
    if not interactions:
        return ChosenConfig(config)
    since = interactions[int(len(interactions) * (1 - NEWEST))].at
    before = [interaction for interaction in interactions if interaction.at < since]
    few = of_some(interactions)
    with step("Chose the hyperparameters"):
        tuned_config = _tuned(
            [interaction for interaction in few if interaction.at < since],
            [interaction for interaction in few if interaction.at >= since],
            catalog,
            config,
        )
    with step("Trained on the older part"):
        model = fitted(before, catalog, replace(tuned_config, weights=config.weights))
    with step("Learned the weights of each placement"):
        moments = examples(interactions, since=since)
        learned_config, findings = learned(model, moments, segment_of=segment_of)
        if segment_of is not None:
            learned_config, paces = paced(
                replace(model, config=learned_config), moments["home"], segment_of=segment_of
            )
            findings += paces
    return ChosenConfig(learned_config, tuple(findings))


def of_some(interactions: Sequence[Interaction], most: int = MOST_INTERACTIONS) -> Sequence[Interaction]:
    """All that some shoppers did, the same ones each night: about `most` interactions, or all of fewer."""
    share = most / max(len(interactions), 1)
    if share >= 1:
        return interactions
    chosen = {
        shopper_id
        for shopper_id in {interaction.shopper_id for interaction in interactions}
        if crc32(shopper_id.encode()) < share * 2**32
    }
    return [interaction for interaction in interactions if interaction.shopper_id in chosen]


def _tuned(
    before: Sequence[Interaction],
    after: Sequence[Interaction],
    catalog: Catalog,
    config: TrainingConfig,
) -> TrainingConfig:
    """Those that rank best what was bought, or where that is rare also what was carted, or looked at."""
    if len(catalog) > MOST_PRODUCTS:
        return config
    known = {interaction.shopper_id for interaction in before}
    for wanted in widening([interaction for interaction in after if interaction.shopper_id in known]):
        fold_of = partial(_fold, before, wanted, catalog)
        fold = fold_of(config)
        if fold.asked >= FEWEST_SHOPPERS:
            config = weighed(fold_of, catalog, config, present={interaction.kind for interaction in before})
            return tuned([fold_of(config)], catalog, config)
    return config


def _fold(
    before: Sequence[Interaction],
    wanted: Sequence[Interaction],
    catalog: Catalog,
    config: TrainingConfig,
) -> Fold:
    """What was wanted later and not touched before, in a past weighed by `config`'s kinds."""
    shoppers = list(dict.fromkeys(interaction.shopper_id for interaction in before))
    past = Dataset.from_interactions(before, catalog.columns, kinds=config.kinds, shoppers=shoppers)
    future = Dataset.from_interactions(wanted, catalog.columns, shoppers=shoppers).matrix
    relevant = csr_array(future - future.multiply(past.matrix != 0))
    relevant.eliminate_zeros()
    return Fold(past, relevant)
