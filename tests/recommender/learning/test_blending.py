"""Weights are learned where they help: shops in which one scorer alone knows what comes next."""

from dataclasses import replace
from datetime import timedelta
from functools import partial

import numpy as np
import pytest

from core.interactions import Interaction, Kind
from core.products import Product, ProductId
from recommender.config import Decay, TrainingConfig
from recommender.hybrid import Hybrid
from recommender.learning.blending import FEWEST, LEARNED, learned, pooled
from recommender.learning.configuration import chosen
from recommender.learning.examples import examples
from recommender.learning.paces import paced
from recommender.products.catalog import Catalog
from recommender.query import Query
from recommender.training import fitted
from tests.recommender.shop import NOW

SIZE = 60
SINCE = NOW - timedelta(days=10)


def rounds(shoppers: int = 300, *, seed: int = 0) -> list[Interaction]:
    """Everybody walks a circle of products step by step, from anywhere: what comes next is all there is."""
    random = np.random.default_rng(seed)
    interactions = []
    for number in range(shoppers):
        start, steps = int(random.integers(SIZE)), int(random.integers(4, 9))
        first = SINCE - timedelta(days=float(random.uniform(1, 20)))
        for step in range(steps):
            at = first + timedelta(minutes=step) if step < steps - 2 else SINCE + timedelta(hours=step)
            product_id = ProductId(f"p{(start + step) % SIZE}")
            interactions.append(Interaction(f"s{number}", product_id, Kind.PURCHASE, at))
    return sorted(interactions, key=lambda interaction: interaction.at)


def shop() -> Catalog:
    products = [Product(ProductId(f"p{number}"), f"Thing {number}") for number in range(SIZE)]
    return Catalog.of(products, np.zeros((SIZE, 1), dtype=np.float32))


def model(interactions: list[Interaction], weights: dict[str, float]) -> Hybrid:
    config = TrainingConfig(weights={"home": weights})
    return fitted([interaction for interaction in interactions if interaction.at < SINCE], shop(), config)


@pytest.fixture(scope="module")
def interactions() -> list[Interaction]:
    return rounds()


def test_a_blend_of_the_wrong_scorer_is_put_right(interactions: list[Interaction]) -> None:
    config, findings = learned(model(interactions, {"popular": 1.0}), examples(interactions, since=SINCE))
    home = next(finding for finding in findings if finding.name == "home")
    assert home.kept
    assert home.gain.low > 0
    weights = config.blend("home")
    assert max(weights["sequence"], weights["covisitation"], weights["collaborative"]) > weights["popular"]
    assert config.blend("email") == weights


def test_where_nothing_better_is_found_the_weights_stay(interactions: list[Interaction]) -> None:
    before = model(interactions, dict(TrainingConfig().blend("home")))
    config, _ = learned(before, examples(interactions, since=SINCE))
    again, findings = learned(
        Hybrid(before.scorers, before.catalog, config, before.until), examples(interactions, since=SINCE)
    )
    assert all(not finding.kept for finding in findings)
    assert again.weights["home"] == config.weights["home"]


def test_too_few_examples_teach_nothing(interactions: list[Interaction]) -> None:
    few = {"home": examples(interactions, since=SINCE)["home"][: FEWEST - 1]}
    before = model(interactions, {"popular": 1.0})
    assert learned(before, few) == (before.config, [])


def test_a_segment_gets_weights_of_its_own_only_where_it_differs(interactions: list[Interaction]) -> None:
    def segment_of(query: Query) -> str:
        return "odd" if int(query.history[0].shopper_id[1:]) % 2 else "even"

    weights = dict(TrainingConfig().blend("home"))
    config, findings = learned(
        model(interactions, weights), examples(interactions, since=SINCE), segment_of=segment_of
    )
    names = {finding.name for finding in findings}
    assert {"home", "home/even", "home/odd"} <= names
    kept = {finding.name for finding in findings if finding.kept}
    assert {name for name in config.weights if "/" in name and name.startswith("home")} == {
        name for name in kept if "/" in name
    }


def test_the_pool_has_each_scorers_standardised_opinion(interactions: list[Interaction]) -> None:
    hybrid = model(interactions, {"collaborative": 1.0})
    home_examples = examples(interactions, since=SINCE)["home"][:20]
    pool = pooled(hybrid, home_examples, placement="home")
    assert pool.scores.shape[:2] == (len(LEARNED), 20)
    assert (pool.wanted & pool.barred).sum() == 0
    assert (pool.wanted.sum(axis=1) <= pool.size).all()
    assert set(np.unique((~pool.barred).sum(axis=1)).tolist()) <= set(range(10, SIZE + 1))


def test_a_past_with_few_shoppers_keeps_the_defaults(interactions: list[Interaction]) -> None:
    assert chosen(interactions[:40], shop()).config == TrainingConfig()
    assert chosen([], shop()).config == TrainingConfig()


def test_settings_depend_on_the_past_alone(interactions: list[Interaction]) -> None:
    choose = partial(chosen, catalog=shop())
    first, second = choose(interactions), choose(list(interactions))
    assert first.config == second.config
    assert first.config.weights["home"] != TrainingConfig().weights["home"]


def test_a_segment_that_has_changed_its_taste_forgets_faster() -> None:
    """Half the shop bought lamps for a year and turned to rugs this week; the other half never changed."""
    random = np.random.default_rng(3)
    interactions = []
    for number in range(240):
        turned = number % 2 == 1
        for step in range(8):
            old = f"p{random.integers(0, SIZE // 2)}"
            new = f"p{random.integers(SIZE // 2, SIZE)}"
            days = 300 - 30 * step if step < 5 else 30 - 4 * step + random.uniform(0, 2)
            name = new if turned and step >= 5 else old
            interactions.append(
                Interaction(f"s{number}", ProductId(name), Kind.PURCHASE, SINCE - timedelta(days=float(days)))
            )
        last = f"p{random.integers(SIZE // 2, SIZE) if turned else random.integers(0, SIZE // 2)}"
        interactions.append(
            Interaction(f"s{number}", ProductId(last), Kind.PURCHASE, SINCE + timedelta(hours=number))
        )
    interactions.sort(key=lambda interaction: interaction.at)

    def segment_of(query: Query) -> str:
        return "turned" if int(query.history[0].shopper_id[1:]) % 2 else "steady"

    hybrid = model(interactions, {"collaborative": 1.0})
    slow = replace(hybrid.config, memory=Decay(half_life_days=1000.0, history_step=1.0))
    config, findings = paced(
        replace(hybrid, config=slow), examples(interactions, since=SINCE)["home"], segment_of=segment_of
    )
    assert {finding.name.rpartition("/")[2] for finding in findings} == {"turned", "steady"}
    assert (
        set(config.memories)
        == {finding.name.rpartition("/")[2] for finding in findings if finding.kept}
        <= {"turned"}
    )
    assert TrainingConfig.from_json(config.to_json()) == config
