"""Catalogues: Rapport's own format and Shopify's."""

import json
import os
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from sqlalchemy import Engine

from core import catalog
from core.database import transaction
from core.errors import InvalidInput
from core.products import Product
from jobs.importers.catalogue import import_catalogue
from jobs.importers.products import products
from jobs.importers.shopify_products import plain_text, shopify_products
from jobs.importers.task import Task
from jobs.importers.totals import Totals
from tests.jobs.conftest import MakeTask, WriteCsv, adds_up, rejected, stored

DATA = Path(os.environ.get("RAPPORT_DATA", Path(__file__).parents[3] / "shared" / "data"))
FILE = DATA / "shopify-apparel" / "apparel.csv"
MUG = {"product_id": "mug", "title": "Blue mug", "price": "9.50"}
SHIRT = {
    "Handle": "shirt",
    "Title": "Shirt",
    "Body (HTML)": "<p>Soft <b>cotton</b>&amp; wool</p><script>alert(1)</script>",
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
EMPTY = dict.fromkeys(SHIRT, "")


def imported(task: Task) -> Totals:
    totals = import_catalogue(task, products("GBP"))
    assert adds_up(totals)
    return totals


def imported_from_shopify(task: Task) -> Totals:
    totals = import_catalogue(task, shopify_products("EUR", "https://shop.example/"))
    assert adds_up(totals)
    return totals


def found(engine: Engine, product_id: str) -> Product:
    with transaction(engine, writes=False) as session:
        return catalog.product(session, product_id)


def test_every_column_is_read(engine: Engine, make_task: MakeTask, write_csv: WriteCsv) -> None:
    row = MUG | {
        "description": "Holds tea",
        "category": "Home > Kitchen",
        "brand": "Clay",
        "currency": "eur",
        "stock": "4",
        "url": "/mug",
        "image_url": "https://shop.example/mug.png",
        "attributes": '{"for": "adults"}',
        "attributes.colour": "blue",
        "active": "no",
    }
    imported(make_task(write_csv("a.csv", [row])))

    mug = found(engine, "mug")
    assert (mug.price, mug.currency, mug.stock, mug.active) == (Decimal("9.50"), "EUR", 4, False)
    assert mug.attributes == {"for": "adults", "colour": "blue"}
    assert (mug.category, mug.brand, mug.url) == ("Home > Kitchen", "Clay", "/mug")


def test_the_three_kinds_of_file_say_the_same(
    tmp_path: Path, make_task: MakeTask, write_csv: WriteCsv
) -> None:
    first = imported(make_task(write_csv("a.csv", [MUG | {"attributes": '{"colour": "blue"}'}])))
    as_json = tmp_path / "a.jsonl"
    as_json.write_text(json.dumps(MUG | {"attributes": {"colour": "blue"}}) + "\n")
    as_parquet = tmp_path / "a.parquet"
    columns = {name: [value] for name, value in MUG.items()} | {"attributes": [{"colour": "blue"}]}
    pq.write_table(pa.table(columns), as_parquet)

    assert (first.imported, first.new_products) == (1, 1)
    for path in (as_json, as_parquet):
        totals = imported(make_task(path))
        assert (totals.imported, totals.known) == (0, 1)


def in_stock(engine: Engine) -> dict[str, Product]:
    with transaction(engine, writes=False) as session:
        return {str(each.product_id): each for each in catalog.products(session)}


def test_costs_and_tags_are_read(engine: Engine, make_task: MakeTask, tmp_path: Path) -> None:
    lines: list[dict[str, Any]] = [
        {**MUG, "cost": 3.8, "tags": ["New in", "gift"]},
        {**MUG, "product_id": "pot", "tags": "gift, sale", "attributes": {"material": ["clay", "cork"]}},
        {**MUG, "product_id": "pan"},
        {**MUG, "product_id": "lid", "cost": "cheap"},
    ]
    file = tmp_path / "products.jsonl"
    file.write_text("\n".join(json.dumps(each) for each in lines), encoding="utf-8")
    assert imported(make_task(file)).rejected == 1
    found = in_stock(engine)
    assert (found["mug"].cost, found["mug"].attributes) == (Decimal("3.80"), {"tags": "New in, gift"})
    assert found["mug"].margin == Decimal("0.6")
    assert found["pot"].attributes == {"material": "clay, cork", "tags": "gift, sale"}
    assert (found["pan"].cost, found["pan"].margin) == (None, None)


def test_shopify_says_what_an_item_costs(engine: Engine, make_task: MakeTask, write_csv: WriteCsv) -> None:
    dearer = {**EMPTY, "Handle": "shirt", "Variant Price": "30.00", "Cost per item": "25.00"}
    imported_from_shopify(make_task(write_csv("shirts.csv", [{**SHIRT, "Cost per item": "8.00"}, dearer])))
    assert in_stock(engine)["shirt"].cost == Decimal("8.00")


def test_a_changed_product_is_changed(engine: Engine, make_task: MakeTask, write_csv: WriteCsv) -> None:
    imported(make_task(write_csv("a.csv", [MUG])))
    totals = imported(make_task(write_csv("a.csv", [MUG | {"price": "8"}, MUG | {"product_id": "cup"}])))
    assert (totals.imported, totals.new_products) == (2, 1)
    assert found(engine, "mug").price == Decimal("8.00")


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"product_id": ""}, "product_id: is empty"),
        ({"title": " "}, "title: is empty"),
        ({"price": "-3"}, "price: must be from 0"),
        ({"price": ""}, "price: is empty"),
        ({"stock": "lots"}, "stock: is not a whole number"),
        ({"currency": "pounds"}, "currency: is not a code"),
        ({"image_url": "javascript:alert(1)"}, "image_url: must start with https://"),
        ({"attributes": "colour=blue"}, "attributes: is not a JSON object"),
        ({"active": "perhaps"}, "active: must be one of: true, 1, yes"),
    ],
)
def test_a_bad_line_is_rejected(
    engine: Engine, make_task: MakeTask, write_csv: WriteCsv, change: dict[str, Any], reason: str
) -> None:
    good = dict.fromkeys(change, "") | MUG | {"product_id": "good"}
    totals = imported(make_task(write_csv("a.csv", [MUG | change, good])))
    assert [line["reason"].startswith(reason) for line in rejected(totals)] == [True]
    assert [row["product_id"] for row in stored(engine)["ProductRow"]] == ["good"]


