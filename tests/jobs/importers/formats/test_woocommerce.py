"""WooCommerce: products in any language, orders as its plugins and its API write them."""

from decimal import Decimal

import pytest
from sqlalchemy import Engine

from core.database import transaction
from core.orders import order as stored_order
from feedback.tables import EventType
from jobs.importers.formats import forms
from jobs.importers.incoming import Options, incoming
from tests.jobs.conftest import SHOP, MakeTask, imported, rejected, stored, stored_product
from tests.jobs.importers.formats.conftest import Write, json_lines, table

ATTRIBUTES = ["Attribute 1 name", "Attribute 1 value(s)", "Attribute 1 visible", "Attribute 1 global"]
HEADER = [*forms()["woocommerce-products"].layout, *ATTRIBUTES]
MUG = {
    "ID": "10",
    "Type": "variable",
    "SKU": "MUG",
    "Name": "Mug &amp; saucer",
    "Published": "1",
    "Visibility in catalog": "visible",
    "Description": "<p>Holds tea</p>",
    "In stock?": "1",
    "Categories": "Kitchen, Kitchen > Mugs &amp; cups",
    "Tags": "gift, tea",
    "Images": "https://shop.example/a.jpg, https://shop.example/b.jpg",
    "Attribute 1 name": "Colour",
    "Attribute 1 value(s)": "Blue, Red",
}
BLUE = {
    "ID": "11",
    "Type": "variation",
    "SKU": "MUG-B",
    "GTIN, UPC, EAN, or ISBN": "0401234567890",
    "Name": "Mug &amp; saucer - Blue",
    "Published": "1",
    "In stock?": "1",
    "Stock": "4",
    "Sale price": "7.90",
    "Regular price": "9.50",
    "Parent": "id:10",
    "Attribute 1 name": "Colour",
    "Attribute 1 value(s)": "Blue",
}
RED = BLUE | {
    "ID": "12",
    "SKU": "MUG-R",
    "GTIN, UPC, EAN, or ISBN": "",
    "Stock": "1",
    "Sale price": "",
    "Parent": "MUG",
}
GERMAN = dict(
    zip(
        HEADER,
        [
            "ID",
            "Typ",
            "Artikelnummer",
            "GTIN, UPC, EAN oder ISBN",
            "Name",
            "Veröffentlicht",
            "Ist hervorgehoben?",
            "Sichtbarkeit im Katalog",
            "Kurzbeschreibung",
            "Beschreibung",
            "Datum, an dem Angebotspreis beginnt",
            "Datum, an dem Angebotspreis endet",
            "Steuerstatus",
            "Steuerklasse",
            "Vorrätig?",
            "Lager",
            "Geringe Lagermenge",
            "Lieferrückstände erlaubt?",
            "Nur einzeln verkaufen?",
            "Gewicht (kg)",
            "Länge (cm)",
            "Breite (cm)",
            "Höhe (cm)",
            "Kundenrezensionen erlauben?",
            "Hinweis zum Kauf",
            "Angebotspreis",
            "Regulärer Preis",
            "Kategorien",
            "Schlagwörter",
            "Versandklasse",
            "Bilder",
            "Downloadlimit",
            "Ablauftage des Downloads",
            "Übergeordnetes Produkt",
            "Gruppierte Produkte",
            "Zusatzverkäufe",
            "Cross-Sells (Querverkäufe)",
            "Externe URL",
            "Button-Text",
            "Position",
            "Attribut 1 Name",
            "Attribut 1 Wert(e)",
            "Attribut 1 Sichtbar",
            "Attribut 1 Global",
        ],
        strict=True,
    )
)
ICELANDIC = {name: name if name == "ID" else f"dálkur {number}" for number, name in enumerate(HEADER)}
"""A language that the table does not know."""


def renamed(row: dict[str, str], names: dict[str, str]) -> dict[str, str]:
    return {names[name]: text for name, text in row.items()}


