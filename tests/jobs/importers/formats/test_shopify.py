"""Shopify: products with the headers of before and since 2025, orders, customers."""

from decimal import Decimal

import pytest
from sqlalchemy import Engine

from core.database import transaction
from core.orders import order as stored_order
from core.tables import OrderStatus
from feedback.tables import EventType
from jobs.importers.incoming import Options, incoming
from tests.jobs.conftest import SHOP, MakeTask, imported, rejected, stored, stored_product
from tests.jobs.importers.formats.conftest import Write, table

NEW = [
    "Title",
    "URL handle",
    "Description",
    "Vendor",
    "Product category",
    "Type",
    "Tags",
    "Published on online store",
    "Status",
    "SKU",
    "Barcode",
    "Option1 name",
    "Option1 value",
    "Price",
    "Cost per item",
    "Inventory tracker",
    "Inventory quantity",
    "Continue selling when out of stock",
    "Product image URL",
    "Google Shopping / Gender",
]
HAT = {
    "Title": "Felt hat",
    "URL handle": "felt-hat",
    "Description": "<p>Warm <b>felt</b></p><p>Brushed</p>",
    "Vendor": "Hutmann",
    "Product category": "Apparel > Hats",
    "Tags": "winter",
    "Published on online store": "TRUE",
    "Status": "Active",
    "SKU": "00017",
    "Barcode": "'0401234567890",
    "Option1 name": "Size",
    "Option1 value": "S",
    "Price": "39.00",
    "Inventory tracker": "shopify",
    "Inventory quantity": "3",
    "Continue selling when out of stock": "DENY",
    "Product image URL": "https://cdn.shop.example/hat.jpg",
}
HAT_M = {
    "URL handle": "felt-hat",
    "SKU": "00018",
    "Option1 value": "M",
    "Price": "35.00",
    "Inventory tracker": "shopify",
    "Inventory quantity": "1",
    "Continue selling when out of stock": "DENY",
}
ORDERS = [
    "Name",
    "Email",
    "Financial Status",
    "Fulfillment Status",
    "Currency",
    "Created at",
    "Lineitem quantity",
    "Lineitem name",
    "Lineitem price",
    "Lineitem sku",
    "Cancelled at",
]
FIRST = {
    "Name": "#1001",
    "Email": "ayla@example.com",
    "Financial Status": "paid",
    "Fulfillment Status": "fulfilled",
    "Currency": "EUR",
    "Created at": "2026-02-01 12:00:00 +0100",
    "Lineitem quantity": "2",
    "Lineitem name": "Felt hat - S",
    "Lineitem price": "39.00",
    "Lineitem sku": "00017",
}


def test_the_new_headers(engine: Engine, make_task: MakeTask, write: Write) -> None:
    task = make_task(write("products.csv", table(NEW, HAT, HAT_M)))
    told = incoming(task, "products", SHOP, Options())
    assert str(told) == "Shopify products, 2 rows, separated by commas, UTF-8"
    totals = imported(task, "products")
    hat = stored_product(engine, "felt-hat")
    assert (totals.imported, totals.products) == (2, 1)
    assert (hat.title, hat.description, hat.brand) == ("Felt hat", "Warm felt Brushed", "Hutmann")
    assert (hat.price, hat.stock, hat.active) == (Decimal("35.00"), 4, True)
    assert hat.attributes == {"size": "S, M", "tags": "winter"}
    assert hat.aliases == ("00017", "0401234567890", "00018")
    assert (hat.category, hat.url) == ("Apparel > Hats", "https://shop.example/products/felt-hat")


def test_without_a_body_the_description_stays(engine: Engine, make_task: MakeTask, write: Write) -> None:
    imported(make_task(write("a.csv", table(NEW, HAT))), "products")
    without = [name for name in NEW if name != "Description"]
    row = {name: HAT[name] for name in without if name in HAT} | {"Price": "41.00"}
    imported(make_task(write("b.csv", table(without, row))), "products")
    hat = stored_product(engine, "felt-hat")
    assert (hat.price, hat.description) == (Decimal("41.00"), "Warm felt Brushed")


def test_a_draft_is_not_shown(engine: Engine, make_task: MakeTask, write: Write) -> None:
    imported(make_task(write("a.csv", table(NEW, HAT | {"Status": "Draft"}))), "products")
    assert not stored_product(engine, "felt-hat").active


