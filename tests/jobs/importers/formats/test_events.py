"""Segment's calls and GA4's export as files: what shoppers did, ordered, sent back, and who they are."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import Engine

from core import catalog
from core.database import transaction
from core.tables import AddressProof
from jobs.importers.incoming import Options, incoming
from tests.clock import ManualClock
from tests.jobs.conftest import SHOP, MakeTask, imported, rejected, stored
from tests.jobs.importers.formats.conftest import Write, json_lines
from tests.shop import shop_catalog


@pytest.fixture(autouse=True)
def shop(engine: Engine, clock: ManualClock) -> None:
    with transaction(engine) as session:
        catalog.upsert(session, shop_catalog(), now=clock.now())


def called(event: str, message: str, **properties: Any) -> dict[str, Any]:
    return {
        "type": "track",
        "event": event,
        "messageId": message,
        "anonymousId": "anon-1",
        "userId": "u-1",
        "timestamp": "2026-02-01T12:00:00.000Z",
        "properties": properties,
    }


def named(
    event: str, stamp: str = "1769947200000000", *, items: list[dict[str, Any]], **told: Any
) -> dict[str, Any]:
    return {
        "event_date": "20260201",
        "event_timestamp": stamp,
        "event_name": event,
        "event_params": [
            {"key": "ga_session_id", "value": {"string_value": None, "int_value": "99"}},
            *({"key": key, "value": {"string_value": text}} for key, text in told.items()),
        ],
        "user_id": None,
        "user_pseudo_id": "123.456",
        "device": {"category": "mobile"},
        "items": items,
        "ecommerce": {"transaction_id": told.get("transaction_id")},
    }


def told(engine: Engine) -> list[tuple[Any, ...]]:
    names = ("type", "product_id", "quantity", "order_id")
    return sorted((tuple(event[name] for name in names) for event in stored(engine)["Event"]), key=str)


def test_segment(engine: Engine, make_task: MakeTask, write: Write) -> None:
    products = [
        {"product_id": "mug", "quantity": 2, "price": 9.5},
        {"product_id": "gift-card", "quantity": 1, "price": 25},
    ]
    lines = json_lines(
        called("Product Viewed", "m-1", product_id="mug", price=9.5, currency="EUR"),
        called("Product Added", "m-2", product_id="mug", quantity=2),
        called("Product List Viewed", "m-3", products=[{"product_id": "mug"}, {"product_id": "pan"}]),
        called("Products Searched", "m-4", query="blue mug"),
        called("Order Completed", "m-5", order_id="o-1", products=products, currency="EUR"),
        called("Order Refunded", "m-6", order_id="o-1", products=[{"product_id": "mug", "quantity": 1}]),
        called("Order Cancelled", "m-7", order_id="o-2"),
        {
            "type": "page",
            "messageId": "m-8",
            "userId": "u-1",
            "name": "Home",
            "timestamp": "2026-02-01T12:00:00Z",
        },
        called("Video Played", "m-9"),
    )
    task = make_task(write("segment.ndjson", lines))
    totals = imported(task, "events")
    assert (totals.format, totals.imported, totals.skipped, totals.rejected) == ("Segment events", 7, 2, 0)
    assert list(totals.left_out.values()) == [1], "the gift card, which the catalog lacks"
    assert told(engine) == sorted(
        [
            ("view", "mug", 1, None),
            ("cart", "mug", 2, None),
            ("impression", "mug", 1, None),
            ("impression", "pan", 1, None),
            ("search", None, 1, None),
            ("purchase", None, 1, "o-1"),
            ("purchase", "mug", 2, "o-1"),
            ("return", "mug", 1, "o-1"),
            ("return", None, 1, "o-2"),
        ],
        key=str,
    )
    again = imported(make_task(task.path), "events")
    assert (again.imported, again.known) == (0, 7)


def test_identify_calls_say_who_somebody_is(engine: Engine, make_task: MakeTask, write: Write) -> None:
    identify = {"type": "identify", "messageId": "i-1", "anonymousId": "anon-1", "userId": "u-1"}
    lines = json_lines(
        called("Product Viewed", "m-1", product_id="mug") | {"userId": None},
        identify | {"traits": {"email": "old@example.com", "name": "Ayla"}},
        identify | {"messageId": "i-2", "traits": {"email": "ayla@example.com"}},
        {
            "type": "identify",
            "messageId": "i-3",
            "anonymousId": "anon-2",
            "traits": {"email": "claimed@example.com"},
        },
    )
    path = write("segment.ndjson", lines)
    totals = imported(make_task(path), "events")
    [ayla] = stored(engine)["Shopper"]
    assert (ayla["external_id"], ayla["email"], ayla["name"]) == ("u-1", "ayla@example.com", "Ayla")
    assert ayla["email_proof"] == AddressProof.SHOP
    assert totals.lines == 4
    again = imported(make_task(path), "shoppers")
    assert (again.known, again.skipped, again.rejected) == (2, 2, 0)


def test_a_shared_browser_is_nobodys(engine: Engine, make_task: MakeTask, write: Write) -> None:
    view = called("Product Viewed", "m-1", product_id="mug")
    lines = json_lines(
        view,
        view | {"messageId": "m-2", "userId": "u-2"},
        view | {"messageId": "m-3", "userId": None},
        view | {"messageId": "m-4", "userId": None, "anonymousId": "anon-9"},
    )
    imported(make_task(write("segment.ndjson", lines)), "events")
    names = {shopper["external_id"] for shopper in stored(engine)["Shopper"]}
    assert names == {"u-1", "u-2", "anon-1", "anon-9"}


def test_ga4(engine: Engine, make_task: MakeTask, write: Write) -> None:
    mug = {"item_id": "mug", "item_name": "Mug", "price": 9.5, "quantity": "2"}
    lines = json_lines(
        named("view_item", items=[mug | {"quantity": None}], currency="EUR"),
        named("add_to_cart", items=[mug]),
        named("view_item_list", items=[mug | {"quantity": None}, {"item_id": "pan"}]),
        named("purchase", items=[mug], transaction_id="t-1"),
        named("refund", items=[], transaction_id="t-1"),
        named("view_search_results", items=[], search_term="blue mug"),
        named("page_view", items=[]),
        named("purchase", items=[{"item_id": "unheard-of"}]),
        named("view_item", items=[{"item_id": "(not set)"}]),
    )
    task = make_task(write("events_20260201.json", lines))
    assert str(incoming(task, "events", SHOP, Options())) == "GA4 events, 9 rows, an object a line"
    totals = imported(task, "events")
    assert (totals.imported, totals.skipped, totals.rejected) == (6, 1, 2)
    reasons = {line["line"]: line["reason"] for line in rejected(totals)}
    assert "not in the catalog" in reasons[8]
    assert reasons[9] == "item_id: is empty; a view is of a product"
    events = stored(engine)["Event"]
    assert {event["occurred_at"] for event in events} == {datetime(2026, 2, 1, 12, tzinfo=UTC)}
    assert {event["session_id"] for event in events} == {"99"}
    assert {event["query"] for event in events if event["type"] == "search"} == {"blue mug"}
    assert ("return", None, 1, "t-1") in told(engine)
    [view] = [event for event in events if event["type"] == "view"]
    assert (view["price"], view["currency"], view["context"]) == (Decimal("9.5"), "EUR", {"device": "mobile"})
