"""Finding products over the API: what is asked, stored, shown, and said when nothing fits."""

from decimal import Decimal
from typing import Any

import pytest

from actions.dialogue import Dialogue, Search
from actions.understanding.wishes import Wish
from tests.fake_api import FakeShop
from tests.talking import Said, press, say, showing

BLUE = "something blue under 20 pounds"
RAIN = "something for a toddler in the rain, not pink"


def find(text: str, fake: FakeShop | None = None, dialogue: Dialogue | None = None) -> Said:
    return say(fake or FakeShop(), "find_product", text, dialogue=dialogue)


def refine(text: str, dialogue: Dialogue, fake: FakeShop | None = None) -> Said:
    return say(fake or FakeShop(), "refine_search", text, dialogue=dialogue)


def searched(fake: FakeShop) -> dict[str, Any]:
    return next(body for _, path, body in reversed(fake.requests) if path.endswith("/search"))


def test_a_search_stores_what_was_said_before_it_searches() -> None:
    fake = FakeShop()
    said = find(BLUE, fake)
    (_, stored, signals), (_, path, search) = fake.requests[-2:]
    assert (stored, path) == ("/v1/conversations/c-1/signals", "/v1/conversations/c-1/search")
    assert signals["signals"] == [
        {"kind": "preference", "attribute": "colour", "value": "blue", "wanted": True},
        {"kind": "budget", "value": "20.00"},
    ]
    assert search["max_price"] == "20"
    assert search["statements"] == [{"attribute": "colour", "value": "blue", "wanted": True}]
    assert said.products == ["mug-blue", "notebook"]


def test_what_is_remembered_is_said_in_words() -> None:
    said = find(BLUE)
    assert said.responses == ["utter_found_remembering"]
    assert said.value("remembered") == "blue and up to £20"


def test_every_product_comes_with_a_button_for_like_and_dislike() -> None:
    said = find("trowel")
    assert [button["payload"] for button in said.messages[0]["buttons"]] == [
        '/like_product{"product_id": "trowel"}',
        '/dislike_product{"product_id": "trowel"}',
    ]


def test_the_search_that_is_on_comes_as_chips() -> None:
    said = find("a blue mug under £20")
    assert [chip["title"] for chip in said.custom("chips")] == ["mug", "blue", "up to £20"]
    off = press(FakeShop(), "take_off", dialogue=said.dialogue, part="colour:blue")
    assert off.dialogue.search is not None
    assert off.dialogue.search.wishes == ()


def test_what_is_not_wanted_holds_for_the_search() -> None:
    fake = FakeShop()
    said = find(RAIN, fake)
    assert {"attribute": "colour", "value": "pink", "wanted": False} in searched(fake)["statements"]
    assert "pink" not in str(searched(fake)["query"])
    assert "coat-pink" not in said.products


def test_what_the_shopper_does_not_want_is_stored() -> None:
    fake = FakeShop()
    find("a mug, not red", fake)
    assert [(signal["value"], signal["wanted"]) for signal in fake.signals] == [("red", False)]


def test_a_limit_that_leaves_nothing_is_admitted_and_lifted() -> None:
    said = find("a brass lamp under 20 pounds")
    assert said.responses == ["utter_only_above_limit"]
    assert said.value("limit") == "£20"
    assert said.products == ["lamp"]
    assert said.dialogue.search is not None
    assert said.dialogue.search.maximum is None


def test_what_comes_nearest_is_shown_with_what_it_is_not() -> None:
    said = find("a mug", FakeShop(given_up=["colour", "size"]))
    assert said.responses == ["utter_found_nearest"]
    assert said.value("missing") == "the colour and the size"
    assert said.products == ["mug-blue", "mug-red"]


def test_what_is_in_the_basket_already_is_not_shown_again() -> None:
    fake = FakeShop(in_cart=frozenset({"mug-blue"}))
    assert find("a mug", fake).products == ["mug-red"]
    fake.in_cart |= {"mug-red"}
    assert find("a mug", fake).responses == ["utter_in_cart"]


@pytest.mark.parametrize("text", ["my limit's forty quid", "not more than £40", "in blue if possible please"])
def test_a_message_that_only_narrows_keeps_the_rest(text: str) -> None:
    fake = FakeShop()
    refine(text, Dialogue(search=Search("raincoat", seen=("coat-pink",))), fake)
    assert "raincoat" in str(searched(fake)["query"])