def test_a_product_with_variations(engine: Engine, make_task: MakeTask, write: Write) -> None:
    totals = imported(make_task(write("wc.csv", table(HEADER, MUG, BLUE, RED))), "products")
    mug = stored_product(engine, "10")
    assert (totals.imported, totals.products, totals.format) == (3, 1, "WooCommerce products")
    assert (mug.title, mug.description) == ("Mug & saucer", "Holds tea")
    assert (mug.price, mug.stock) == (Decimal("7.90"), 5)
    assert mug.category == "Kitchen > Mugs & cups"
    assert mug.aliases == ("MUG", "11", "MUG-B", "0401234567890", "12", "MUG-R")
    assert mug.attributes == {"colour": "Blue, Red", "tags": "gift, tea"}
    assert (mug.image_url, mug.url) == ("https://shop.example/a.jpg", "https://shop.example/?p=10")


def test_a_german_export_of_a_spreadsheet(engine: Engine, make_task: MakeTask, write: Write) -> None:
    dear = BLUE | {
        "ID": "20",
        "Type": "simple",
        "SKU": "007",
        "Regular price": "1.299",
        "Sale price": "",
        "Parent": "",
    }
    rows = [
        renamed(row, GERMAN) for row in (MUG, BLUE | {"Regular price": "9,50", "Sale price": "7,90"}, dear)
    ]
    content = table(list(GERMAN.values()), *rows, delimiter=";").encode("cp1252")
    task = make_task(write("wc.csv", content))
    assert "semicolons, Windows-1252" in str(incoming(task, "products", SHOP, Options()))
    imported(task, "products")
    assert stored_product(engine, "10").price == Decimal("7.90")
    assert stored_product(engine, "20").price == Decimal(1299)


@pytest.mark.parametrize("gtin", [True, False])
def test_a_language_that_is_not_known_is_read_by_the_order_of_its_columns(
    engine: Engine, make_task: MakeTask, write: Write, gtin: bool
) -> None:
    header = [name for name in HEADER if gtin or not name.startswith("GTIN")]
    rows = [
        {ICELANDIC[name]: text for name, text in row.items() if name in header} for row in (MUG, BLUE, RED)
    ]
    path = write("wc.csv", table([ICELANDIC[name] for name in header], *rows))
    imported(make_task(path), "products")
    mug = stored_product(engine, "10")
    assert (mug.title, mug.price, mug.stock) == ("Mug & saucer", Decimal("7.90"), 5)


def test_what_is_sold_out_hidden_or_on_backorder(engine: Engine, make_task: MakeTask, write: Write) -> None:
    simple = {"Type": "simple", "Name": "Hat", "Published": "1", "Regular price": "9", "In stock?": "1"}
    rows = [
        simple | {"ID": "1", "In stock?": "0"},
        simple | {"ID": "2", "Published": "-1"},
        simple | {"ID": "3", "Visibility in catalog": "hidden"},
        simple | {"ID": "4", "Stock": "0", "Backorders allowed?": "notify"},
        simple | {"ID": "5", "Sale price": "5", "Date sale price ends": "2020-01-01 00:00:00"},
    ]
    imported(make_task(write("wc.csv", table(HEADER, *rows))), "products")
    sold_out, draft, hidden, backorder, after_sale = (
        stored_product(engine, str(number)) for number in range(1, 6)
    )
    assert (sold_out.stock, draft.active, hidden.active, backorder.stock) == (0, False, False, None)
    assert after_sale.price == Decimal(9)


def test_a_sku_that_a_spreadsheet_cut_short_is_no_id(make_task: MakeTask, write: Write) -> None:
    row = {"ID": "1.23457E+12", "Type": "simple", "Name": "Hat", "Regular price": "9"}
    totals = imported(make_task(write("wc.csv", table(HEADER, row, MUG, BLUE))), "products")
    assert rejected(totals)[0]["reason"].startswith("ID: was cut short by a spreadsheet")


