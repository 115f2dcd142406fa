"""An order's status, by number or simply the latest."""

from typing import Any

import pytest

from actions.skills.orders import STATUSES, details
from tests.fake_api import FakeShop
from tests.talking import say


def order(**changes: Any) -> dict[str, Any]:
    return {"order_id": "HF-10023", "status": "shipped", "placed_at": "2026-06-01T10:00:00Z", **changes}


def test_an_order_is_found_by_its_number_however_it_is_typed() -> None:
    fake = FakeShop(orders={"HF-10023": order()})
    said = say(fake, "track_order", "where is my order hf-10023")
    assert said.responses == ["utter_order_shipped"]
    assert said.value("order_id") == "HF-10023"


def test_without_a_number_it_is_the_latest_order() -> None:
    fake = FakeShop(orders={"HF-2": order(order_id="HF-2", status="packed"), "HF-1": order(order_id="HF-1")})
    said = say(fake, "track_order", "where is my order")
    assert (said.responses, said.value("order_id")) == (["utter_order_packed"], "HF-2")


def test_without_a_number_and_without_orders_it_asks_for_the_number() -> None:
    assert say(FakeShop(), "track_order", "where is my order").responses == ["utter_ask_order_number"]


def test_an_unknown_order_offers_a_person() -> None:
    said = say(FakeShop(), "track_order", "HF-99999")
    assert (said.responses, said.dialogue.offer) == (["utter_order_unknown"], "handover")


@pytest.mark.parametrize("status", sorted(STATUSES))
def test_every_status_has_an_answer_of_its_own(status: str) -> None:
    fake = FakeShop(orders={"HF-10023": order(status=status)})
    assert say(fake, "track_order", "HF-10023").responses == [f"utter_order_{status}"]


def test_details_are_said_where_they_are_known() -> None:
    known = order(expected_on="2026-06-03", carrier="Royal Mail", tracking_url="https://example.com/t/1")
    assert details(known) == (
        " It should be with you on Wednesday 3 June. Royal Mail is bringing it. Follow it here: https://example.com/t/1"
    )
    assert details(order()) == ""


def test_a_delivered_order_no_longer_has_an_expected_day() -> None:
    assert details(order(status="delivered", expected_on="2026-06-03")) == ""
