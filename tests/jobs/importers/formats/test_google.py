"""Google's product feed: tables, RSS and Atom say the same."""

from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from xml.sax.saxutils import escape
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Engine

from tests.jobs.conftest import MakeTask, imported, stored_product
from tests.jobs.importers.formats.conftest import Write, table

SHIRT = {
    "id": "shirt-s",
    "title": "Linen shirt",
    "description": "Light &amp; airy",
    "link": "https://shop.example/shirt",
    "image_link": "https://shop.example/shirt.jpg",
    "price": "29.00 EUR",
    "sale_price": "24.00 EUR",
    "sale_price_effective_date": "2026-01-01T00:00+0100/2030-01-01T00:00+0100",
    "availability": "in stock",
    "brand": "Weber",
    "gtin": "0401234567890",
    "product_type": "Clothing > Shirts",
    "item_group_id": "shirt",
    "size": "S",
    "color": "White",
}
MEDIUM = SHIRT | {"id": "shirt-m", "size": "M", "sale_price": "", "availability": "out_of_stock", "gtin": ""}


def as_xml(kind: str, *rows: dict[str, str]) -> str:
    entry = "item" if kind == "rss" else "entry"
    entries = "".join(f"<{entry}>{_elements(row)}</{entry}>" for row in rows)
    inner = f"<channel>{entries}</channel>" if kind == "rss" else entries
    root = "rss" if kind == "rss" else 'feed xmlns="http://www.w3.org/2005/Atom"'
    return f'<?xml version="1.0"?><{root} xmlns:g="http://base.google.com/ns/1.0">{inner}</{root.split()[0]}>'


def _elements(row: dict[str, str]) -> str:
    return "".join(f"<g:{name}>{escape(text)}</g:{name}>" for name, text in row.items())


@pytest.mark.parametrize("kind", ["csv", "tsv", "spaced", "rss", "atom"])
def test_every_way_of_writing_a_feed_says_the_same(
    engine: Engine, make_task: MakeTask, write: Write, kind: str
) -> None:
    rows = (SHIRT, MEDIUM)
    if kind == "spaced":
        rows = tuple({name.replace("_", " "): text for name, text in row.items()} for row in rows)  # type: ignore[assignment]
    if kind in ("rss", "atom"):
        content = as_xml(kind, *rows)
    else:
        content = table(list(rows[0]), *rows, delimiter="," if kind == "csv" else "\t")
    totals = imported(make_task(write("feed.txt", content)), "products")
    shirt = stored_product(engine, "shirt-s")
    assert (totals.format, totals.imported, totals.products) == ("Google product feed", 2, 2)
    assert (shirt.title, shirt.description, shirt.brand) == ("Linen shirt", "Light & airy", "Weber")
    assert (shirt.price, shirt.currency, shirt.stock) == (Decimal("24.00"), "EUR", None)
    assert (shirt.category, shirt.attributes) == ("Clothing > Shirts", {"colour": "White", "size": "S"})
    assert (shirt.url, shirt.image_url) == ("https://shop.example/shirt", "https://shop.example/shirt.jpg")


def test_what_is_out_of_stock_discontinued_or_over(engine: Engine, make_task: MakeTask, write: Write) -> None:
    rows = [
        MEDIUM,
        SHIRT | {"id": "old", "availability": "discontinued"},
        SHIRT | {"id": "over", "expiration_date": "2020-01-01T00:00+0000"},
    ]
    imported(make_task(write("feed.csv", table([*SHIRT, "expiration_date"], *rows))), "products")
    sold_out, old, over = (stored_product(engine, name) for name in ("shirt-m", "old", "over"))
    assert (sold_out.stock, sold_out.price, sold_out.active) == (0, Decimal("29.00"), True)
    assert (old.active, over.active) == (False, False)


@pytest.mark.parametrize(
    ("counted", "availability", "stock"),
    [(8, "in_stock", 8), (8, "out_of_stock", 0), (0, "in_stock", None), (None, "in_stock", None)],
)
def test_that_there_are_some_leaves_how_many_were_counted(
    engine: Engine,
    make_task: MakeTask,
    write: Write,
    counted: int | None,
    availability: str,
    stock: int | None,
) -> None:
    counts = {"product_id": "shirt-s", "title": "Shirt", "price": "29.00", "stock": counted}
    imported(make_task(write("stock.csv", table(list(counts), counts))), "products")
    assert stored_product(engine, "shirt-s").stock == counted
    shirt = SHIRT | {"availability": availability}
    imported(make_task(write("feed.csv", table(list(shirt), shirt))), "products")
    assert stored_product(engine, "shirt-s").stock == stock


@pytest.mark.parametrize("missing", ["link", "link image_link", "availability"])
def test_no_single_column_makes_it_a_feed(
    engine: Engine, make_task: MakeTask, write: Write, missing: str
) -> None:
    row = {name: text for name, text in MEDIUM.items() if name not in missing.split()}
    totals = imported(make_task(write("feed.csv", table(list(row), row))), "products")
    assert totals.format == "Google product feed"
    assert stored_product(engine, "shirt-m").stock == (None if missing == "availability" else 0)


def test_availability_counts_in_our_own_columns(engine: Engine, make_task: MakeTask, write: Write) -> None:
    rows = [
        {"product_id": name, "title": "Shirt", "price": "29.00", "availability": word}
        for name, word in {"a": "out_of_stock", "b": "In stock", "c": "perhaps"}.items()
    ]
    totals = imported(make_task(write("own.csv", table(list(rows[0]), *rows))), "products")
    assert (stored_product(engine, "a").stock, stored_product(engine, "b").stock) == (0, None)
    assert totals.rejected == 1


def test_a_period_without_a_zone_is_in_the_one_that_was_named(
    engine: Engine, make_task: MakeTask, write: Write
) -> None:
    """A sale that ended half an hour ago in Zurich, and would hold on for a while if it were in UTC."""
    until = make_task(Path()).now.astimezone(ZoneInfo("Europe/Zurich")) - timedelta(minutes=30)
    sale = SHIRT | {"sale_price_effective_date": f"2026-01-01T00:00/{until:%Y-%m-%dT%H:%M}"}
    task = make_task(write("feed.csv", table(list(sale), sale)))
    imported(task, "products")
    assert stored_product(engine, "shirt-s").price == Decimal("24.00")
    imported(task, "products", timezone="Europe/Zurich")
    assert stored_product(engine, "shirt-s").price == Decimal("29.00")


def test_prices_against_the_rules_are_read_where_they_mean_one_thing(
    engine: Engine, make_task: MakeTask, write: Write
) -> None:
    prices = {"a": "1.299,00 EUR", "b": "24,90 EUR", "c": "39.95 EUR"}
    rows = [SHIRT | {"id": name, "price": price, "sale_price": ""} for name, price in prices.items()]
    imported(make_task(write("feed.csv", table(list(SHIRT), *rows))), "products")
    read = [stored_product(engine, name).price for name in prices]
    assert read == [Decimal("1299.00"), Decimal("24.90"), Decimal("39.95")]


def test_a_gtin_of_two_products_names_the_first(engine: Engine, make_task: MakeTask, write: Write) -> None:
    rows = [SHIRT, SHIRT | {"id": "other"}]
    path = write("feed.csv", table(list(SHIRT), *rows))
    totals = imported(make_task(path), "products")
    assert (totals.imported, totals.rejected, totals.left_out.total()) == (2, 0, 1)
    assert stored_product(engine, "shirt-s").aliases == ("0401234567890",)
    assert stored_product(engine, "other").aliases == ()
    assert imported(make_task(path), "products").known == 2
