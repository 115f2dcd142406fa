import numpy as np
import pytest
from scipy.sparse import csr_array

from core.interactions import Interaction, Kind
from core.products import ProductId
from recommender.dataset import Dataset
from recommender.scorers import repurchase
from recommender.scorers.demand import demand, following
from recommender.scorers.history import HistoryScorer
from recommender.scorers.itemitem import ItemItem
from tests.recommender.shop import COLUMNS, interaction


def dataset(*interactions: Interaction) -> Dataset:
    return Dataset.from_interactions(interactions, COLUMNS)


def sold(name: str, days: range, *, of: str = "") -> list[Interaction]:
    return [interaction(f"{of}{name}-{day}", name, days=day) for day in days]


def test_what_is_sold_now_is_in_demand_and_what_was_is_not() -> None:
    wanted = demand(dataset(*sold("boots", range(20)), *sold("pot", range(80, 100))))
    assert wanted[COLUMNS[ProductId("boots")]] > 1.1
    assert wanted[COLUMNS[ProductId("pot")]] < 0.5
    assert wanted[COLUMNS[ProductId("mug")]] == 1.0, "nobody ever bought one"


def test_a_good_week_of_the_whole_shop_lifts_nothing() -> None:
    days = [*range(60, 100), *(day for day in range(7) for _ in range(5))]
    sales = [
        interaction(f"{name}-{place}", name, days=day) for name in COLUMNS for place, day in enumerate(days)
    ]
    np.testing.assert_allclose(demand(dataset(*sales)), 1.0, rtol=1e-5)


def test_few_purchases_prove_little() -> None:
    steady = sold("mug", range(0, 200, 2))
    few = demand(dataset(*steady, interaction("a", "pot", days=0)))[COLUMNS[ProductId("pot")]]
    many = demand(dataset(*steady, *sold("pot", range(2), of="x"), *sold("pot", range(2), of="y")))
    assert 1 < few < many[COLUMNS[ProductId("pot")]]


def test_nothing_happened_yet() -> None:
    assert demand(dataset()).tolist() == [1.0] * len(COLUMNS)


@pytest.mark.parametrize("sparse", [True, False])
def test_demand_multiplies_what_a_history_says(sparse: bool) -> None:
    entries = np.array([[0, 2, 3], [1, 0, 1], [0, 4, 0]], dtype=np.float32)
    scorer = HistoryScorer("collaborative", ItemItem(csr_array(entries) if sparse else entries))
    multiplied = following(scorer, np.array([1, 4, 0.25], dtype=np.float32), 0.5)
    given = multiplied.relations.entries.toarray() if sparse else multiplied.relations.entries
    np.testing.assert_allclose(given, entries * [1, 2, 0.5])
    assert multiplied.name == "collaborative"
    assert following(scorer, np.array([1, 4, 0.25], dtype=np.float32), 0.0) is scorer


def test_a_product_speaks_for_itself_as_often_as_it_is_bought_again() -> None:
    twice = [interaction(f"tea-{n}", "mug", days=day) for n in range(20) for day in (9, 2)]
    once = [interaction(f"pan-{n}", "pot", days=3) for n in range(20)]
    data = dataset(*twice, *once, interaction("a", "bowl", Kind.VIEW))
    level = np.ones(len(COLUMNS), dtype=np.float32)
    relations = repurchase.fit(data, level, rate_power=1.0, demand_power=0.0).relations.entries.toarray()
    assert np.count_nonzero(relations - np.diag(np.diag(relations))) == 0
    assert relations[COLUMNS[ProductId("mug")], COLUMNS[ProductId("mug")]] == pytest.approx(
        20 / 25 + repurchase.LEAST
    )
    assert relations[COLUMNS[ProductId("pot")], COLUMNS[ProductId("pot")]] == pytest.approx(repurchase.LEAST)
    assert relations[COLUMNS[ProductId("bowl")], COLUMNS[ProductId("bowl")]] == pytest.approx(
        repurchase.LEAST
    )


def test_demand_counts_for_repeats_too() -> None:
    data = dataset(*(interaction(f"tea-{n}", "mug", days=day) for n in range(20) for day in (9, 2)))
    rising = np.ones(len(COLUMNS), dtype=np.float32)
    rising[COLUMNS[ProductId("mug")]] = 4.0
    plain, risen = (
        repurchase.fit(data, rising, rate_power=0.5, demand_power=power).relations.entries.diagonal()
        for power in (0.0, 0.5)
    )
    np.testing.assert_allclose(risen, plain * np.sqrt(rising), rtol=1e-6)
