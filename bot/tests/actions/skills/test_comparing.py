"""Comparing: which products are meant, and what is told of them."""

import pytest

from actions.dialogue import Dialogue, Search
from actions.understanding.wishes import Wish
from tests.fake_api import FakeShop
from tests.talking import Said, press, say, showing

THREE = showing("mug-blue", "trowel", "mug-red")


def compare(text: str, dialogue: Dialogue = THREE, fake: FakeShop | None = None) -> Said:
    return say(fake or FakeShop(), "compare_products", text, dialogue=dialogue)


def columns(said: Said) -> list[str]:
    return [product["product_id"] for product in said.custom("comparison")["products"]]


@pytest.mark.parametrize(
    ("text", "products"),
    [
        ("compare the first two", ["mug-blue", "trowel"]),
        ("compare 1 and 3", ["mug-blue", "mug-red"]),
        ("what is the difference between the tide mug and the trowel", ["mug-blue", "trowel"]),
        ("compare these", ["mug-blue", "trowel", "mug-red"]),
        ("the trowel or the lamp?", ["trowel", "lamp"]),
    ],
)
def test_they_are_known_by_place_and_by_name(text: str, products: list[str]) -> None:
    assert columns(compare(text)) == products


def test_the_one_that_is_spoken_of_is_compared_with_another() -> None:
    dialogue = showing("mug-blue", "trowel", "mug-red", focus="lamp")
    assert columns(compare("compare it with the second one", dialogue)) == ["lamp", "trowel"]


def test_what_differs_is_told_in_words_and_in_a_table() -> None:
    said = compare("compare 1 and 3")
    assert said.responses == ["utter_compared"]
    assert said.value("titles") == "Tide mug and Ember mug"
    assert said.value("differences").startswith("Price: £14 and £12.50. Colour: blue and red.")
    table = said.custom("comparison")
    assert [row["name"] for row in table["rows"] if row["differs"]] == ["Price", "Colour", "The shop writes"]
    assert table["advice"] == ["Ember mug: it costs less (£12.50)."]


def test_which_fits_what_was_said_is_told() -> None:
    fake = FakeShop(signals=[{"kind": "preference", "attribute": "colour", "value": "red", "wanted": True}])
    dialogue = showing("mug-blue", "mug-red", search=Search("mug", wishes=(Wish("colour", "blue"),)))
    said = compare("compare both", dialogue, fake)
    assert said.custom("comparison")["advice"] == [
        "Tide mug: it is blue, as you wished.",
        "Ember mug: it costs less (£12.50) and it is red, as you wished.",
    ]


def test_of_one_alone_it_is_asked_with_which() -> None:
    asked = compare("compare the trowel")
    assert (asked.responses, asked.dialogue.asked) == (["utter_compare_with"], "compare_products")
    assert asked.titles == ["Tide mug", "Ember mug"]
    said = press(FakeShop(), "compare_products", dialogue=asked.dialogue, product_id="mug-red")
    assert columns(said) == ["trowel", "mug-red"]


def test_the_other_one_may_be_told_in_words() -> None:
    asked = compare("compare the trowel")
    said = say(FakeShop(), "refine_search", "the first one", dialogue=asked.dialogue)
    assert columns(said) == ["trowel", "mug-blue"]


def test_with_nothing_in_sight_it_is_asked_which() -> None:
    assert compare("compare them", Dialogue()).responses == ["utter_compare_which"]


def test_places_go_on_from_the_table() -> None:
    assert [at.product_id for at in compare("compare 1 and 3").dialogue.shown] == ["mug-blue", "mug-red"]
