from dataclasses import replace

import numpy as np
import pytest
from scipy.sparse import csr_array

from core.interactions import Kind
from core.products import Product, ProductId
from recommender.hybrid import Hybrid
from recommender.products.alignment import STRENGTH, STRONGEST
from recommender.products.cold_start import neighbours
from recommender.query import Query
from recommender.scorers.inheritance import inherited
from recommender.training import train
from tests.recommender.shop import NOW, PRODUCTS, embeddings, interaction, interactions, product

PONCHO = product("poncho", "Harbour rain poncho", "Clothing > Outdoor", "50", colour="blue")
GLASS = product("glass", "Xylophone", "", "5")


def with_new(hybrid: Hybrid, *new: Product) -> Hybrid:
    return hybrid.changed(new, embeddings(new))


def ids(hybrid: Hybrid, *history: str, count: int = 12) -> list[str]:
    interactions = tuple(interaction("a", name, Kind.VIEW) for name in history)
    return [
        recommendation.product_id
        for recommendation in hybrid.recommend(Query(history=interactions, now=NOW), count=count)
    ]


def test_it_takes_after_what_is_like_it_and_the_shares_add_up(hybrid: Hybrid) -> None:
    shop_catalog = with_new(hybrid, PONCHO).catalog
    place = shop_catalog.columns[PONCHO.product_id]
    shares = neighbours(shop_catalog, np.array([place]))
    row = shares[[place]].toarray()[0]
    assert row.sum() == pytest.approx(1.0)
    assert shop_catalog.products[int(row.argmax())].product_id == "jacket"
    assert row[place] == 0.0
    assert shares.nnz == np.count_nonzero(row)


def test_a_mean_of_what_its_kin_have_in_both_directions() -> None:
    relations = csr_array(np.array([[0, 2, 0], [4, 0, 0], [0, 0, 0]], dtype=np.float32))
    shares = csr_array(np.array([[0, 0, 0], [0, 0, 0], [0.75, 0.25, 0]], dtype=np.float32))
    expected = np.array([[0, 2, 0.25 * 2 * STRENGTH], [4, 0, 0.75 * 4 * STRENGTH], [0.25 * 4, 0.75 * 2, 0]])
    np.testing.assert_allclose(inherited(relations, shares).toarray(), expected, atol=1e-6)
    np.testing.assert_allclose(inherited(relations.toarray(), shares), expected, atol=1e-6)


def test_what_kin_have_with_themselves_it_has_with_itself() -> None:
    relations = csr_array(np.array([[3, 2, 0], [0, 1, 0], [0, 0, 0]], dtype=np.float32))
    shares = csr_array(np.array([[0, 0, 0], [0, 0, 0], [0.5, 0.5, 0]], dtype=np.float32))
    expected = np.array([[3, 2, 0.5 * 2 * STRENGTH], [0, 1, 0], [0, 0.5 * 2, 0.5 * 3 + 0.5 * 1]])
    np.testing.assert_allclose(inherited(relations, shares).toarray(), expected, atol=1e-6)
    np.testing.assert_allclose(inherited(relations.toarray(), shares), expected, atol=1e-6)


def test_two_newcomers_know_each_other_as_in_a_dense_matrix() -> None:
    random = np.random.default_rng(0)
    relations = random.random((6, 6)).astype(np.float32) * (random.random((6, 6)) < 0.5)
    relations[4:], relations[:, 4:] = 0.0, 0.0
    np.fill_diagonal(relations, 0.0)
    shares = np.zeros((6, 6), dtype=np.float32)
    shares[4:, :4] = random.dirichlet(np.ones(4), size=2)
    sparse = inherited(csr_array(relations), csr_array(shares)).toarray()
    np.testing.assert_allclose(sparse, inherited(relations, csr_array(shares)), atol=1e-6)
    assert sparse[4, 5] > 0
    assert sparse[4, 4] == 0


def test_many_at_once_take_after_known_products_by_meaning(hybrid: Hybrid) -> None:
    shop_catalog = with_new(hybrid, PONCHO, GLASS).catalog
    new = np.array([shop_catalog.columns[newcomer.product_id] for newcomer in (PONCHO, GLASS)])
    shares = neighbours(shop_catalog, new, many=1)[new].toarray()
    assert shares[:, new].sum() == 0.0
    assert shares[0].sum() == pytest.approx(1.0)
    assert shop_catalog.products[int(shares[0].argmax())].product_id == "jacket"


