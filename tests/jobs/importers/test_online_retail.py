"""UCI's Online Retail: cancellations, guests, charges, and the first lines of the real file."""

import os
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from sqlalchemy import Engine

from feedback.tables import EventType
from jobs.importers.fields import RejectedField
from jobs.importers.history import import_history
from jobs.importers.online_retail import online_retail, parse
from tests.jobs.conftest import MakeTask, WriteCsv, adds_up, stored

DATA = Path(os.environ.get("RAPPORT_DATA", Path(__file__).parents[4] / "shared" / "data"))
FILE = DATA / "online-retail" / "online_retail.parquet"
ROW: dict[str, Any] = {
    "InvoiceNo": "536365",
    "StockCode": "85123a",
    "Description": "WHITE HANGING  HEART T-LIGHT HOLDER",
    "Quantity": 6,
    "InvoiceDate": "2010-12-01 08:26:00",
    "UnitPrice": 2.55,
    "CustomerID": 17850.0,
    "Country": "United Kingdom",
}


def test_a_line_is_a_purchase() -> None:
    interaction = parse(ROW)
    assert (interaction.shopper, interaction.order_id, interaction.type, interaction.quantity) == (
        "17850",
        "536365",
        EventType.PURCHASE,
        6,
    )
    assert interaction.product is not None
    assert interaction.product.product_id == "85123A", "one product, however it was typed"
    assert interaction.product.title == "White hanging heart t-light holder"
    assert (interaction.product.price, interaction.product.currency) == (Decimal("2.55"), "GBP")


def test_a_cancellation_takes_the_product_back() -> None:
    interaction = parse(ROW | {"InvoiceNo": "C536365", "Quantity": -6})
    assert (interaction.type, interaction.quantity) == (EventType.RETURN, 6)


def test_an_invoice_without_a_customer_has_a_guest() -> None:
    interaction = parse(ROW | {"CustomerID": None})
    assert (interaction.shopper, interaction.guest) == ("invoice-536365", True)


@pytest.mark.parametrize("written", ["2011-07-01 10:00:00", "7/1/2011 10:00"])
def test_times_are_those_of_london(written: str) -> None:
    assert parse(ROW | {"InvoiceDate": written}).occurred_at == datetime(2011, 7, 1, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"StockCode": "POST"}, "StockCode: is a charge"),
        ({"StockCode": "m"}, "StockCode: is a charge"),
        ({"Quantity": -6}, "Quantity: is not above zero"),
        ({"UnitPrice": 0.0}, "UnitPrice: is zero"),
        ({"UnitPrice": -11062.06}, "UnitPrice: is below zero"),
        ({"InvoiceNo": "C1", "Quantity": -1, "CustomerID": None}, "CustomerID: is empty on a cancellation"),
        ({"CustomerID": 0.0}, "CustomerID: is empty or a placeholder"),
        ({"InvoiceDate": "7/1"}, "InvoiceDate: is not a time"),
    ],
)
def test_what_is_no_sale_is_rejected(change: dict[str, Any], reason: str) -> None:
    with pytest.raises(RejectedField, match=reason):
        parse(ROW | change)


def test_guests_get_no_address(engine: Engine, make_task: MakeTask, write_csv: WriteCsv) -> None:
    path = write_csv("a.csv", [ROW, ROW | {"CustomerID": "", "InvoiceNo": "2"}])
    import_history(make_task(path, email_template="{user_id}@example.com"), online_retail())
    addresses = {row["external_id"]: row["email"] for row in stored(engine)["Shopper"]}
    assert addresses == {"17850": "17850@example.com", "invoice-2": None}


@pytest.mark.skipif(not FILE.exists(), reason=f"{FILE} is not here; set RAPPORT_DATA")
def test_the_first_lines_of_the_real_file(tmp_path: Path, engine: Engine, make_task: MakeTask) -> None:
    """The whole file is imported by `python -m benchmarks.online_retail`."""
    path = tmp_path / "first.parquet"
    pq.write_table(pq.read_table(FILE).slice(0, 20_000), path)
    first = import_history(make_task(path), online_retail())
    before = stored(engine)
    second = import_history(make_task(path), online_retail())

    assert first.lines == second.lines == 20_000
    assert adds_up(first)
    assert (second.imported, second.known) == (0, first.imported)
    assert first.rejected < 400
    assert stored(engine) == before
