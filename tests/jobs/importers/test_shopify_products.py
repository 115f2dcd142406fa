"""A catalog as Shopify exports it."""

import os
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import Engine

from jobs.importers.formats.translation import Shop
from jobs.importers.task import Task
from jobs.importers.totals import Totals
from tests.jobs.conftest import MakeTask, WriteCsv, imported, rejected, stored, stored_product

DATA = Path(os.environ.get("RAPPORT_DATA", Path(__file__).parents[4] / "shared" / "data"))
FILE = DATA / "shopify-apparel" / "apparel.csv"
SHIRT = {
    "Handle": "shirt",
    "Title": "Shirt",
    "Body (HTML)": "<p>Soft <b>cotton</b> &amp; wool</p><script>alert(1)</script>",
    "Vendor": "Weaver",
    "Type": "Tops",
    "Tags": "women",
    "Published": "true",
    "Option1 Name": "Size",
    "Option1 Value": "Small",
    "Option2 Name": "Color",
    "Option2 Value": "Red",
    "Variant Inventory Tracker": "shopify",
    "Variant Inventory Qty": "2",
    "Variant Inventory Policy": "deny",
    "Variant Price": "20.00",
    "Image Src": "https://shop.example/1.jpg",
}
COLUMNS = ("Handle", "Title", "Body (HTML)", "Vendor", "Variant Price", "Image Src")
EMPTY = dict.fromkeys(SHIRT, "")


def imported_from_shopify(task: Task) -> Totals:
    return imported(task, "products", shop=Shop("EUR", "https://shop.example/"))


def test_shopify_says_what_an_item_costs(engine: Engine, make_task: MakeTask, write_csv: WriteCsv) -> None:
    dearer = {**EMPTY, "Handle": "shirt", "Variant Price": "30.00", "Cost per item": "25.00"}
    imported_from_shopify(make_task(write_csv("shirts.csv", [{**SHIRT, "Cost per item": "8.00"}, dearer])))
    assert stored_product(engine, "shirt").cost == Decimal("8.00")


def test_an_export_with_few_columns_changes_those(
    engine: Engine, make_task: MakeTask, write_csv: WriteCsv
) -> None:
    whole = SHIRT | {"Status": "draft", "Cost per item": "8.00", "Variant Inventory Qty": "0"}
    imported_from_shopify(make_task(write_csv("a.csv", [whole])))
    before = stored_product(engine, "shirt")
    needed = {name: SHIRT[name] for name in COLUMNS}
    imported_from_shopify(make_task(write_csv("b.csv", [needed | {"Variant Price": "18.00"}])))
    assert stored_product(engine, "shirt") == replace(before, price=Decimal("18.00"))
    tags = {"Tags": "sale", "Option1 Name": "Size", "Option1 Value": "Large"}
    imported_from_shopify(make_task(write_csv("c.csv", [needed | tags])))
    assert stored_product(engine, "shirt") == replace(before, attributes={"size": "Large", "tags": "sale"})


def test_an_export_without_quantities_sells_nothing_out(
    engine: Engine, make_task: MakeTask, write_csv: WriteCsv
) -> None:
    uncounted = {name: value for name, value in SHIRT.items() if name != "Variant Inventory Qty"}
    imported_from_shopify(make_task(write_csv("a.csv", [uncounted])))
    assert stored_product(engine, "shirt").stock is None


def test_variants_are_one_product(engine: Engine, make_task: MakeTask, write_csv: WriteCsv) -> None:
    large = EMPTY | {
        "Handle": "shirt",
        "Option1 Value": "Large",
        "Option2 Value": "Red",
        "Variant Inventory Tracker": "shopify",
        "Variant Inventory Qty": "3",
        "Variant Price": "18.00",
    }
    picture = EMPTY | {"Handle": "shirt", "Image Src": "https://shop.example/2.jpg"}
    path = write_csv("a.csv", [SHIRT, large, picture])
    first, second = imported_from_shopify(make_task(path)), imported_from_shopify(make_task(path))

    shirt = stored_product(engine, "shirt")
    assert (first.imported, first.new_products, second.known) == (3, 1, 3)
    assert (shirt.price, shirt.currency, shirt.stock) == (Decimal("18.00"), "EUR", 5)
    assert shirt.attributes == {"size": "Small, Large", "colour": "Red", "tags": "women"}
    assert shirt.description == "Soft cotton & wool"
    assert (shirt.image_url, shirt.brand) == ("https://shop.example/1.jpg", "Weaver")
    assert shirt.url == "https://shop.example/products/shirt"


@pytest.mark.parametrize(
    "change", [{"Variant Inventory Tracker": ""}, {"Variant Inventory Policy": "continue"}]
)
def test_stock_that_is_not_counted_is_not_counted(
    engine: Engine, make_task: MakeTask, write_csv: WriteCsv, change: dict[str, str]
) -> None:
    imported_from_shopify(make_task(write_csv("a.csv", [SHIRT | change])))
    assert stored_product(engine, "shirt").stock is None


def test_a_bad_variant_does_not_take_its_product_along(
    engine: Engine, make_task: MakeTask, write_csv: WriteCsv
) -> None:
    rows = [
        SHIRT,
        EMPTY | {"Handle": "shirt", "Variant Price": "free"},
        EMPTY | {"Title": "Nameless"},
        EMPTY | {"Handle": "ghost", "Variant Price": "3"},
    ]
    totals = imported_from_shopify(make_task(write_csv("a.csv", rows)))
    reasons = {line["line"]: line["reason"] for line in rejected(totals)}
    assert reasons[3].startswith("Variant Price: is not an amount")
    assert reasons[4].startswith("Handle: is empty")
    assert reasons[5] == "Title: is empty; every line needs one"
    assert stored_product(engine, "shirt").price == Decimal("20.00")


def test_an_unpublished_product_is_not_shown(
    engine: Engine, make_task: MakeTask, write_csv: WriteCsv
) -> None:
    imported_from_shopify(make_task(write_csv("a.csv", [SHIRT | {"Published": "false"}])))
    assert not stored_product(engine, "shirt").active


@pytest.mark.skipif(not FILE.exists(), reason=f"{FILE} is not here; set RAPPORT_DATA")
def test_the_real_export(engine: Engine, make_task: MakeTask) -> None:
    first = imported_from_shopify(make_task(FILE))
    second = imported_from_shopify(make_task(FILE))
    assert first.rejected == 0
    assert first.new_products == len(stored(engine)["ProductRow"]) < first.lines
    assert (second.imported, second.known) == (0, first.lines)
    assert stored_product(engine, "classic-varsity-top").attributes["size"] == "Small, Medium, Large"
