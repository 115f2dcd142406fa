"""A catalog in Rapport's own format."""

import json
from dataclasses import replace
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
from core.products import Product, ProductId
from jobs.importers.task import Task
from jobs.importers.totals import Totals
from tests.clock import ManualClock
from tests.jobs.conftest import MakeTask, WriteCsv, rejected, stored, stored_product
from tests.jobs.conftest import imported as imported_as

MUG = {"product_id": "mug", "title": "Blue mug", "price": "9.50"}


def imported(task: Task) -> Totals:
    return imported_as(task, "products")


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

    mug = stored_product(engine, "mug")
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
        return {str(product.product_id): product for product in catalog.products(session)}


def test_costs_and_tags_are_read(engine: Engine, make_task: MakeTask, tmp_path: Path) -> None:
    lines: list[dict[str, Any]] = [
        {**MUG, "cost": 3.8, "tags": ["New in", "gift"]},
        {**MUG, "product_id": "pot", "tags": "gift, sale", "attributes": {"material": ["clay", "cork"]}},
        {**MUG, "product_id": "pan"},
        {**MUG, "product_id": "lid", "cost": "cheap"},
    ]
    file = tmp_path / "products.jsonl"
    file.write_text("\n".join(json.dumps(line) for line in lines), encoding="utf-8")
    assert imported(make_task(file)).rejected == 1
    by_id = in_stock(engine)
    assert (by_id["mug"].cost, by_id["mug"].attributes) == (
        Decimal("3.80"),
        {"tags": "New in, gift"},
    )
    assert by_id["mug"].margin == Decimal("0.6")
    assert by_id["pot"].attributes == {"material": "clay, cork", "tags": "gift, sale"}
    assert (by_id["pan"].cost, by_id["pan"].margin) == (None, None)


def test_a_changed_product_is_changed(engine: Engine, make_task: MakeTask, write_csv: WriteCsv) -> None:
    imported(make_task(write_csv("a.csv", [MUG])))
    totals = imported(make_task(write_csv("a.csv", [MUG | {"price": "8"}, MUG | {"product_id": "cup"}])))
    assert (totals.imported, totals.new_products) == (2, 1)
    assert stored_product(engine, "mug").price == Decimal("8.00")


WHOLE = MUG | {
    "description": "Holds tea",
    "category": "Home > Kitchen",
    "brand": "Clay",
    "currency": "EUR",
    "stock": "0",
    "url": "/mug",
    "image_url": "/mug.png",
    "attributes": '{"for": "adults"}',
    "attributes.colour": "blue",
    "tags": "gift",
    "active": "false",
    "cost": "3.80",
}


def test_a_price_list_changes_prices_alone(engine: Engine, make_task: MakeTask, write_csv: WriteCsv) -> None:
    imported(make_task(write_csv("a.csv", [WHOLE])))
    before = stored_product(engine, "mug")
    lines = [MUG | {"price": "8.00"}, MUG | {"product_id": "cup"}]
    again = write_csv("prices.csv", lines)
    first, second = imported(make_task(again)), imported(make_task(again))
    assert (first.imported, first.new_products, second.known) == (2, 1, 2)
    assert stored_product(engine, "mug") == replace(before, price=Decimal("8.00"))
    cup = stored_product(engine, "cup")
    assert (cup.currency, cup.stock, cup.active) == ("GBP", None, True)


def test_a_line_of_json_changes_what_it_names(
    engine: Engine, make_task: MakeTask, write_csv: WriteCsv, tmp_path: Path
) -> None:
    imported(make_task(write_csv("a.csv", [WHOLE])))
    before = stored_product(engine, "mug")
    file = tmp_path / "a.jsonl"
    file.write_text(json.dumps(MUG | {"stock": 3}) + "\n", encoding="utf-8")
    imported(make_task(file))
    assert stored_product(engine, "mug") == replace(before, stock=3)


def test_an_empty_cell_clears_its_field(engine: Engine, make_task: MakeTask, write_csv: WriteCsv) -> None:
    imported(make_task(write_csv("a.csv", [WHOLE])))
    imported(make_task(write_csv("b.csv", [dict.fromkeys(WHOLE, "") | MUG])))
    assert stored_product(engine, "mug") == Product(ProductId("mug"), "Blue mug", price=Decimal("9.50"))


@pytest.mark.parametrize(
    ("columns", "attributes"),
    [
        ({"attributes.colour": "red"}, {"for": "adults", "colour": "red", "tags": "gift"}),
        ({"attributes.colour": ""}, {"for": "adults", "tags": "gift"}),
        ({"tags": "sale"}, {"for": "adults", "colour": "blue", "tags": "sale"}),
        ({"attributes": '{"size": "small"}'}, {"size": "small"}),
    ],
)
def test_a_column_of_one_attribute_leaves_the_others(
    engine: Engine,
    make_task: MakeTask,
    write_csv: WriteCsv,
    columns: dict[str, str],
    attributes: dict[str, str],
) -> None:
    imported(make_task(write_csv("a.csv", [WHOLE])))
    imported(make_task(write_csv("b.csv", [MUG | columns])))
    assert stored_product(engine, "mug").attributes == attributes


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


def test_a_product_that_claims_anothers_name_is_rejected_and_its_neighbours_come_in(
    engine: Engine, make_task: MakeTask, write_csv: WriteCsv, clock: ManualClock
) -> None:
    with transaction(engine) as session:
        pan = Product(ProductId("pan"), "Pan", aliases=("P-1",))
        catalog.upsert(session, [pan], now=clock.now())
    rows = [MUG | {"product_id": "P-1"}, MUG, {"product_id": "pan", "title": "Pan", "price": "3"}]
    totals = imported(make_task(write_csv("a.csv", rows)))
    assert (totals.imported, totals.rejected) == (2, 1)
    [line] = rejected(totals)
    assert line["reason"].startswith("product_id: 'P-1' is an alias of product 'pan'")
    assert stored_product(engine, "pan").aliases == ("P-1",), "the file has no column for them"