def test_what_the_exporter_protects_and_escapes(engine: Engine, make_task: MakeTask, write: Write) -> None:
    bag = {
        "ID": "30",
        "Type": "simple",
        "Name": "'-10 °C bag",
        "Published": "1",
        "In stock?": "1",
        "Stock": "'-2",
        "Regular price": "99",
        "Description": "Warm\\nLight",
        "Categories": "Sleeping, Sale > Bags\\, packs",
    }
    orphan = BLUE | {"ID": "31", "Parent": "NOWHERE"}
    totals = imported(make_task(write("wc.csv", table(HEADER, bag, orphan))), "products")
    stored_bag = stored_product(engine, "30")
    assert (stored_bag.title, stored_bag.description, stored_bag.stock) == ("-10 °C bag", "Warm Light", 0)
    assert stored_bag.category == "Sale > Bags, packs"
    assert rejected(totals)[0]["reason"] == "Parent: names a product that is not in the file"


def test_the_price_is_that_of_what_can_be_bought(engine: Engine, make_task: MakeTask, write: Write) -> None:
    sold_out = BLUE | {"ID": "13", "SKU": "MUG-X", "Sale price": "1", "Stock": "0", "In stock?": "0"}
    hidden = BLUE | {"ID": "14", "SKU": "MUG-Y", "Sale price": "2", "Published": "0"}
    imported(make_task(write("wc.csv", table(HEADER, MUG, BLUE, RED, sold_out, hidden))), "products")
    mug = stored_product(engine, "10")
    assert (mug.price, mug.stock) == (Decimal("7.90"), 5)


PLUGIN = [
    "Order Number",
    "Order Status",
    "Order Date",
    "Email (Billing)",
    "SKU",
    "Item Name",
    "Quantity",
    "Item Cost",
]


def test_orders_a_line_each(engine: Engine, make_task: MakeTask, write: Write) -> None:
    values = ["77", "Completed", "2026-02-01 12:00", "ayla@example.com", "MUG-B", "Mug", "2", "7.90"]
    line = dict(zip(PLUGIN, values, strict=True))
    unpaid = line | {"Order Number": "78", "Order Status": "Pending payment"}
    odd = line | {"Order Number": "79", "Order Status": "At the tailor's"}
    totals = imported(
        make_task(write("o.csv", table(PLUGIN, line, line | {"SKU": "HAT"}, unpaid, odd))), "orders"
    )
    assert (totals.imported, totals.skipped, totals.rejected, totals.orders) == (2, 1, 1, 1)
    assert rejected(totals)[0]["reason"].startswith("Order Status: is none of those known")
    bought = {event["product_id"] for event in stored(engine)["Event"]}
    assert bought == {None, "MUG-B", "HAT"}


def test_orders_with_their_items_in_columns(engine: Engine, make_task: MakeTask, write: Write) -> None:
    header = [
        "order_id",
        "order_date",
        "status",
        "customer_id",
        "billing_email",
        "line_item_1",
        "line_item_2",
    ]
    items = [
        "name:Mug|product_id:10|sku:MUG-B|quantity:2|total:15.80",
        "name:Hat|product_id:5|quantity:1|total:9",
    ]
    row = dict(
        zip(
            header, ["80", "2026-02-01 12:00:00", "wc-processing", "42", "a@example.com", *items], strict=True
        )
    )
    imported(make_task(write("o.csv", table(header, row))), "orders")
    events = {(event["product_id"], event["quantity"], event["price"]) for event in stored(engine)["Event"]}
    assert events == {(None, 1, None), ("10", 2, Decimal("7.90")), ("5", 1, Decimal(9))}
    assert [shopper["external_id"] for shopper in stored(engine)["Shopper"]] == ["42"]


def test_orders_of_the_api(engine: Engine, make_task: MakeTask, write: Write) -> None:
    order = {
        "id": 81,
        "number": "81",
        "status": "refunded",
        "date_created_gmt": "2026-02-01T12:00:00",
        "customer_id": 0,
        "billing": {"email": "guest@example.com"},
        "line_items": [{"product_id": 10, "sku": "MUG-B", "quantity": 1, "price": 7.9}],
    }
    imported(make_task(write("o.ndjson", json_lines(order, order | {"id": 82, "number": "82"}))), "orders")
    with transaction(engine, writes=False) as session:
        assert stored_order(session, "81").status == "refunded"
    kinds = {event["type"] for event in stored(engine)["Event"] if event["order_id"] == "81"}
    assert kinds == {EventType.PURCHASE, EventType.RETURN}
