import numpy as np
import pytest
from numpy.typing import NDArray

from core.products import ProductId
from recommender.config import Content
from recommender.products.alignment import Alignment
from recommender.products.catalog import Catalog
from recommender.scorers import content
from recommender.scorers.content import ContentScorer

CONFIG = Content(neighbours=3, sharpness=1.0)


def unit(count: int, seed: int = 0) -> NDArray[np.float32]:
    vectors = np.abs(np.random.default_rng(seed).normal(size=(count, 6)))
    return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), dtype=np.float32)


def shop_catalog(vectors: NDArray[np.float32]) -> Catalog:
    return Catalog.bare([ProductId(f"p{place}") for place in range(len(vectors))], vectors)


def links(scorer: ContentScorer) -> NDArray[np.float32]:
    return np.asarray(scorer.links.relations.entries.toarray())


@pytest.fixture
def vectors() -> NDArray[np.float32]:
    return unit(12)


def test_links_are_the_cosines_of_the_nearest(vectors: NDArray[np.float32]) -> None:
    linked = links(content.fit(shop_catalog(vectors), CONFIG))
    cosines = vectors @ vectors.T
    np.fill_diagonal(cosines, 0.0)
    assert (np.count_nonzero(linked, axis=1) == 3).all()
    np.testing.assert_allclose(np.sort(linked)[:, -3:], np.sort(cosines)[:, -3:], atol=1e-6)


def test_alike_is_mutual(vectors: NDArray[np.float32]) -> None:
    mutual = content.alike(content.fit(shop_catalog(vectors), CONFIG)).toarray()
    np.testing.assert_allclose(mutual, mutual.T)


def test_a_new_product_is_linked_in_both_directions(vectors: NDArray[np.float32]) -> None:
    before = content.fit(shop_catalog(vectors[:11]), CONFIG)
    after = before.aligned(Alignment(np.append(np.arange(11), -1), 11), shop_catalog(vectors))
    near = np.argsort(-(vectors[:11] @ vectors[11]))[:3]
    assert set(np.flatnonzero(links(after)[11])) == set(near.tolist())
    assert set(np.flatnonzero(links(after)[:, 11])) == set(near.tolist())
    np.testing.assert_array_equal(links(after)[:11, :11], links(before))


def test_a_changed_text_is_linked_anew(vectors: NDArray[np.float32]) -> None:
    before = content.fit(shop_catalog(vectors), CONFIG)
    changed = vectors.copy()
    changed[4] = unit(1, seed=9)
    after = before.aligned(Alignment(np.arange(12), 12), shop_catalog(changed))
    cosines = changed @ changed[4]
    cosines[4] = -1.0
    near = np.argsort(-cosines)[:3]
    np.testing.assert_allclose(links(after)[4, near], cosines[near], atol=1e-6)
    assert set(np.flatnonzero(links(after)[4])) == set(near.tolist())
    others = np.delete(np.arange(12), 4)
    np.testing.assert_array_equal(links(after)[np.ix_(others, others)], links(before)[np.ix_(others, others)])


def test_another_order_of_products(vectors: NDArray[np.float32]) -> None:
    before = content.fit(shop_catalog(vectors), CONFIG)
    order = np.random.default_rng(3).permutation(12)
    after = before.aligned(Alignment(order, 12), shop_catalog(vectors[order]))
    np.testing.assert_array_equal(links(after), links(before)[np.ix_(order, order)])


def test_another_encoder_starts_anew(vectors: NDArray[np.float32]) -> None:
    before = content.fit(shop_catalog(vectors), CONFIG)
    narrow = vectors[:, :4] / np.linalg.norm(vectors[:, :4], axis=1, keepdims=True)
    after = before.aligned(Alignment(np.arange(12), 12), shop_catalog(narrow))
    np.testing.assert_array_equal(links(after), links(content.fit(shop_catalog(narrow), CONFIG)))


def test_two_trainings_over_one_catalog_look_for_neighbours_once() -> None:
    catalog = shop_catalog(np.eye(12, dtype=np.float32))
    first, second = content.fit(catalog, CONFIG), content.fit(catalog, CONFIG)
    assert first.links.relations.entries is second.links.relations.entries
