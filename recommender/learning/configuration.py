"""Chooses the settings of a model from a past: dials, then weights for each placement, on its newest part."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from scipy.sparse import csr_array

from core.interactions import Interaction
from recommender.config import TrainingConfig
from recommender.dataset import Dataset
from recommender.learning.blending import Finding, SegmentOf, learned
from recommender.learning.examples import examples, strongest
from recommender.learning.paces import paced
from recommender.learning.tuning import Fold, tune
from recommender.products.catalogue import Catalogue
from recommender.training import fitted

NEWEST = 0.2
"""The share of the past, its end, on which settings are tried."""
FEWEST_SHOPPERS = 200
"""Shoppers who came back in it, below which the default dials are as good a guess."""
MOST_PRODUCTS = 20_000
"""A larger catalogue keeps the default dials: every one that is tried is another training."""


@dataclass(frozen=True)
class Choice:
    """Settings for the next model, and what the learned weights were found to be worth."""

    config: TrainingConfig
    findings: tuple[Finding, ...] = ()


def chosen(
    acts: Sequence[Interaction],
    catalogue: Catalogue,
    config: TrainingConfig | None = None,
    *,
    segment_of: SegmentOf | None = None,
) -> Choice:
    """The settings that rank best what came last, learned from `acts` (oldest first) alone."""
    config = config or TrainingConfig()
    if not acts:
        return Choice(config)
    since = acts[int(len(acts) * (1 - NEWEST))].at
    before = [act for act in acts if act.at < since]
    fold = _fold(before, [act for act in acts if act.at >= since], catalogue, config)
    dials = tune([fold], catalogue, config) if _telling(fold) else config
    model = fitted(before, catalogue, replace(dials, weights=config.weights))
    moments = examples(acts, since=since)
    found, findings = learned(model, moments, segment_of=segment_of)
    if segment_of is not None:
        found, paces = paced(replace(model, config=found), moments["home"], segment_of=segment_of)
        findings += paces
    return Choice(found, tuple(findings))


def _telling(fold: Fold) -> bool:
    returned = int((fold.relevant.sum(axis=1) > 0).sum())
    return returned >= FEWEST_SHOPPERS and fold.dataset.products <= MOST_PRODUCTS


def _fold(
    before: Sequence[Interaction],
    after: Sequence[Interaction],
    catalogue: Catalogue,
    config: TrainingConfig,
) -> Fold:
    """What its shoppers went on to want and had not touched before."""
    shoppers = list(dict.fromkeys(act.shopper_id for act in before))
    known = set(shoppers)
    wanted = [act for act in strongest(after) if act.shopper_id in known]
    past = Dataset.from_interactions(before, catalogue.columns, kinds=config.kinds, shoppers=shoppers)
    future = Dataset.from_interactions(wanted, catalogue.columns, shoppers=shoppers).matrix
    relevant = csr_array(future - future.multiply(past.matrix != 0))
    relevant.eliminate_zeros()
    return Fold(past, relevant)
