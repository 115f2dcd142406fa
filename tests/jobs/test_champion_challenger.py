"""Who is asked, what both models may know, and who wins."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from core.interactions import Interaction
from core.products import ProductId
from jobs.champion_challenger import ENOUGH_SHOPPERS, Comparison, champion_challenger, hold_out, seen_until
from jobs.training_set import TrainingSet, split
from recommender.config import TrainingConfig
from recommender.models.manifest import Manifest
from recommender.models.registry import LoadedModel
from recommender.products.catalog import Catalog
from recommender.training import fitted
from tests.jobs.shop import KITCHEN, RAIN, lesson_of, purchases
from tests.shop import shop_catalog

GOOD = TrainingConfig()
BAD = TrainingConfig(weights={"home": {"collaborative": -1.0}})
LESSON = lesson_of(purchases(160, first_day=40, days=40))
LARGE = lesson_of(purchases(400, first_day=40, days=40))


def model(
    training_set: TrainingSet, interactions: Sequence[Interaction], config: TrainingConfig = GOOD
) -> LoadedModel:
    """As if it had been published after these interactions."""
    hybrid = fitted(interactions, Catalog.of(training_set.products, training_set.vectors), config)
    window = (interactions[0].at.isoformat(), interactions[-1].at.isoformat())
    return LoadedModel(hybrid, Manifest(version="before", window=window))


def held(training_set: TrainingSet, serving: LoadedModel | None, config: TrainingConfig = GOOD) -> Comparison:
    return champion_challenger(training_set, serving, configure=lambda *_: config, margin=0.1)


def test_the_first_model_has_nobody_to_beat() -> None:
    comparison = held(LESSON, None)
    assert comparison.decision.promoted
    assert comparison.decision.because == "No model served before it."
    assert comparison.metrics["ndcg@10"] > comparison.metrics["popular ndcg@10"] > 0


def test_the_same_settings_are_as_good() -> None:
    comparison = held(LESSON, model(LESSON, LESSON.interactions))
    assert comparison.decision.promoted
    assert (comparison.decision.how, comparison.decision.difference) == ("refitted", (0.0, 0.0, 0.0))
    assert comparison.decision.shoppers == len(comparison.held.holdout.shoppers) >= 20


@pytest.mark.parametrize("extra", [GOOD, replace(GOOD, factors=replace(GOOD.factors, dimensions=3))])
def test_worse_settings_are_kept_back_and_better_ones_serve(extra: TrainingConfig) -> None:
    """Whether only the weights differ, or what is learned as well."""
    worse = held(LESSON, model(LESSON, LESSON.interactions, extra), BAD).decision
    assert not worse.promoted
    assert worse.difference[2] < 0
    assert worse.after < worse.before
    better = held(LESSON, model(LESSON, LESSON.interactions, BAD), extra).decision
    assert better.promoted
    assert "better" in better.because


def test_it_is_asked_as_it_is_where_enough_came_back_after_it() -> None:
    past, _ = split(LARGE, LARGE.interactions[-1].at - timedelta(days=12))
    serving = model(LARGE, past)
    comparison = held(LARGE, serving)
    assert comparison.decision.how == "as it is"
    assert comparison.decision.shoppers >= ENOUGH_SHOPPERS
    assert datetime.fromisoformat(comparison.decision.since) > seen_until(serving)


def test_only_as_it_is_a_spoiled_past_shows() -> None:
    """The serving model learned before somebody mixed the records up; settings alone look as good."""
    end = LARGE.interactions[-1].at - timedelta(days=12)
    past, newest = split(LARGE, end)
    other = dict(zip([*RAIN, *KITCHEN], [*KITCHEN[:2], *RAIN[:2], *KITCHEN[2:], *RAIN[2:]], strict=True))
    mixed = [
        replace(interaction, product_id=ProductId(other[interaction.product_id])) for interaction in past
    ]
    spoiled = lesson_of([*mixed, *newest])
    decision = held(spoiled, model(LARGE, past)).decision
    assert decision.how == "as it is"
    assert not decision.promoted
    assert held(spoiled, model(spoiled, spoiled.interactions)).decision.promoted, "refitted, both are as bad"


def test_settings_are_chosen_without_a_look_at_the_exam() -> None:
    shown: list[Interaction] = []

    def look(past: Sequence[Interaction], _lesson: TrainingSet) -> TrainingConfig:
        shown.extend(past)
        return GOOD

    comparison = champion_challenger(LESSON, model(LESSON, LESSON.interactions), configure=look, margin=0.1)
    since = datetime.fromisoformat(comparison.decision.since)
    assert max(interaction.at for interaction in shown) < since
    assert 0.7 * len(LESSON.interactions) < len(shown) < 0.9 * len(LESSON.interactions)


def test_too_few_to_ask_is_said() -> None:
    few = lesson_of(purchases(8, first_day=40, days=40))
    comparison = held(few, model(few, few.interactions), BAD)
    assert comparison.decision.promoted
    assert "too few to compare" in comparison.decision.because
    assert comparison.metrics == {}


def test_nothing_happened_yet() -> None:
    comparison = held(lesson_of([]), None)
    assert comparison.decision.promoted
    assert comparison.metrics == {}
    assert list(comparison.held.past) == []


def test_a_model_that_learned_from_nothing_has_seen_nothing() -> None:
    blank = fitted([], Catalog.of(LESSON.products, LESSON.vectors), GOOD)
    serving = LoadedModel(blank, Manifest(version="blank"))
    catalog_now = Catalog.of(shop_catalog(), LESSON.vectors)
    held_out = hold_out(LESSON, catalog_now, serving)
    assert held_out.since == hold_out(LESSON, catalog_now, None).since
    assert seen_until(serving).year == 1970
