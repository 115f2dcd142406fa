"""What a message adds to a search, changes in it, or lifts from it."""

import pytest

from actions.understanding.message import Message
from actions.understanding.wishes import Wish
from tests.actions.understanding.shop import VOCABULARY


def read(text: str) -> Message:
    return Message.read(text, VOCABULARY)


@pytest.mark.parametrize(
    ("text", "added"),
    [
        ("a blue mug under £20 for my dad", ("mug",)),
        ("candle but nothing lavender, it gives me a headache", ("candle",)),
        ("not gloves, she has enough", ()),
        ("not fig either", ()),
        ("something less boring", ()),
        ("im a size 6 shoe", ()),
        ("the first one but in oak", ()),
        ("need a waterproof coat for dog walks, im a woman size 14", ("waterproof", "coat", "dog", "walks")),
        ("eine blaue Tasse unter 15 Euro bitte", ("tasse",)),
        ("cheaper", ()),
        ("any colour is fine", ()),
    ],
)
def test_what_it_adds(text: str, added: tuple[str, ...]) -> None:
    assert read(text).added == added


def test_the_things_among_it_are_the_shops() -> None:
    assert read("a waterproof coat for the office").things == ("coat",)


@pytest.mark.parametrize(
    "text",
    [
        "cost is not a problem for me",
        "no budget any more",
        "money is no object",
        "price doesn't matter",
        "budget isn't an issue",
        "forget the budget",
        "whatever the price, any price",
        "I don't care what it costs",
        "Geld spielt keine Rolle",
        "no limit now",
    ],
)
def test_a_limit_is_lifted(text: str) -> None:
    assert read(text).lifts_the_limit
    assert not read(text).changes_nothing


@pytest.mark.parametrize(
    "text",
    ["price is a problem", "the cost is an issue for me", "no problem", "my budget is 20", "money back"],
)
def test_or_not(text: str) -> None:
    assert not read(text).lifts_the_limit


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("cheaper", "cheaper"),
        ("too expensive", "cheaper"),
        ("billiger bitte", "cheaper"),
        ("the cheapest", "cheapest"),
        ("something pricier", "dearer"),
        ("anything bigger?", "bigger"),
        ("that's too small", "bigger"),
        ("a smaller one", "smaller"),
        ("it's too big", "smaller"),
        ("not that brand", "another_brand"),
        ("a different make", "another_brand"),
        ("only in stock", "in_stock"),
    ],
)
def test_it_compares(text: str, what: str) -> None:
    names = ("cheaper", "cheapest", "dearer", "bigger", "smaller", "another_brand", "in_stock")
    assert [name for name in names if getattr(read(text), name)] == [what]
    assert not read(text).changes_nothing


@pytest.mark.parametrize(
    ("text", "attribute"),
    [
        ("any colour is fine", "colour"),
        ("the color doesn't matter", "colour"),
        ("dont care about the size", "size"),
        ("any material", "material"),
        ("whatever brand", "brand"),
        ("no preference on style", "style"),
    ],
)
def test_any_will_do(text: str, attribute: str) -> None:
    assert read(text).relaxed == {attribute}
    assert not read(text).keeps(Wish(attribute, "blue"))
    assert read(text).keeps(Wish(attribute, "blue", wanted=False))
    assert read(text).keeps(Wish("for", "dad"))


def test_what_need_not_be_is_left_open() -> None:
    message = read("it doesn't have to be blue")
    assert not message.keeps(Wish("colour", "blue"))
    assert message.keeps(Wish("colour", "green"))
    assert not message.changes_nothing


def test_any_colour_but_one_refuses_that() -> None:
    message = read("any colour but pink")
    assert message.relaxed == frozenset()
    assert message.wishes == (Wish("colour", "pink", wanted=False),)


def test_an_amount_is_no_size() -> None:
    message = read("im a 14, under 14 pounds")
    assert [(wish.attribute, wish.value) for wish in message.wishes] == [("size", "14")]
    assert message.budget.maximum == 14


def test_nothing_is_nothing() -> None:
    assert read("hello").changes_nothing
    assert read("").says_nothing


def test_the_rest_leaves_out_wishes_amounts_and_refusals() -> None:
    assert read("a mug for tea under 20 pounds, not pink").rest == "a mug for tea"
