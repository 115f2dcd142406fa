"""The basket: what is in it, what the page is asked for, and that nothing is told before it happened."""

import pytest

from actions.dialogue import Dialogue
from actions.skills.basket import Change, contents, count, to_choose, wanted
from tests.fake_api import FakeShop
from tests.talking import Said, press, say, showing

TWO = {"mug-blue": 2, "trowel": 1}


def request(said: Said) -> tuple[str, str, int]:
    asked = said.custom("basket")
    return asked["action"], asked["product_id"], asked["quantity"]


def test_what_is_in_it_is_told_with_the_sum() -> None:
    said = say(FakeShop(basket=TWO), "show_basket", "what's in my basket")
    assert said.value("contents") == (
        "2 × Tide mug (£14 each) and Oak trowel (£16). In all £44, without delivery."
    )


def test_what_is_missing_to_free_delivery_is_told_where_it_is_known() -> None:
    said = say(FakeShop(basket=TWO, free_delivery_from="50"), "show_basket", "my basket")
    assert said.value("contents").endswith("£6 more and delivery is free.")
    said = say(FakeShop(basket=TWO, free_delivery_from="40"), "show_basket", "my basket")
    assert said.value("contents").endswith("Delivery is free from here.")


def test_a_price_that_is_not_known_is_not_told() -> None:
    line = {"product_id": "a", "title": "A", "price": None, "quantity": 2}
    assert contents({"lines": [line], "total": None, "to_free_delivery": None}) == "2 × A."


def test_an_empty_basket_is_said_to_be_so_as_far_as_is_known() -> None:
    assert say(FakeShop(), "show_basket", "my basket").responses == ["utter_basket_empty"]


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("add the second one to my basket", ("add", "trowel", 1)),
        ("put two of the mugs in the cart", ("add", "mug-blue", 2)),
        ("I'll take 3 of the first one", ("add", "mug-blue", 3)),
    ],
)
def test_the_page_is_asked_and_nothing_is_said_to_have_happened(
    text: str, asked: tuple[str, str, int]
) -> None:
    said = say(FakeShop(), "add_to_basket", text, dialogue=showing("mug-blue", "trowel"))
    assert request(said) == asked
    assert said.responses == ["utter_basket_ask_add"]
    assert said.dialogue.basket is not None
    assert said.dialogue.basket["request_id"] == said.custom("basket")["request_id"]


def test_it_is_the_pages_product_where_nothing_else_is_meant() -> None:
    said = say(FakeShop(), "add_to_basket", "add it", metadata={"page_product_id": "rug"})
    assert request(said) == ("add", "rug", 1)


def test_where_it_is_open_which_it_is_asked_and_the_number_is_kept() -> None:
    asked = say(FakeShop(), "add_to_basket", "two please", dialogue=showing("mug-blue", "trowel"))
    assert asked.responses == ["utter_which_product"]
    assert request(say(FakeShop(), "refine_search", "the trowel", dialogue=asked.dialogue)) == (
        "add", "trowel", 2
    )  # fmt: skip
    pressed = press(FakeShop(), "add_to_basket", dialogue=asked.dialogue, product_id="trowel")
    assert request(pressed) == ("add", "trowel", 2)


def test_only_what_the_page_did_is_said_to_have_happened() -> None:
    asked = say(FakeShop(), "add_to_basket", "add it", dialogue=Dialogue(focus="trowel"))
    request_id = asked.custom("basket")["request_id"]
    fake = FakeShop(basket={"trowel": 1})
    done = press(fake, "basket_result", dialogue=asked.dialogue, request_id=request_id, done="yes")
    assert done.responses == ["utter_basket_done_add", "utter_basket_now"]
    assert done.dialogue.basket is None
    again = press(fake, "basket_result", dialogue=done.dialogue, request_id=request_id, done="yes")
    assert again.responses == ["utter_basket_settled"]


def test_what_the_api_was_not_told_of_yet_is_not_told_as_the_basket() -> None:
    asked = say(FakeShop(), "add_to_basket", "add it", dialogue=Dialogue(focus="trowel"))
    request_id = asked.custom("basket")["request_id"]
    done = press(FakeShop(), "basket_result", dialogue=asked.dialogue, request_id=request_id, done="yes")
    assert done.responses == ["utter_basket_done_add"]