def test_a_repeated_product_is_rejected(make_task: MakeTask, write_csv: WriteCsv) -> None:
    totals = imported(make_task(write_csv("a.csv", [MUG, MUG | {"price": "1"}])))
    assert [line["line"] for line in rejected(totals)] == [3]


def test_a_file_without_prices_is_refused(make_task: MakeTask, write_csv: WriteCsv) -> None:
    with pytest.raises(InvalidInput, match="has no column 'price'"):
        imported(make_task(write_csv("a.csv", [{"product_id": "1", "title": "Mug"}])))


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

    shirt = found(engine, "shirt")
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
    assert found(engine, "shirt").stock is None


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
    assert reasons[5] == "Title: no good line of this Handle has one"
    assert found(engine, "shirt").price == Decimal("20.00")


def test_an_unpublished_product_is_not_shown(
    engine: Engine, make_task: MakeTask, write_csv: WriteCsv
) -> None:
    imported_from_shopify(make_task(write_csv("a.csv", [SHIRT | {"Published": "false"}])))
    assert not found(engine, "shirt").active


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("plain", "plain"),
        ("<ul><li>one</li><li>two</li></ul>", "one two"),
        ("a &lt;b&gt; &eacute;", "a <b> é"),
        ("<style>p{}</style>x<!-- note -->", "x"),
    ],
)
def test_html_becomes_text(html: str, text: str) -> None:
    assert plain_text(html) == text


@pytest.mark.skipif(not FILE.exists(), reason=f"{FILE} is not here; set RAPPORT_DATA")
def test_the_real_export(engine: Engine, make_task: MakeTask) -> None:
    first = imported_from_shopify(make_task(FILE))
    second = imported_from_shopify(make_task(FILE))
    assert first.rejected == 0
    assert first.new_products == len(stored(engine)["ProductRow"]) < first.lines
    assert (second.imported, second.known) == (0, first.lines)
    assert found(engine, "classic-varsity-top").attributes["size"] == "Small, Medium, Large"
