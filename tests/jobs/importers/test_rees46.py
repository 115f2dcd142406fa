"""REES46's event log: the format, and the real slice of it."""

import os
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import Engine

from core.database import transaction
from core.errors import InvalidInput
from core.shoppers import shopper_by_external_id
from feedback.tables import EventType
from jobs.importers.fields import RejectedField
from jobs.importers.history import import_history
from jobs.importers.rees46 import parse, rees46
from tests.jobs.conftest import MakeTask, WriteCsv, adds_up, rejected, stored

DATA = Path(os.environ.get("RAPPORT_DATA", Path(__file__).parents[4] / "shared" / "data"))
FILE = DATA / "rees46-slice" / "2019-Oct.csv"
ROW = {
    "event_time": "2019-10-01 00:00:00 UTC",
    "event_type": "view",
    "product_id": "3900821",
    "category_id": "2053013552326770905",
    "category_code": "appliances.environment.water_heater",
    "brand": "aqua",
    "price": "33.20",
    "user_id": "554748717",
    "user_session": "9333dfbd",
}


def test_a_product_is_put_into_words() -> None:
    product = parse(ROW, "EUR").product
    assert product is not None
    assert product.title == "Aqua water heater"
    assert product.category == "Appliances > Environment > Water heater"
    assert (product.brand, product.price, product.currency) == ("Aqua", Decimal("33.20"), "EUR")


@pytest.mark.parametrize(("brand", "title"), [("", "Product 3900821"), ("aqua", "Aqua product 3900821")])
def test_a_product_without_a_category_is_called_by_its_id(brand: str, title: str) -> None:
    product = parse(ROW | {"category_code": "", "brand": brand}, "GBP").product
    assert product is not None
    assert (product.title, product.category) == (title, "")


def test_a_purchase_is_an_order() -> None:
    interaction = parse(ROW | {"event_type": "purchase"}, "GBP")
    moment = f"{interaction.occurred_at.timestamp():.0f}"
    assert (interaction.type, interaction.order_id) == (EventType.PURCHASE, f"9333dfbd/{moment}")
    assert parse(ROW | {"event_type": "remove_from_cart"}, "GBP").type is EventType.REMOVE


def test_an_unknown_event_type_names_the_known_ones() -> None:
    with pytest.raises(
        RejectedField, match="event_type: must be one of: view, cart, remove_from_cart, purchase"
    ):
        parse(ROW | {"event_type": "wish"}, "GBP")


def test_a_placeholder_is_a_rejected_line(engine: Engine, make_task: MakeTask, write_csv: WriteCsv) -> None:
    totals = import_history(make_task(write_csv("a.csv", [ROW | {"user_id": "0"}, ROW])), rees46("GBP"))
    assert (totals.imported, totals.rejected, len(stored(engine)["Shopper"])) == (1, 1, 1)
    assert rejected(totals)[0]["reason"].startswith("user_id: is empty or a placeholder")


def test_the_last_price_of_a_product_counts(engine: Engine, make_task: MakeTask, write_csv: WriteCsv) -> None:
    rows = [ROW | {"price": "10"}, ROW | {"price": "12"}, ROW | {"price": "11"}]
    path = write_csv("a.csv", rows)
    for _ in range(2):
        import_history(make_task(path), rees46("GBP"))
        [product] = stored(engine)["ProductRow"]
        assert product["price"] == Decimal("11.00")
    assert len(stored(engine)["Event"]) == 3


def test_a_file_of_another_shop_is_refused_whole(make_task: MakeTask, write_csv: WriteCsv) -> None:
    path = write_csv("a.csv", [{name: value for name, value in ROW.items() if name != "user_id"}])
    with pytest.raises(InvalidInput, match="has no column 'user_id'"):
        import_history(make_task(path), rees46("GBP"))


@pytest.mark.skipif(not FILE.exists(), reason=f"{FILE} is not here; set RAPPORT_DATA")
def test_the_real_slice_comes_in_once(engine: Engine, make_task: MakeTask) -> None:
    task = make_task(FILE, email_template="{user_id}@example.com")
    first = import_history(task, rees46("GBP"))
    before = stored(engine)
    second = import_history(task, rees46("GBP"))

    assert (first.imported, first.rejected, first.lines) == (17_434, 1, 17_435)
    assert (second.imported, second.known, second.rejected) == (0, 17_434, 1)
    assert adds_up(first)
    assert stored(engine) == before
    [cut] = rejected(first)
    assert cut["line"] == 17_436
    assert "8 columns where the header names 9" in cut["reason"]
    with transaction(engine, writes=False) as session:
        assert shopper_by_external_id(session, "541312140").email == "541312140@example.com"