def test_what_the_page_did_not_do_is_said_with_the_way_to_its_page() -> None:
    asked = say(FakeShop(), "add_to_basket", "add it", dialogue=Dialogue(focus="trowel"))
    request_id = asked.custom("basket")["request_id"]
    said = press(FakeShop(), "basket_result", dialogue=asked.dialogue, request_id=request_id, done="no")
    assert said.responses == ["utter_basket_refused"]
    assert said.products == ["trowel"]


@pytest.mark.parametrize(
    ("text", "there", "change"),
    [
        ("change the mug", 1, None),
        ("I don't want it after all", 1, Change("remove", 1)),
        ("remove the mug", 2, Change("remove", 2)),
        ("take one out", 2, Change("set", 1)),
        ("remove one", 1, Change("remove", 1)),
        ("another one please", 2, Change("add", 1)),
        ("two more", 1, Change("add", 2)),
        ("make it 3", 1, Change("set", 3)),
        ("I only want one", 2, Change("set", 1)),
        ("I want 4 of them", 1, Change("set", 4)),
    ],
)
def test_a_change_is_read_in_whole_words(text: str, there: int, change: Change | None) -> None:
    assert wanted(text, there) == change


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("two mugs", 2), ("the second one", None), ("number 2", None), ("under £20", None), ("size 6", None),
        ("3 please", 3), ("a couple of them", 2), ("100 of them", None), ("the blue one", None), ("0", None),
    ],
)  # fmt: skip
def test_a_number_of_pieces_is_no_place_price_or_size(text: str, number: int | None) -> None:
    assert count(text) == number


def test_what_is_changed_is_named_spoken_of_or_the_only_one() -> None:
    fake = FakeShop(basket=TWO)
    assert request(say(fake, "change_basket", "remove the mug")) == ("remove", "mug-blue", 2)
    spoken_of = Dialogue(focus="trowel")
    assert request(say(fake, "change_basket", "make it 3", dialogue=spoken_of)) == ("set", "trowel", 3)
    only = FakeShop(basket={"rug": 1})
    assert request(say(only, "change_basket", "take it out again")) == ("remove", "rug", 1)


def test_it_is_what_was_just_asked_for_and_nothing_else_in_the_basket() -> None:
    fake = FakeShop(basket={"rug": 1})
    asked = say(fake, "add_to_basket", "add it", dialogue=Dialogue(focus="trowel"))
    out = say(fake, "change_basket", "actually take it out", dialogue=asked.dialogue)
    assert request(out) == ("remove", "trowel", 1)
    other = say(fake, "change_basket", "take it out", dialogue=Dialogue(focus="lamp"))
    assert other.responses == ["utter_not_in_basket"]


def test_an_emptied_basket_is_asked_for_line_by_line() -> None:
    assert request(say(FakeShop(basket={"rug": 1}), "change_basket", "empty my basket")) == (
        "remove",
        "rug",
        1,
    )
    assert say(FakeShop(basket=TWO), "change_basket", "empty my basket").titles == ["Tide mug", "Oak trowel"]


def test_where_it_is_open_what_to_change_the_lines_are_offered() -> None:
    fake = FakeShop(basket=TWO)
    asked = say(fake, "change_basket", "remove something")
    assert asked.titles == ["Tide mug", "Oak trowel"]
    pressed = press(fake, "change_basket", dialogue=asked.dialogue, product_id="trowel")
    assert request(pressed) == ("remove", "trowel", 1)


def test_what_is_not_in_it_cannot_be_taken_out() -> None:
    dialogue = showing("lamp", "rug")
    said = say(FakeShop(basket=TWO), "change_basket", "remove the lamp", dialogue=dialogue)
    assert said.responses == ["utter_not_in_basket"]
    assert said.custom("basket") is None


def test_variants_are_chosen_on_the_products_page() -> None:
    sizes = {"attributes": {"size": "S, M, L", "colour": "red"}}
    assert to_choose({**sizes, "aliases": ["tee-s", "tee-m"]}) == "size S, M, L"
    assert to_choose({**sizes, "aliases": []}) == ""
