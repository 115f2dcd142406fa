from dataclasses import replace
from decimal import Decimal

import pytest
from sqlalchemy import Engine
from sqlmodel import Session

from core import catalog
from core.database import revision, transaction
from core.errors import NotFound
from tests.clock import ManualClock
from tests.shop import WordEncoder, shop_catalog

FIRST, SECOND, *_ = shop_catalog()


def ids(session: Session, since: int) -> list[str]:
    return [product.product_id for product in catalog.changes(session, since=since)]


def test_changes_since_a_revision(session: Session, clock: ManualClock) -> None:
    now = clock.now()
    assert catalog.upsert(session, shop_catalog(), now=now) == len(shop_catalog())
    start = revision(session, catalog.CATALOG)
    assert ids(session, start) == []
    assert ids(session, start - 1) == sorted(product.product_id for product in shop_catalog())
    dearer = replace(FIRST, price=Decimal("99.00"))
    assert catalog.upsert(session, [dearer, SECOND], now=now) == 1
    assert ids(session, start) == [FIRST.product_id]
    assert revision(session, catalog.CATALOG) == start + 1
    catalog.deactivate(session, SECOND.product_id, now=now)
    assert ids(session, start) == sorted((FIRST.product_id, SECOND.product_id))
    assert [product.active for product in catalog.changes(session, since=start + 1)] == [False]


def test_what_is_stored_as_it_was_raises_nothing(session: Session, clock: ManualClock) -> None:
    catalog.upsert(session, shop_catalog(), now=clock.now())
    before = revision(session, catalog.CATALOG)
    assert catalog.upsert(session, shop_catalog(), now=clock.now()) == 0
    assert revision(session, catalog.CATALOG) == before


def test_of_a_product_sent_twice_the_last_counts(session: Session, clock: ManualClock) -> None:
    assert catalog.upsert(session, [FIRST, replace(FIRST, title="Twice")], now=clock.now()) == 1
    assert catalog.product(session, FIRST.product_id).title == "Twice"


def test_a_change_that_is_rolled_back_leaves_no_revision(engine: Engine, clock: ManualClock) -> None:
    def store_and_fail() -> None:
        with transaction(engine) as session:
            catalog.upsert(session, shop_catalog(), now=clock.now())
            catalog.deactivate(session, "nothing", now=clock.now())

    with pytest.raises(NotFound):
        store_and_fail()
    with transaction(engine, writes=False) as session:
        assert revision(session, catalog.CATALOG) == 0
        assert ids(session, -1) == []


def test_vectors_of_a_few_are_those_of_all(engine: Engine, clock: ManualClock) -> None:
    with transaction(engine) as session:
        catalog.upsert(session, shop_catalog(), now=clock.now())
    encoder = WordEncoder()
    whole = catalog.vectors(engine, shop_catalog(), encoder=encoder.identity, encode=encoder.encode)
    few = catalog.vectors(engine, [SECOND], encoder=encoder.identity, encode=lambda _: whole * 0)
    assert (few[0] == whole[1]).all()
    none = catalog.vectors(engine, [], encoder=encoder.identity, encode=encoder.encode)
    assert none.shape == (0, encoder.dimension)
