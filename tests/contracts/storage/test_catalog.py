"""The catalog comes back as it was stored, to the last decimal."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import numpy as np
import pytest
from numpy.typing import NDArray
from sqlalchemy import Engine
from sqlmodel import Session

from core import catalog
from core.aliases import refused, resolve
from core.database import revision
from core.products import Product, ProductId
from core.shoppers import ensure_shopper
from feedback.events import OrderLine, ServerOrder, keep_in_step, rename
from tests.clock import ManualClock
from tests.contracts.storage.shop import (
    JACKET,
    MUG,
)


def test_importing_a_catalog_again_changes_nothing(session: Session, clock: ManualClock) -> None:
    assert catalog.upsert(session, [JACKET, MUG], now=clock.now()) == 2
    before = revision(session, catalog.CATALOG)
    clock.advance(timedelta(hours=1))

    assert catalog.upsert(session, [MUG, JACKET], now=clock.now()) == 0
    assert revision(session, catalog.CATALOG) == before


def test_a_changed_product_is_counted_and_found_by_when_it_changed(
    session: Session, clock: ManualClock
) -> None:
    catalog.upsert(session, [JACKET, MUG], now=clock.now())
    clock.advance(timedelta(hours=1))
    sold_out = replace(MUG, stock=0)

    assert catalog.upsert(session, [JACKET, sold_out], now=clock.now()) == 1
    assert catalog.products(session, changed_since=clock.now()) == [sold_out]
    assert not catalog.product(session, "mug").available


@pytest.mark.parametrize("price", ["0.00", "0.01", "34.00", "19.99", "7.125", "9999999999.9999", "0.10"])
def test_money_comes_back_exactly(session: Session, clock: ManualClock, price: str) -> None:
    catalog.upsert(session, [Product(ProductId("p"), "P", price=Decimal(price))], now=clock.now())
    session.expire_all()

    stored = catalog.product(session, "p").price
    assert isinstance(stored, Decimal)
    assert str(stored) == price


def test_a_page_of_a_category_holds_what_is_below_it(session: Session, clock: ManualClock) -> None:
    catalog.upsert(session, [JACKET, MUG], now=clock.now())

    products, total = catalog.page(session, category="Clothing", limit=10, offset=0)
    assert ([product.product_id for product in products], total) == (["jacket"], 1)
    assert catalog.page(session, category="Cloth_ng", limit=10, offset=0) == ([], 0)


def test_aliases_move_are_refused_and_rename_what_was_told_before(
    session: Session, clock: ManualClock
) -> None:
    now, named = clock.now(), replace(MUG, aliases=("M/1", "0012345678905"))
    catalog.upsert(session, [JACKET, MUG], now=now)
    shopper = ensure_shopper(session, "ayla", now=now)
    order = ServerOrder("o-1", shopper.shopper_id, now, (OrderLine("12345678905"), OrderLine("gift card")))
    keep_in_step(session, order, now=now)
    catalog.upsert(session, [named], now=now)
    assert catalog.product(session, "mug") == named
    assert rename(session) == 1
    assert [clash.field for clash in refused(session, [replace(JACKET, aliases=("M/1",))]).values()] == [
        "aliases[0]"
    ]
    assert catalog.upsert(session, [MUG, replace(JACKET, aliases=("M/1",))], now=now) == 2
    assert resolve(session, ["M/1", "012345678905"]) == {"M/1": "jacket"}


def test_only_new_and_changed_texts_are_encoded(engine: Engine) -> None:
    encoded: list[str] = []

    def encode(texts: Sequence[str]) -> NDArray[np.float32]:
        encoded.extend(texts)
        return np.array([[len(text), 1] for text in texts], dtype=np.float32).reshape(-1, 2)

    first = catalog.vectors(engine, [JACKET, MUG], encoder="a", encode=encode)
    waterproof = replace(JACKET, title="Waterproof jacket")
    again = catalog.vectors(engine, [MUG, waterproof], encoder="a", encode=encode)
    other = catalog.vectors(engine, [MUG], encoder="b", encode=encode)

    assert encoded == [JACKET.text, MUG.text, waterproof.text, MUG.text]
    np.testing.assert_array_equal(again[0], first[1])
    np.testing.assert_array_equal(other[0], first[1])
