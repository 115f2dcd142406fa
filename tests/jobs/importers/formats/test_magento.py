"""Magento 2: configurable products with their variations, and orders by their tables' names or the grid's."""

from decimal import Decimal

from sqlalchemy import Engine

from core.database import transaction
from core.orders import order as stored_order
from tests.jobs.conftest import MakeTask, imported, stored, stored_product
from tests.jobs.importers.formats.conftest import Write, json_lines, table

HEADER = [
    "sku",
    "store_view_code",
    "attribute_set_code",
    "product_type",
    "categories",
    "name",
    "description",
    "product_online",
    "visibility",
    "price",
    "special_price",
    "special_price_from_date",
    "url_key",
    "base_image",
    "qty",
    "is_in_stock",
    "manage_stock",
    "allow_backorders",
    "additional_attributes",
    "configurable_variations",
]
COAT = {
    "sku": "COAT",
    "attribute_set_code": "Top",
    "product_type": "configurable",
    "categories": "Default Category/Women/Coats,Default Category/New",
    "name": "Rain coat",
    "description": "<p>Keeps dry</p>",
    "product_online": "1",
    "visibility": "Catalog, Search",
    "url_key": "rain-coat",
    "base_image": "/r/a/rain.jpg",
    "qty": "0.0000",
    "is_in_stock": "1",
    "manage_stock": "1",
    "allow_backorders": "0",
    "additional_attributes": "material=Wool|Nylon,waterproof=Yes,pattern=Solid, striped",
    "configurable_variations": "sku=COAT-S,size=S|sku=COAT-M,size=M",
}
SMALL = {
    "sku": "COAT-S",
    "attribute_set_code": "Top",
    "product_type": "simple",
    "name": "Rain coat-S",
    "product_online": "1",
    "visibility": "Not Visible Individually",
    "price": "89.000000",
    "qty": "4.0000",
    "is_in_stock": "1",
    "manage_stock": "1",
    "allow_backorders": "0",
    "additional_attributes": "size=S",
}
MEDIUM = SMALL | {
    "sku": "COAT-M",
    "qty": "2.0000",
    "additional_attributes": "size=M",
    "special_price": "79.000000",
}


def test_a_configurable_product_and_what_it_is_sold_as(
    engine: Engine, make_task: MakeTask, write: Write
) -> None:
    other_store = {"sku": "COAT", "store_view_code": "de", "name": "Regenmantel"}
    alone = SMALL | {"sku": "SPARE", "name": "Spare part"}
    totals = imported(
        make_task(write("p.csv", table(HEADER, COAT, other_store, SMALL, MEDIUM, alone))), "products"
    )
    coat = stored_product(engine, "COAT")
    assert (totals.format, totals.imported, totals.skipped, totals.products) == ("Magento products", 4, 1, 2)
    assert (coat.title, coat.category, coat.description) == ("Rain coat", "Women > Coats", "Keeps dry")
    assert (coat.price, coat.stock, coat.active) == (Decimal(79), 6, True)
    assert coat.attributes == {"material": "Wool, Nylon", "pattern": "Solid, striped", "size": "S, M"}
    assert coat.aliases == ("COAT-S", "COAT-M")
    assert coat.url == "https://shop.example/rain-coat.html"
    assert coat.image_url == "https://shop.example/media/catalog/product/r/a/rain.jpg"
    assert not stored_product(engine, "SPARE").active


def test_orders_of_the_api_with_a_configurable_item(
    engine: Engine, make_task: MakeTask, write: Write
) -> None:
    order = {
        "increment_id": "000000012",
        "created_at": "2026-02-01 12:00:00",
        "status": "complete",
        "customer_email": "ayla@example.com",
        "order_currency_code": "EUR",
        "items": [
            {"item_id": 1, "sku": "COAT-M", "qty_ordered": 2, "qty_refunded": 1, "price": 79},
            {"item_id": 2, "parent_item_id": 1, "sku": "COAT-M", "qty_ordered": 2, "price": 0},
        ],
    }
    imported(make_task(write("o.json", json_lines(order))), "orders")
    events = {(event["type"], event["product_id"], event["quantity"]) for event in stored(engine)["Event"]}
    assert events == {("purchase", None, 1), ("purchase", "COAT-M", 2), ("return", "COAT-M", 1)}
    with transaction(engine, writes=False) as session:
        assert stored_order(session, "000000012").status == "shipped"


def test_the_grid_of_orders_tells_of_orders_without_their_lines(
    engine: Engine, make_task: MakeTask, write: Write
) -> None:
    header = ["ID", "Purchase Point", "Purchase Date", "Status", "Customer Email"]
    values = ["000000013", "Main Website", "Feb 1, 2026 12:00:00 PM", "Pending", "ayla@example.com"]
    totals = imported(
        make_task(write("o.csv", table(header, dict(zip(header, values, strict=True))))), "orders"
    )
    assert (totals.orders, totals.format) == (1, "Magento orders")
    assert [event["order_id"] for event in stored(engine)["Event"]] == ["000000013"]
