"""What is wanted, what is refused, whose taste it is, and in which words it was said."""

import pytest

from actions.understanding.wishes import Wish, is_for_somebody, read, reading, wanted_words, without
from tests.actions.understanding.shop import VOCABULARY


def in_short(text: str) -> str:
    """The wishes of a text: "blue, -navy, (purple)", brackets around what is another person's taste."""
    said = []
    for wish in read(text, VOCABULARY):
        plain = wish.value if wish.wanted else f"-{wish.value}"
        said.append(plain if wish.about == "self" else f"({plain})")
    return ", ".join(said)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("something blue", "blue"),
        ("not pink", "-pink"),
        ("something for a toddler in the rain, not pink", "toddlers, -pink"),
        ("I don't like green", "-green"),
        ("anything but black", "-black"),
        ("no red please", "-red"),
        ("without any yellow", "-yellow"),
        ("I hate purple", "-purple"),
        ("pink isn't for me", "-pink"),
        ("I can't stand orange", "-orange"),
        ("not pink but blue", "-pink, blue"),
        ("not too dear. blue", "blue"),
        ("no more than 20 pounds, blue", "blue"),
        ("not only blue", "blue"),
        ("actually blue not green", "blue, -green"),
        ("red instead of brown", "red, -brown"),
        ("not pink or purple", "-pink, -purple"),
        ("not pink or purple, blue please", "-pink, -purple, blue"),
        ("no red, green or pink", "-red, -green, -pink"),
        ("not blue, green", "-blue, green"),
        ("blue but not navy", "blue, -navy"),
        ("I don't want pink I want blue", "-pink, blue"),
        ("a jumper without wool, not too thin", "-wool"),
        ("no wool jumpers", "-wool"),
        ("navy or blue jacket, no wool", "navy, blue, -wool"),
        ("vegan, so no leather, wool or silk", "-leather, -wool, -silk"),
        ("nothing with leather please", "-leather"),
        ("not Aldwick", "-Aldwick"),
        ("a Tern & Tide jacket", "Tern & Tide"),
        ("nicht in rosa bitte", "-pink"),
    ],
)
def test_negation_has_its_scope(text: str, expected: str) -> None:
    assert in_short(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "wool makes me itch",
        "wool? it makes me itch",
        "wool always gives me a rash",
        "wool brings me out in hives",
        "I'm allergic to wool",
        "my skin reacts to wool",
        "wool is itchy",
        "I cant wear wool",
        "never wool",
        "wool-free",
        "wool free please",
        "I've got a wool allergy",
        "sick of wool",
        "wool, no thanks",
        "steer clear of wool",
        "can't bear wool",
        "anything except wool",
        "wool and something make me itch",
    ],
)
def test_an_aversion_refuses(text: str) -> None:
    assert in_short(text) == "-wool"


def test_a_list_makes_one_itch() -> None:
    assert in_short("wool and cashmere make me itch") == "-wool, -cashmere"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("not gloves, she has enough", "(-gloves)"),
        ("he already has a torch", "(-torch)"),
        ("we already have plenty of candles", "-candles"),
        ("not the nail polish", "-nail polish"),
        ("i dont have a torch", ""),
        ("cant find a torch", ""),
        ("not a blue mug", "-blue"),
    ],
)
def test_things_are_refused_too(text: str, expected: str) -> None:
    assert in_short(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("she likes purple", "(purple)"),
        ("her favourite colour is purple", "(purple)"),
        ("my cat hates everything", ""),
        ("merino makes him itch", "(-merino)"),
        ("something blue for my dad", "(blue), dad"),
        ("my mum hates pink and i love green", "(-pink), green"),
        ("i love green and my mum hates pink", "green, (-pink)"),
        ("for my wife, I like blue", "wife, blue"),
        ("a blue jacket for men", "blue, men"),
        ("he'd like a green scarf", "(green)"),
        ("I'd like a green scarf", "green"),
        ("no wool for my wife, she prefers cotton", "(-wool), wife, (cotton)"),
        ("something blue for her", "(blue)"),
    ],
)
def test_it_is_told_whose_taste_it_is(text: str, expected: str) -> None:
    assert in_short(text) == expected


def test_what_goes_with_a_search_for_another_person_is_that_persons() -> None:
    (wish,) = read("in blue", VOCABULARY, for_somebody=True)
    assert wish.about == "other"
    assert is_for_somebody([Wish("for", "dad")])
    assert not is_for_somebody([Wish("for", "women"), Wish("colour", "blue")])


@pytest.mark.parametrize(
    ("text", "open_values"),
    [
        ("it doesn't have to be blue", ["blue"]),
        ("I don't mind green", ["green"]),
        ("not that I mind green", ["green"]),
    ],
)
def test_what_need_not_be_is_no_wish(text: str, open_values: list[str]) -> None:
    both = reading(text, VOCABULARY)
    assert both.wishes == ()
    assert [wish.value for wish in both.relaxed] == open_values


@pytest.mark.parametrize(
    "text", ["don't you have blue mugs", "aren't there any blue ones", "i cant find blue mugs"]
)
def test_a_question_denies_nothing(text: str) -> None:
    assert in_short(text) == "blue"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("need a waterproof coat for dog walks", ""),
        ("my boss is annoying, i need a mug", ""),
        ("mens waterproof jacket", "men"),
        ("gift mum", "mum"),
        ("chrismas presnt 4 dad", "dad"),
        ("something for my dog", "dogs"),
    ],
)
def test_a_person_is_a_wish_where_something_is_for_them(text: str, expected: str) -> None:
    assert in_short(text) == expected


def test_the_same_statement_twice_counts_once() -> None:
    assert len(read("blue, really blue", VOCABULARY)) == 1


def test_a_wish_says_where_it_was_said() -> None:
    text = "a jumper, wool makes me itch, in blue"
    refused, wanted = read(text, VOCABULARY)
    assert text[slice(*refused.said)] == "wool makes me itch"
    assert text[slice(*wanted.said)] == "blue"
    assert wanted_words(text, [refused, wanted]) == "a jumper,                   , in blue".replace(
        " " * 18, ""
    )


def test_words_without_their_spans() -> None:
    assert without("a blue mug", [(2, 6)]) == "a      mug"


def test_it_is_kept_as_json_and_told_without_whose_it_is() -> None:
    wish = Wish("colour", "blue", wanted=False, about="other")
    assert Wish.from_json(wish.to_json()) == wish
    assert Wish.from_json(wish.to_json()).about == "other"
    assert wish.statement() == {"attribute": "colour", "value": "blue", "wanted": False}
