"""Chooses a model's settings on the newest part of a past: hyperparameters, then weights by placement."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from zlib import crc32

from scipy.sparse import csr_array

from core.interactions import Interaction, Kind
from core.steps import step
from recommender.config import TrainingConfig
from recommender.dataset import Dataset
from recommender.evaluation.choices import widening
from recommender.learning.blending import Finding, SegmentOf, learned
from recommender.learning.examples import examples
from recommender.learning.kinds import weighed
from recommender.learning.paces import paced
from recommender.learning.tuning import Fold, Trial, tuned
from recommender.policy.repeats import fit as fit_repeats
from recommender.products.catalog import Catalog
from recommender.scorers.learned import LearnedScorers
from recommender.training import assembled, fitted

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
    most: int = MOST_INTERACTIONS,
) -> ChosenConfig:
    """The settings that rank best what came last, learned from `interactions` (oldest first) alone.

    Of more than `most` some shoppers decide on the hyperparameters, but for those that depend on how much
    there is to learn from.
    """
    config = config or TrainingConfig()
    if not interactions:
        return ChosenConfig(config)
    since = interactions[int(len(interactions) * (1 - NEWEST))].at
    few = of_some(interactions, most)
    before = [interaction for interaction in few if interaction.at < since]
    with step("Chose the hyperparameters"):
        after = [interaction for interaction in few if interaction.at >= since]
        learned_scorers, tuned_config = _tuned(
            _Past(before, catalog, sample=len(few) < len(interactions)), after, config
        )
    with step("Trained on the older part"):
        unweighed = replace(tuned_config, weights=config.weights)
        if len(few) == len(interactions):
            repeats = fit_repeats(before, catalog.columns)
            model = assembled(learned_scorers, unweighed, repeats=repeats)
        else:  # a scorer that knows a few shoppers alone deserves another weight than the one that will serve
            before = [interaction for interaction in interactions if interaction.at < since]
            model = fitted(before, catalog, unweighed)
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


@dataclass(frozen=True)
class _Past:
    """What settings are tried on: a past, of all shoppers or a sample, and what came of it."""

    before: Sequence[Interaction]
    catalog: Catalog
    sample: bool
    wanted: Sequence[Interaction] = ()
    trials: dict[tuple[float, ...], Trial] = field(default_factory=dict)

    def trial(self, config: TrainingConfig) -> Trial:
        """The past weighed by the config's kinds, made once, with all that is fitted on it."""
        weights = tuple(config.kinds[kind] for kind in Kind)
        if weights not in self.trials:
            self.trials[weights] = Trial.of(self._fold(config), self.catalog, config)
        return self.trials[weights]

    def _fold(self, config: TrainingConfig) -> Fold:
        """What was wanted later and not touched before."""
        columns = self.catalog.columns
        shoppers = list(dict.fromkeys(interaction.shopper_id for interaction in self.before))
        past = Dataset.from_interactions(self.before, columns, kinds=config.kinds, shoppers=shoppers)
        future = Dataset.from_interactions(self.wanted, columns, shoppers=shoppers).matrix
        relevant = csr_array(future - future.multiply(past.matrix != 0))
        relevant.eliminate_zeros()
        return Fold(past, relevant, sample=self.sample)


def _tuned(
    past: _Past, after: Sequence[Interaction], config: TrainingConfig
) -> tuple[LearnedScorers, TrainingConfig]:
    """The settings that rank best what was bought, or where that is rare also what was carted, or looked at.

    With them comes all that was fitted to find them out.
    """
    known = {interaction.shopper_id for interaction in past.before}
    later = [interaction for interaction in after if interaction.shopper_id in known]
    for wanted in widening(later) if len(past.catalog) <= MOST_PRODUCTS else ():
        past = replace(past, wanted=wanted, trials={})
        if past.trial(config).fold.asked >= FEWEST_SHOPPERS:
            config = weighed(past.trial, config, present={interaction.kind for interaction in past.before})
            config = tuned([past.trial(config)], config)
            break
    return past.trial(config).learned, config
