"""The sample shop is opened once, with a month behind it that its tables tell as a real shop's would."""

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, SQLModel, func, select

from core import catalog
from core.consent import ConsentPurpose, decided
from core.database import connect, transaction
from core.migration import upgrade
from core.tables import AddressProof, Order, OrderStatus, ProductRow, Shopper
from demo.opening import MAY_EMAIL, open_shop
from feedback.tables import ChatSignal, Event, EventType, SurveyResponse
from tests.clock import ManualClock
from tests.shop import shop_catalog

URL = "http://shop.example"
NOW = ManualClock().now()


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Engine, dict[str, int]]]:
    """The opened shop's database, and what was said of it."""
    engine = connect(f"sqlite:///{tmp_path_factory.mktemp('shop') / 'rapport.db'}")
    upgrade(engine)
    yield engine, open_shop(engine, base_url=URL, now=NOW)
    engine.dispose()


@pytest.fixture
def month(opened: tuple[Engine, dict[str, int]]) -> Iterator[Session]:
    """Reads what is stored."""
    with transaction(opened[0], writes=False) as session:
        yield session


def count(session: Session, model: type[SQLModel]) -> int:
    return session.exec(select(func.count()).select_from(model)).one()


def test_what_is_said_of_it_is_what_is_stored(opened: tuple[Engine, dict[str, int]], month: Session) -> None:
    tables: dict[str, type[SQLModel]] = {
        "products": ProductRow,
        "simulated shoppers": Shopper,
        "events": Event,
        "survey answers": SurveyResponse,
        "chat statements": ChatSignal,
    }
    assert opened[1] == {name: count(month, model) for name, model in tables.items()}
    assert all(opened[1].values())


def test_opening_it_again_changes_nothing(opened: tuple[Engine, dict[str, int]]) -> None:
    assert open_shop(opened[0], base_url="http://elsewhere.example", now=NOW + timedelta(days=1)) == {}


def test_a_shop_that_has_products_of_its_own_is_left_alone(engine: Engine) -> None:
    with transaction(engine) as session:
        catalog.upsert(session, shop_catalog(), now=NOW)
    assert open_shop(engine, base_url=URL, now=NOW) == {}
    with transaction(engine) as session:
        assert (count(session, ProductRow), count(session, Shopper)) == (len(shop_catalog()), 0)


def test_two_of_three_shoppers_left_an_address_and_allow_an_email_about_a_cart(month: Session) -> None:
    shoppers = month.exec(select(Shopper)).all()
    known = [shopper for shopper in shoppers if shopper.email is not None]
    assert len(known) == len(shoppers) - len(shoppers) // MAY_EMAIL
    assert {shopper.email_proof for shopper in known} == {AddressProof.SHOP}
    assert all(str(shopper.email).endswith("@example.com") for shopper in known)
    allowed = decided(month, ConsentPurpose.RECOVERY_EMAIL)
    assert {shopper.shopper_id for shopper in shoppers if allowed.allows(shopper.shopper_id)} == {
        shopper.shopper_id for shopper in known
    }


def test_every_purchase_is_an_order_of_its_shopper_and_the_older_the_further_on_its_way(
    month: Session,
) -> None:
    bought = select(Event.order_id, Event.shopper_id).where(Event.type == EventType.PURCHASE)
    orders = month.exec(select(Order)).all()
    assert {(order.order_id, order.shopper_id) for order in orders} == set(month.exec(bought))
    steps = [OrderStatus.PLACED, OrderStatus.PACKED, OrderStatus.SHIPPED, OrderStatus.DELIVERED]
    newest_first = sorted(orders, key=lambda order: order.placed_at, reverse=True)
    on_its_way = [steps.index(order.status) for order in newest_first]
    assert on_its_way == sorted(on_its_way)
    assert Counter(on_its_way)[3] > len(orders) / 2
    assert all(order.expected_on == (order.placed_at + timedelta(days=4)).date() for order in orders)


def test_the_month_is_over_by_now_and_about_products_of_the_shop(month: Session) -> None:
    times = month.exec(select(func.min(Event.occurred_at), func.max(Event.occurred_at))).one()
    assert NOW - timedelta(days=31) <= times[0] < times[1] <= NOW
    products = set(month.exec(select(ProductRow.product_id)))
    assert set(month.exec(select(Event.product_id).where(Event.product_id != None))) <= products  # noqa: E711
    assert all(url.startswith(URL) for url in month.exec(select(ProductRow.url)))
