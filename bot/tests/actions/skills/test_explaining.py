"""Why something was recommended: what the API said, what was asked for, and nothing else."""

from actions.dialogue import Search
from actions.understanding.wishes import Wish
from tests.fake_api import FakeShop
from tests.talking import say, showing

MUGS = showing("mug-blue", "mug-red", "trowel")


def test_reasons_are_those_that_came_with_the_products_and_the_search() -> None:
    shown = say(FakeShop(), "find_product", "a blue mug")
    said = say(FakeShop(), "explain_recommendation", "why these?", dialogue=shown.dialogue)
    assert said.responses == ["utter_explained_search"]
    assert said.value("search") == "mug and blue"
    assert "Tide mug: You asked" in said.value("reasons")


def test_without_reasons_none_is_made_up() -> None:
    assert say(FakeShop(), "explain_recommendation", "why these?", dialogue=MUGS).responses == [
        "utter_no_reason"
    ]
    searched = showing("mug-blue", search=Search("mug", wishes=(Wish("colour", "blue"),)))
    said = say(FakeShop(), "explain_recommendation", "why?", dialogue=searched)
    assert said.responses == ["utter_explained_by_search"]
