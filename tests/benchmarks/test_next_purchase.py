from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from benchmarks.next_purchase import History, Window, window
from benchmarks.peers import ALS, BPR, EASE, ITEM_KNN, OWN, POPULAR, Past, Peer, best_of
from core.interactions import Interaction, Kind
from core.products import Product, ProductId
from recommender.dataset import Dataset

AT = datetime(2011, 11, 11, tzinfo=UTC)
NAMES = ("mug", "pot", "bowl", "late")


def bought(shopper: str, name: str, *, days: float, kind: Kind = Kind.PURCHASE) -> Interaction:
    return Interaction(shopper, ProductId(name), kind, AT + timedelta(days=days))


def shop() -> Window:
    interactions = [
        bought("ann", "mug", days=-30),
        bought("ann", "mug", days=-10),
        bought("bob", "pot", days=-9),
        bought("invoice-1", "bowl", days=-8),
        bought("ann", "mug", days=1),
        bought("ann", "pot", days=2),
        bought("ann", "late", days=2),
        bought("bob", "bowl", days=3, kind=Kind.REMOVE),
        bought("bob", "pot", days=3),
        bought("newcomer", "pot", days=3),
        bought("ann", "bowl", days=40),
    ]
    products = {ProductId(name): Product(ProductId(name), name) for name in NAMES}
    vectors = dict.fromkeys(products, np.zeros(1, dtype=np.float32))
    return window(History(interactions, products, frozenset({"invoice-1"})), vectors, at=AT)


def test_a_window_knows_nothing_of_what_comes_later() -> None:
    purchase_window = shop()
    assert purchase_window.catalog.product_ids == ("mug", "pot", "bowl")
    assert purchase_window.past.dataset.day.max() < purchase_window.day
    assert purchase_window.past.guests.tolist() == [False, False, True]


def test_among_products_not_bought_before() -> None:
    task = shop().task(repeats=False)
    assert task.rows.tolist() == [0], "bob bought only what he had"
    assert task.wanted.toarray().tolist() == [[0, 1, 0]]
    assert task.hidden.toarray().tolist() == [[1, 0, 0]]


def test_among_all_products() -> None:
    task = shop().task(repeats=True)
    assert task.rows.tolist() == [0, 1]
    assert (task.wanted.toarray() != 0).tolist() == [[True, True, False], [False, True, False]]
    assert task.hidden.nnz == 0


def past() -> Past:
    """Twelve shoppers of two tastes; the last two are guests."""
    pairs = [(row, 2 * item + row % 2) for row in range(12) for item in range(4) if item != row // 2 % 4]
    interactions = [
        Interaction(str(row), ProductId(str(column)), Kind.PURCHASE, AT + timedelta(days=place))
        for place, (row, column) in enumerate(pairs)
    ]
    dataset = Dataset.from_interactions(interactions, {ProductId(str(number)): number for number in range(8)})
    return Past(dataset, np.arange(12) >= 10)


@pytest.mark.parametrize("peer", [ITEM_KNN, ALS, BPR, EASE], ids=lambda peer: peer.name)
def test_a_peer_knows_two_tastes_apart(peer: Peer) -> None:
    pytest.importorskip("implicit", reason="the peers need the extra `bench`")
    settings = {**next(iter(peer.trials(1))), "factors": 32, "learning_rate": 0.1, "guests": True}
    settings = {name: value for name, value in settings.items() if name in peer.space}
    scores = peer.fitted(past(), settings)(np.arange(10))
    even, odd = scores[:, ::2].mean(axis=1), scores[:, 1::2].mean(axis=1)
    assert (np.where(np.arange(10) % 2, odd - even, even - odd) > 0).all()


def test_guests_may_be_left_out_and_old_purchases_fade() -> None:
    settings = {"half_life_days": 1.0, "counts": "once", "guests": False}
    matrix = past().matrix(settings)
    assert matrix[10:].nnz == 0
    assert matrix[0].max() < matrix[9].max() <= 1
    assert past().matrix(settings | {"guests": True})[10:].nnz == 6


def test_what_is_bought_twice_counts_as_often_as_the_settings_say() -> None:
    interactions = [bought("ann", "mug", days=day) for day in (1, 2, 2, 5)]
    dataset = Dataset.from_interactions(interactions, {ProductId("mug"): 0})
    bare = {"half_life_days": 36_500.0, "guests": True}
    weights = {
        counts: Past(dataset, np.zeros(1, dtype=bool)).matrix(bare | {"counts": counts})[0, 0]
        for counts in ("once", "log", "all")
    }
    assert weights == pytest.approx({"once": 1.0, "log": 1 + np.log(3), "all": 3.0})


def test_every_judge_has_the_settings_that_it_finds_best() -> None:
    most = best_of(OWN, past(), [lambda score: float(score(np.arange(1)).sum())], budget=100)[0]
    least = best_of(OWN, past(), [lambda score: -float(score(np.arange(1)).sum())], budget=100)[0]
    assert (most["popular"], least["popular"]) == (0.5, 0.0)
    assert len(list(POPULAR.trials(5))) == 5
    assert list(POPULAR.trials(5)) == list(POPULAR.trials(5))
