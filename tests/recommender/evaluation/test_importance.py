import numpy as np
import pytest

from core.interactions import Interaction
from core.products import ProductId
from recommender.dataset import Dataset
from recommender.evaluation.importance import importance, importances
from recommender.hybrid import Hybrid
from recommender.profile import Profiles
from recommender.training import train
from tests.recommender.shop import NOW, PRODUCTS, embeddings, interaction, interactions


def profiles(hybrid: Hybrid, history: list[Interaction]) -> Profiles:
    dataset = Dataset.from_interactions(history, hybrid.catalog.columns, kinds=hybrid.config.kinds)
    return Profiles.from_dataset(dataset, hybrid.config.memory)


def test_importance_is_shares_of_the_scorers_that_have_a_weight(hybrid: Hybrid) -> None:
    shares = importance(hybrid, profiles(hybrid, interactions()), ["home"], count=3)["home"]
    assert sum(shares.values()) == pytest.approx(1.0, abs=1e-5)  # each has six digits
    weights = hybrid.config.blend("home")
    assert {name for name, share in shares.items() if share} <= {name for name in weights if weights[name]}
    assert list(shares.values()) == sorted(shares.values(), reverse=True)


def test_importance_by_hand_for_one_shopper_and_one_product(hybrid: Hybrid) -> None:
    shopper = profiles(hybrid, [interaction("a", name) for name in ("jacket", "coat", "trousers", "boots")])
    place = hybrid.catalog.columns[ProductId("umbrella")]
    sizes = {}
    for scorer in hybrid.scorers:
        scores = scorer.scores(shopper)[0].astype(np.float64)
        spread = scores.std() if scorer.standardised and scores.std() > 1e-9 else 1.0
        weight = hybrid.config.blend("home").get(scorer.name, 0.0)
        sizes[scorer.name] = abs((scores[place] - scores.mean()) * weight / spread)
    shares = importance(hybrid, shopper, ["home"], count=1)["home"]
    for name, share in shares.items():
        assert share == pytest.approx(sizes[name] / sum(sizes.values()), abs=1e-4)


def test_every_placement_has_its_shares_the_same_each_time(hybrid: Hybrid) -> None:
    by_placement = importances(hybrid, interactions(), ["home", "cart"])
    assert [*by_placement] == ["home", "cart"]
    assert by_placement["home"] != by_placement["cart"]
    assert by_placement == importances(hybrid, interactions()[::-1], ["home", "cart"])


def test_where_nobody_did_anything_nothing_is_said(hybrid: Hybrid) -> None:
    assert importances(hybrid, [], ["home"]) == {"home": {}}
    nothing = train([], [], np.zeros((0, 4), dtype=np.float32), now=NOW)
    assert importances(nothing, interactions(), ["home"]) == {"home": {}}
    quiet = train([], PRODUCTS, embeddings(), now=NOW)
    assert sum(importances(quiet, [interaction("a", "mug")], ["home"])["home"].values()) == pytest.approx(1.0)