def test_a_night_of_training_leaves_it_its_kin() -> None:
    """What nobody has touched by then takes after the same products, less strongly."""

    def from_others(hybrid: Hybrid) -> float:
        query = Query(history=(interaction("a", "jacket", Kind.VIEW),), now=NOW)
        [poncho] = [
            recommendation
            for recommendation in hybrid.recommend(query, count=12)
            if recommendation.product_id == PONCHO.product_id
        ]
        return sum(part.value for part in poncho.contributions if part.scorer != "content")

    shelf = [*PRODUCTS, PONCHO]
    before = from_others(with_new(train(interactions(), PRODUCTS, embeddings(), now=NOW), PONCHO))
    after = from_others(train(interactions(), shelf, embeddings(shelf), now=NOW))
    assert 0 < after < before


def test_a_whole_collection_takes_after_known_products_not_after_itself(hybrid: Hybrid) -> None:
    collection = [replace(PONCHO, product_id=ProductId(f"poncho-{number}")) for number in range(80)]
    shop_catalog = hybrid.changed(collection, embeddings(collection)).catalog
    shares = neighbours(shop_catalog, np.arange(len(PRODUCTS), len(shop_catalog)), many=10)
    assert np.diff(shares.indptr)[len(PRODUCTS) :].all()
    assert shares.indices.max() < len(PRODUCTS)


def test_it_takes_over_the_strongest_relations_only() -> None:
    size = STRONGEST + 50
    relations = np.zeros((size + 1, size + 1), dtype=np.float32)
    relations[0, 1:size] = np.arange(1, size)
    shares = csr_array(([1.0], ([size], [0])), shape=relations.shape)
    row = inherited(csr_array(relations), shares)[[size]].toarray()[0]
    assert np.flatnonzero(row).tolist() == list(range(size - STRONGEST, size))


def test_it_is_recommended_to_those_who_like_its_kin_and_leads_to_them(hybrid: Hybrid) -> None:
    met = with_new(hybrid, PONCHO)
    shown = ids(met, "jacket")
    assert shown.index("poncho") < shown.index("plate")
    after = ids(met, "poncho")
    assert set(after[:4]) <= {"jacket", "coat", "trousers", "boots", "umbrella"}


def test_its_collaborative_part_is_in_the_sum(hybrid: Hybrid) -> None:
    query = Query(history=(interaction("a", "jacket", Kind.PURCHASE),), now=NOW)
    by_id = {
        recommendation.product_id: recommendation
        for recommendation in with_new(hybrid, PONCHO).recommend(query, count=12)
    }
    parts = by_id[PONCHO.product_id].contributions
    assert {"collaborative", "sequence"} & {part.scorer for part in parts if part.value > 0}
    assert sum(part.value for part in parts) == pytest.approx(by_id[PONCHO.product_id].score)


def test_a_text_like_no_other_takes_after_nothing_and_harms_nothing(hybrid: Hybrid) -> None:
    met = with_new(hybrid, GLASS)
    assert "glass" in ids(met, "mug")
    rest = [name for name in ids(met, "mug") if name != "glass"]
    assert rest[:3] == ids(hybrid, "mug")[:3]


def test_a_newcomer_whose_text_changes_takes_after_others(hybrid: Hybrid) -> None:
    now_a_mug = product("poncho", "Breakfast mug", "Home > Kitchen", "8", colour="white")
    corrected = with_new(with_new(hybrid, PONCHO), now_a_mug)
    at_once = with_new(hybrid, now_a_mug)
    assert ids(corrected, "bowl", "mug") == ids(at_once, "bowl", "mug")
    query = Query(history=(interaction("a", "mug", Kind.VIEW),), now=NOW)
    for recommendation, expected in zip(
        corrected.recommend(query, count=12), at_once.recommend(query, count=12), strict=True
    ):
        # how rare words are is not counted anew
        assert recommendation.score == pytest.approx(expected.score, rel=0.02)


def test_what_the_shop_takes_out_still_speaks_for_others(hybrid: Hybrid) -> None:
    gone = Product(ProductId("jacket"), PRODUCTS[0].title, category=PRODUCTS[0].category, active=False)
    without = hybrid.changed([gone], embeddings([gone]))
    shown = ids(without, "jacket")
    assert "jacket" not in shown
    assert set(shown[:3]) <= {"coat", "trousers", "boots", "umbrella"}
    assert "jacket" not in ids(without, "coat")
