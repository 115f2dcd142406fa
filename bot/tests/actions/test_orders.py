"""An order's status, by number or simply the latest."""

from typing import Any

import pytest

from actions.orders import STATUSES, TrackOrder, details
from tests.fake_api import FakeShop
from tests.talking import Message, entity, say, shop


def order(**changes: Any) -> dict[str, Any]:
    return {"order_id": "HF-10023", "status": "shipped", "placed_at": "2026-06-01T10:00:00Z", **changes}


def asked(text: str, number: str | None = None) -> Message:
    return Message(text, "track_order", [entity(text, number, "order_number")] if number else [])


def test_an_order_is_found_by_its_number_however_it_is_typed() -> None:
    fake = FakeShop(orders={"HF-10023": order()})
    said = say(TrackOrder(shop(fake)), asked("where is my order hf-10023", "hf-10023"))
    assert said.responses == ["utter_order_shipped"]
    assert said.messages[0]["order_id"] == "HF-10023"


def test_without_a_number_it_is_the_latest_order() -> None:
    fake = FakeShop(orders={"HF-2": order(order_id="HF-2", status="packed"), "HF-1": order(order_id="HF-1")})
    said = say(TrackOrder(shop(fake)), asked("where is my order"))
    assert (said.responses, said.messages[0]["order_id"]) == (["utter_order_packed"], "HF-2")


def test_without_a_number_and_without_orders_it_asks_for_the_number() -> None:
    assert say(TrackOrder(shop(FakeShop())), asked("where is my order")).responses == [
        "utter_ask_order_number"
    ]


def test_an_unknown_order_offers_a_person() -> None:
    said = say(TrackOrder(shop(FakeShop())), asked("HF-99999", "HF-99999"))
    assert (said.responses, said.slots) == (["utter_order_unknown"], {"offer": "handover"})


@pytest.mark.parametrize("status", sorted(STATUSES))
def test_every_status_has_an_answer_of_its_own(status: str) -> None:
    fake = FakeShop(orders={"HF-10023": order(status=status)})
    said = say(TrackOrder(shop(fake)), asked("HF-10023", "HF-10023"))
    assert said.responses == [f"utter_order_{status}"]


def test_details_are_said_where_they_are_known() -> None:
    known = order(expected_on="2026-06-03", carrier="Royal Mail", tracking_url="https://example.com/t/1")
    assert details(known) == (
        " It should be with you on Wednesday 3 June. Royal Mail is bringing it. Follow it here: https://example.com/t/1"
    )
    assert details(order()) == ""


def test_a_delivered_order_no_longer_has_an_expected_day() -> None:
    assert details(order(status="delivered", expected_on="2026-06-03")) == ""