def test_a_message_with_a_wish_of_its_own_is_a_new_search() -> None:
    fake = FakeShop()
    find("a mug under £20", fake, Dialogue(search=Search("raincoat")))
    assert searched(fake)["query"] == "a mug"


def test_another_of_a_shown_one_is_of_its_kind_and_not_itself() -> None:
    fake = FakeShop()
    said = refine("the first one but in red", showing("mug-blue", "trowel"), fake)
    assert searched(fake)["exclude"] == ["mug-blue"]
    assert said.products == ["mug-red"]


def test_one_colour_replaces_the_other() -> None:
    before = Dialogue(search=Search("mug", wishes=(Wish("colour", "blue"),)))
    said = refine("got any in red?", before)
    assert said.dialogue.search is not None
    assert said.dialogue.search.wishes == (Wish("colour", "red"),)


def test_an_unwanted_thing_stays_away() -> None:
    said = find("something warm for the living room, not grey")
    assert "rug" not in said.products


def test_nothing_found_is_said_plainly() -> None:
    assert find("zeppelin").responses == ["utter_nothing_found"]


def test_what_little_speaks_for_is_said_to_be_a_guess() -> None:
    assert find("a mug", FakeShop(fit="guess")).responses == ["utter_guess"]


def test_more_shows_what_was_not_shown_yet_and_then_says_that_there_is_no_more() -> None:
    fake = FakeShop()
    dialogue = Dialogue(search=Search("toddlers rain", seen=("coat-pink", "coat-yellow")))
    more = say(fake, "show_more", "more", dialogue=dialogue)
    assert more.products == ["wellies-green"]
    none = say(fake, "show_more", "more", dialogue=more.dialogue)
    assert none.responses == ["utter_no_more"]


def test_more_without_a_search_recommends() -> None:
    said = say(FakeShop(), "show_more", "more")
    assert said.responses == ["utter_recommended"]
    assert len(said.products) == 3


def test_cheaper_stays_below_the_cheapest_on_the_screen() -> None:
    fake = FakeShop()
    first = find("a mug", fake)
    assert first.products == ["mug-blue", "mug-red"]
    said = refine("cheaper", first.dialogue, fake)
    assert searched(fake)["max_price"] == "12.49"
    assert said.responses == ["utter_none_cheaper"]


def test_a_stated_limit_is_the_limit_of_cheaper() -> None:
    fake = FakeShop()
    first = find("a mug", fake)
    said = refine("cheaper, under £13", first.dialogue, fake)
    assert said.products == ["mug-red"]
    assert fake.signals[-1]["value"] == "13.00"


def test_a_recommendation_needs_no_words() -> None:
    said = say(FakeShop(), "ask_recommendation", "surprise me")
    assert (said.responses, len(said.products)) == (["utter_recommended"], 3)


def test_a_gift_for_nobody_asks_for_whom_and_the_answer_goes_on_with_it() -> None:
    asked = find("a gift", FakeShop(), None)
    assert asked.responses == ["utter_nothing_found"]  # the shop has nothing by that name
    dialogue = Dialogue(search=Search("gift"), asked="whom")
    fake = FakeShop()
    say(fake, "nlu_fallback", "my dad, he likes gardening", dialogue=dialogue)
    assert {"gift", "dad", "gardening"} <= set(str(searched(fake)["query"]).split())


def test_an_unclear_message_is_searched_for() -> None:
    said = say(FakeShop(), "nlu_fallback", "scarf thingy")
    assert said.products == ["scarf-navy"]
    assert said.dialogue.offer == "more"


def test_an_unclear_message_that_finds_nothing_offers_a_person() -> None:
    said = say(FakeShop(), "nlu_fallback", "kjhdsf")
    assert said.responses == ["utter_unclear"]
    assert said.dialogue.offer == "handover"
    assert said.dialogue.unhelpful == 1


def test_an_amount_that_is_no_limit_is_said_and_nothing_is_stored() -> None:
    fake = FakeShop()
    said = find("a mug under 30 euros", fake)
    assert said.responses[0] == "utter_other_currency"
    assert fake.signals == []


def test_an_api_that_is_away_is_admitted() -> None:
    said = find(BLUE, FakeShop(away=True))
    assert (said.responses, said.dialogue) == (["utter_shop_away"], Dialogue())


def test_a_limit_is_kept_when_the_search_is_refined() -> None:
    before = Dialogue(search=Search("mug", maximum=Decimal(20)))
    said = refine("in blue", before)
    assert said.dialogue.search is not None
    assert said.dialogue.search.maximum == Decimal(20)
