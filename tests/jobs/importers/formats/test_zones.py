"""Times that name no zone: the shop's own, where it is named, else UTC."""

from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy import Engine

from jobs.importers.incoming import Options, incoming
from tests.jobs.conftest import SHOP, MakeTask, imported, rejected, stored
from tests.jobs.importers.formats.conftest import Write, json_lines, table

ORDER = {
    "Order Number": "77",
    "Order Status": "Completed",
    "Order Date": "",
    "Email (Billing)": "ayla@example.com",
    "SKU": "MUG-B",
    "Item Name": "Mug",
    "Quantity": "2",
    "Item Cost": "7.90",
}


def test_times_of_the_shop_are_in_its_own_zone(engine: Engine, make_task: MakeTask, write: Write) -> None:
    """An order of ten minutes ago in Zurich, which lies in the future where its time is read as UTC."""
    placed_at = make_task(Path()).now - timedelta(minutes=10)
    there = f"{placed_at.astimezone(ZoneInfo('Europe/Zurich')):%Y-%m-%d %H:%M}"
    task = make_task(write("o.csv", table(list(ORDER), ORDER | {"Order Date": there})))
    [line] = rejected(imported(task, "orders"))
    assert line["reason"].startswith("Order Date: lies in the future; ")
    assert line["reason"].endswith("say the shop's by --timezone Europe/Zurich")
    assert imported(task, "orders", timezone="Europe/Zurich").imported == 1
    [order, _] = stored(engine)["Event"]
    assert order["occurred_at"] == placed_at.replace(second=0, microsecond=0)
    told = incoming(task, "orders", SHOP, Options(timezone="Europe/Zurich"))
    assert str(told).endswith(", times without a zone in Europe/Zurich")
    assert not told.notes
    [note] = incoming(task, "orders", SHOP, Options()).notes
    assert note == "Times without a zone are read as UTC; --timezone names another."


def test_a_column_that_is_in_utc_by_its_name_stays_so(
    engine: Engine, make_task: MakeTask, write: Write
) -> None:
    answer = {
        "id": 727,
        "number": "727",
        "status": "completed",
        "date_created": "2026-02-01T13:00:00",
        "date_created_gmt": "2026-02-01T12:00:00",
        "billing": {"email": "ayla@example.com"},
        "line_items": [{"id": 1, "sku": "MUG-B", "quantity": 1}],
    }
    task = make_task(write("o.json", json_lines(answer)))
    imported(task, "orders", timezone="Europe/Zurich")
    assert {event["occurred_at"].hour for event in stored(engine)["Event"]} == {12}
    assert not incoming(task, "orders", SHOP, Options()).notes