def test_orders_of_several_lines(engine: Engine, make_task: MakeTask, write: Write) -> None:
    second_line = {
        "Name": "#1001",
        "Lineitem quantity": "1",
        "Lineitem name": "Gift card",
        "Lineitem price": "10",
    }
    refunded = FIRST | {"Name": "#1002", "Financial Status": "refunded"}
    cancelled = FIRST | {"Name": "#1003", "Cancelled at": "2026-02-02 09:00:00 +0100"}
    path = write("orders.csv", table(ORDERS, FIRST, second_line, refunded, cancelled))
    first, again = imported(make_task(path), "orders"), imported(make_task(path), "orders")

    assert (first.imported, first.orders, again.known) == (4, 3, 4)
    assert list(first.left_out) == [
        "Lineitem sku: is empty: the order counts, but not what was bought on this line"
    ]
    with transaction(engine, writes=False) as session:
        statuses = [stored_order(session, f"#{number}").status for number in (1001, 1002, 1003)]
    assert statuses == [OrderStatus.SHIPPED, OrderStatus.REFUNDED, OrderStatus.CANCELLED]
    events = [event for event in stored(engine)["Event"] if event["order_id"] == "#1001"]
    assert {(event["type"], event["product_id"], event["quantity"]) for event in events} == {
        (EventType.PURCHASE, None, 1),
        (EventType.PURCHASE, "00017", 2),
    }
    assert [event["currency"] for event in events if event["product_id"]] == ["EUR"]
    [ayla] = stored(engine)["Shopper"]
    assert ayla["email"] == "ayla@example.com"


def test_an_order_names_a_variant_by_its_sku(engine: Engine, make_task: MakeTask, write: Write) -> None:
    imported(make_task(write("products.csv", table(NEW, HAT, HAT_M))), "products")
    path = write("orders.csv", table(ORDERS, FIRST))
    imported(make_task(path), "orders")
    assert {event["product_id"] for event in stored(engine)["Event"]} == {None, "felt-hat"}
    assert imported(make_task(path), "orders").known == 1


def test_orders_of_nobody_are_guests_of_their_own(engine: Engine, make_task: MakeTask, write: Write) -> None:
    rows = [FIRST | {"Name": f"#{number}", "Email": ""} for number in (2, 3)]
    imported(make_task(write("o.csv", table(ORDERS, *rows))), "orders")
    assert {shopper["external_id"] for shopper in stored(engine)["Shopper"]} == {"order-#2", "order-#3"}


def test_an_order_of_two_shoppers_in_one_file_is_the_firsts(
    engine: Engine, make_task: MakeTask, write: Write
) -> None:
    other = FIRST | {"Email": "mia@example.com"}
    rows = [FIRST, FIRST | {"Name": "#7"}, other, FIRST | {"Name": "undefined"}]
    totals = imported(make_task(write("a.csv", table(ORDERS, *rows))), "orders")
    assert (totals.imported, totals.rejected) == (2, 2)
    reasons = sorted(line["reason"] for line in rejected(totals))
    assert reasons[0] == "Name: stands on an earlier line as another shopper's"
    assert "is a placeholder" in reasons[1]
    assert len(stored(engine)["Shopper"]) == 1, "of an order that is refused nothing stays"


def test_customers_without_an_id_are_known_by_their_address(
    engine: Engine, make_task: MakeTask, write: Write
) -> None:
    header = ["First Name", "Last Name", "Email", "Accepts Marketing", "Country Code"]
    rows = [
        dict(zip(header, ["Ayla", "Sorg", "ayla@example.com", "yes", "CH"], strict=True)),
        dict(zip(header, ["Nobody", "", "", "no", ""], strict=True)),
    ]
    path = write("customers.csv", table(header, *rows))
    first, again = imported(make_task(path), "shoppers"), imported(make_task(path), "shoppers")
    assert (first.imported, first.new_shoppers, first.rejected) == (1, 1, 1)
    [ayla] = stored(engine)["Shopper"]
    assert (ayla["external_id"], ayla["email"], ayla["country"]) == (None, "ayla@example.com", "CH")
    assert (again.imported, again.known, again.new_shoppers) == (0, 1, 0)


@pytest.mark.parametrize("number", ["'6543210", "6543210"])
def test_customers(engine: Engine, make_task: MakeTask, write: Write, number: str) -> None:
    header = [
        "Customer ID",
        "First Name",
        "Last Name",
        "Email",
        "Accepts Email Marketing",
        "Default Address Country Code",
    ]
    row = dict(zip(header, [number, "Ayla", "Sorg", "ayla@example.com", "yes", "CH"], strict=True))
    totals = imported(make_task(write("customers.csv", table(header, row))), "shoppers")
    [ayla] = stored(engine)["Shopper"]
    assert totals.format == "Shopify customers"
    assert (ayla["external_id"], ayla["email"], ayla["name"], ayla["country"]) == (
        "6543210",
        "ayla@example.com",
        "Ayla Sorg",
        "CH",
    )
