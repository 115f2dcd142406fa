"""A snapshot is renewed by what changed, and then it is what a new process would read."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import numpy as np
import pytest
from numpy.typing import NDArray
from sqlalchemy import Engine, event

from core import catalog
from core.database import transaction
from core.interactions import Interaction, Kind
from core.products import Product, ProductId
from core.settings import Settings
from recommender.models import registry
from recommender.policy.filters import Filters
from recommender.query import Query
from recommender.training import train
from serving.snapshot import Snapshot, take
from tests.clock import ManualClock
from tests.shop import WordEncoder, product, shop_catalog

TROUSERS = product("rain-trousers", "Blue rain trousers", "19.00", category="Outdoors > Rainwear", stock=3)


class CountingEncoder(WordEncoder):
    """Remembers how many texts it was given."""

    def __init__(self) -> None:
        self.texts = 0

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self.texts += len(texts)
        return super().encode(texts)


class Shop:
    """A database with products and a trained model; snapshots are taken of it."""

    def __init__(self, settings: Settings, engine: Engine, clock: ManualClock) -> None:
        self.engine, self.clock, self.models = engine, clock, settings.models_folder
        self.encoder = CountingEncoder()
        self.store(*shop_catalog())

    def store(self, *products: Product) -> None:
        with transaction(self.engine) as session:
            catalog.upsert(session, products, now=self.clock.now())

    def take_out(self, product_id: str) -> None:
        with transaction(self.engine) as session:
            catalog.deactivate(session, product_id, now=self.clock.now())

    def train(self) -> None:
        with transaction(self.engine) as session:
            products = catalog.products(session)
        vectors = self.encoder.encode([stored.text for stored in products])
        interactions = [
            Interaction(
                f"s{number}", ProductId(name), Kind.PURCHASE, self.clock.now() - timedelta(days=number)
            )
            for number in range(12)
            for name in (("rain-jacket", "rain-hat", "wellies"), ("mug", "teapot", "pan"))[number % 2]
        ]
        model = train(interactions, products, vectors, now=self.clock.now())
        manifest = registry.Manifest(encoder=self.encoder.identity)
        registry.promote(self.models, registry.publish(self.models, model, manifest, now=self.clock.now()))

    def snapshot(self, before: Snapshot | None = None) -> Snapshot:
        now = self.clock.now()
        return take(self.engine, self.models, encoder=self.encoder, now=now, before=before)


@pytest.fixture
def shop(settings: Settings, engine: Engine, clock: ManualClock) -> Shop:
    trained_shop = Shop(settings, engine, clock)
    trained_shop.train()
    return trained_shop


def recommended(snapshot: Snapshot, clock: ManualClock, *seen: str) -> dict[str, float]:
    history = tuple(Interaction("a", ProductId(product_id), Kind.VIEW, clock.now()) for product_id in seen)
    recommendations = snapshot.hybrid.recommend(
        Query(history=history, now=clock.now()), count=20, filters=Filters(diversity=0.0)
    )
    return {recommendation.product_id: recommendation.score for recommendation in recommendations}


def matches(snapshot: Snapshot, text: str) -> list[str]:
    hits = snapshot.index.search(text, encoder=WordEncoder(), filters=Filters(), count=20)
    return [hit.product_id for hit in hits]


def assert_the_same(renewed: Snapshot, other: Snapshot, clock: ManualClock) -> None:
    assert renewed.products == other.products
    assert renewed.titles == other.titles
    assert renewed.state == other.state
    for seen in ((), ("rain-jacket",), ("mug", "umbrella")):
        own, expected = recommended(renewed, clock, *seen), recommended(other, clock, *seen)
        assert own.keys() == expected.keys()
        if len(renewed.hybrid.catalog) == len(other.hybrid.catalog):  # nothing has come and gone
            assert own == pytest.approx(expected, rel=0.02, abs=0.02)
    for text in ("blue rain", "stoneware", "trousers"):
        assert set(matches(renewed, text)) == set(matches(other, text))


def test_changes_of_all_kinds_one_after_another(shop: Shop, clock: ManualClock) -> None:
    snapshot = shop.snapshot()
    shop.store(TROUSERS)
    snapshot = shop.snapshot(snapshot)
    assert "rain-trousers" in recommended(snapshot, clock, "rain-jacket")
    assert "rain-trousers" in matches(snapshot, "rain trousers")
    assert_the_same(snapshot, shop.snapshot(), clock)
    shop.store(replace(TROUSERS, price=Decimal("9.00")), replace(shop_catalog()[4], stock=0))
    snapshot = shop.snapshot(snapshot)
    assert snapshot.products[TROUSERS.product_id].price == Decimal("9.00")
    assert "mug" not in recommended(snapshot, clock)
    assert_the_same(snapshot, shop.snapshot(), clock)
    shop.take_out("rain-trousers")
    shop.take_out("rain-hat")
    snapshot = shop.snapshot(snapshot)
    assert not {"rain-trousers", "rain-hat"} & {*recommended(snapshot, clock), *matches(snapshot, "rain")}
    assert "rain-hat" not in snapshot.products
    assert_the_same(snapshot, shop.snapshot(), clock)
    shop.store(TROUSERS)
    snapshot = shop.snapshot(snapshot)
    assert "rain-trousers" in recommended(snapshot, clock, "rain-jacket")
    assert_the_same(snapshot, shop.snapshot(), clock)


def test_only_what_changed_is_read_and_encoded(shop: Shop) -> None:
    snapshot = shop.snapshot()
    shop.store(TROUSERS)
    shop.encoder.texts = 0
    read: list[tuple[str, object]] = []
    event.listen(shop.engine, "before_cursor_execute", lambda *args: read.append((args[2], args[3])))
    renewed = shop.snapshot(snapshot)
    assert shop.encoder.texts == 1
    assert len(renewed.products) == len(snapshot.products) + 1
    products = [
        statement for statement, _ in read if "FROM product " in statement or "FROM product\n" in statement
    ]
    assert len(products) == 1
    assert "product.revision >" in products[0]


def test_the_old_snapshot_stays_as_it_was(shop: Shop, clock: ManualClock) -> None:
    snapshot = shop.snapshot()
    before = recommended(snapshot, clock, "rain-jacket")
    shop.store(TROUSERS)
    shop.take_out("wellies")
    shop.snapshot(snapshot)
    assert recommended(snapshot, clock, "rain-jacket") == before
    assert "rain-trousers" not in matches(snapshot, "rain trousers")


def test_nothing_that_concerns_us_changed(shop: Shop) -> None:
    snapshot = shop.snapshot()
    shop.store(replace(TROUSERS, active=False))
    renewed = shop.snapshot(snapshot)
    assert renewed.products is snapshot.products
    assert renewed.state.catalog == snapshot.state.catalog + 1


def test_what_is_taken_out_still_speaks_for_others(shop: Shop, clock: ManualClock) -> None:
    snapshot = shop.snapshot()
    shop.take_out("rain-jacket")
    for renewed in (shop.snapshot(snapshot), shop.snapshot()):
        scores = recommended(renewed, clock, "rain-jacket")
        assert min(scores["rain-hat"], scores["wellies"]) > max(scores["teapot"], scores["pan"])


def test_another_model_is_met_with_everything(shop: Shop, clock: ManualClock) -> None:
    snapshot = shop.snapshot()
    shop.store(TROUSERS)
    clock.advance(timedelta(minutes=1))
    shop.train()
    renewed = shop.snapshot(snapshot)
    assert renewed.model != snapshot.model
    assert renewed.hybrid.catalog.learned == len(shop_catalog()) + 1
    assert_the_same(renewed, shop.snapshot(), clock)


def test_a_model_that_does_not_fit_is_passed_over_for_the_next_best(shop: Shop, clock: ManualClock) -> None:
    good = shop.snapshot().model
    for encoder, width in (("another", WordEncoder.dimension), (WordEncoder.identity, 3)):
        clock.advance(timedelta(minutes=1))
        narrow = np.ones((len(shop_catalog()), width), dtype=np.float32)
        model = train([], shop_catalog(), narrow, now=clock.now())
        manifest = registry.Manifest(encoder=encoder)
        version = registry.publish(shop.models, model, manifest, now=clock.now())
        registry.promote(shop.models, version)
        snapshot = shop.snapshot()
        assert snapshot.model == good
        assert snapshot.state.model == version, "it is not tried again until another one is promoted"
        assert recommended(snapshot, clock, "rain-jacket")


def test_before_the_first_training_changes_are_fitted_in_too(
    settings: Settings, engine: Engine, clock: ManualClock
) -> None:
    shop = Shop(settings, engine, clock)
    snapshot = shop.snapshot()
    assert snapshot.model is None
    shop.store(TROUSERS)
    renewed = shop.snapshot(snapshot)
    assert next(iter(recommended(renewed, clock, "rain-jacket"))) in {"rain-trousers", "rain-hat"}


def test_the_first_products_of_an_empty_shop(settings: Settings, engine: Engine, clock: ManualClock) -> None:
    shop = Shop(settings, engine, clock)
    for stored in shop_catalog():
        shop.take_out(stored.product_id)
    snapshot = shop.snapshot()
    assert recommended(snapshot, clock) == {}
    shop.store(TROUSERS)
    snapshot = shop.snapshot(snapshot)
    assert list(recommended(snapshot, clock)) == ["rain-trousers"]
    shop.store(*shop_catalog())
    snapshot = shop.snapshot(snapshot)
    assert_the_same(snapshot, shop.snapshot(), clock)
