"""An order's status, by number or simply the latest."""

from typing import Any

import pytest

from actions.dialogue import Dialogue
from actions.skills.orders import STATUSES, Number, details, order_number
from tests.fake_api import FakeShop
from tests.talking import say


def order(**changes: Any) -> dict[str, Any]:
    return {"order_id": "HF-10023", "status": "shipped", "placed_at": "2026-06-01T10:00:00Z", **changes}


def test_an_order_is_found_by_its_number_however_it_is_typed() -> None:
    fake = FakeShop(orders={"HF-10023": order()})
    said = say(fake, "track_order", "where is my order hf-10023")
    assert said.responses == ["utter_order_shipped"]
    assert said.value("order_id") == "HF-10023"


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("HF-20007", Number("HF-20007")),
        ("hf20007 please", Number("HF20007")),
        ("my order hf 20007", Number("HF20007", "20007")),
        ("where is 20007", Number("IS20007", "20007")),
        ("order no. 20007", Number("20007")),
        ("#1001", Number("1001")),
        ("I paid £20007", None),
        ("under 50 pounds", None),
        ("1001", None),
    ],
)
def test_a_number_is_read_as_shoppers_write_it(text: str, number: Number | None) -> None:
    assert order_number(text) == number


def test_a_word_before_the_number_is_no_part_of_it() -> None:
    fake = FakeShop(orders={"20007": order(order_id="HF-20007")})  # the API finds it by its digits
    said = say(fake, "track_order", "where is 20007")
    assert said.value("order_id") == "HF-20007"
    assert said.dialogue.order == "HF-20007"
    assert say(FakeShop(), "track_order", "where is 20007").value("order_id") == "20007"


def test_a_bare_number_answers_the_question_for_it() -> None:
    asked = say(FakeShop(), "track_order", "where is my order")
    fake = FakeShop(orders={"1001": order(order_id="#1001")})
    said = say(fake, "nlu_fallback", "1001", dialogue=asked.dialogue)
    assert (said.responses, said.value("order_id")) == (["utter_order_shipped"], "#1001")
    other = say(fake, "find_product", "a mug then", dialogue=asked.dialogue)
    assert other.responses == ["utter_found"]


OWN = {
    "HF-3": order(order_id="HF-3", status="delivered"),
    "HF-2": order(order_id="HF-2"),
    "HF-1": order(order_id="HF-1", status="delivered"),
}


@pytest.mark.parametrize(
    ("text", "spoken_of", "order_id"),
    [
        ("where is my order", None, "HF-3"),
        ("when will it come", None, "HF-2"),
        ("and the other order?", "HF-3", "HF-2"),
        ("and the other one?", "HF-2", "HF-3"),
    ],
)
def test_it_is_the_order_that_is_meant(text: str, spoken_of: str | None, order_id: str) -> None:
    said = say(FakeShop(orders=OWN), "track_order", text, dialogue=Dialogue(order=spoken_of))
    assert said.value("order_id") == order_id


def test_all_of_them_are_told_in_short() -> None:
    said = say(FakeShop(orders=OWN), "track_order", "what did I order?")
    assert said.value("orders") == "HF-3 (delivered), HF-2 (shipped) and HF-1 (delivered)"


def test_where_there_is_no_other_order_it_is_asked_for() -> None:
    said = say(FakeShop(orders={"HF-1": order(order_id="HF-1")}), "track_order", "and my other order?")
    assert (said.responses, said.dialogue.asked) == (["utter_no_other_order"], "order_number")


@pytest.mark.parametrize(
    ("text", "response"),
    [
        ("my vase came broken", "utter_order_problem"),
        ("please cancel my order hf-10023", "utter_order_change"),
        ("wrong item", "utter_order_problem"),
        ("can I change the address", "utter_order_change"),
    ],
)
def test_a_problem_goes_to_a_person_after_a_yes(text: str, response: str) -> None:
    fake = FakeShop(orders={"HF-10023": order()})
    said = say(fake, "order_problem", text)
    assert (said.responses, said.dialogue.offer) == ([response], "handover")
    assert fake.handovers == []
    say(fake, "affirm", "yes", dialogue=said.dialogue, before=[text])
    assert fake.handovers[0].startswith("Order HF-10023. " if "hf-10023" in text else text)


def test_a_problem_told_again_is_handed_over() -> None:
    fake = FakeShop()
    said = say(fake, "order_problem", "it is broken", dialogue=Dialogue(offer="handover"))
    assert said.responses == ["utter_handed_over"]


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
