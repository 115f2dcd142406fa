"""Finding products over the API: what is asked, stored, shown, and said when nothing fits."""

import pytest

from actions.search import HandleUnclear, Recommend, SearchProducts, ShowCheaper, ShowMore
from tests.fake_api import FakeShop
from tests.talking import Message, entity, say, shop

BLUE = "something blue under 20 pounds"
RAIN = "something for a toddler in the rain, not pink"


def test_a_search_stores_what_was_said_before_it_searches() -> None:
    fake = FakeShop()
    said = say(SearchProducts(shop(fake)), Message(BLUE, entities=[entity(BLUE, "blue", "colour")]))
    (_, stored, signals), (_, searched, search) = fake.requests
    assert stored.endswith("/v1/conversations/c-1/signals")
    assert signals["signals"] == [
        {"kind": "preference", "attribute": "colour", "value": "blue", "wanted": True},
        {"kind": "budget", "value": "20.00"},
    ]
    assert searched.endswith("/search")
    assert search == {"query": "something blue", "limit": 3, "max_price": "20"}
    assert said.products == ["mug-blue", "notebook"]


def test_what_is_remembered_is_said_in_words() -> None:
    said = say(SearchProducts(shop(FakeShop())), Message(BLUE, entities=[entity(BLUE, "blue", "colour")]))
    assert said.responses == ["utter_found_remembering"]
    assert said.messages[0]["remembered"] == "blue and up to £20"


def test_every_product_comes_with_a_button_for_like_and_dislike() -> None:
    said = say(SearchProducts(shop(FakeShop())), Message("trowel"))
    assert [button["payload"] for button in said.messages[0]["buttons"]] == [
        '/like_product{"product_id": "trowel"}',
        '/dislike_product{"product_id": "trowel"}',
    ]


def test_what_the_shopper_does_not_want_is_stored_and_not_searched_for() -> None:
    fake = FakeShop()
    entities = [entity(RAIN, "toddler", "recipient", "toddlers"), entity(RAIN, "pink", "colour")]
    said = say(SearchProducts(shop(fake)), Message(RAIN, entities=entities))
    assert {
        "kind": "preference",
        "attribute": "colour",
        "value": "pink",
        "wanted": False,
    }.items() <= fake.signals[1].items()
    assert "pink" not in fake.requests[-1][2]["query"]
    assert "coat-pink" not in said.products


def test_a_limit_that_leaves_nothing_is_admitted_and_lifted() -> None:
    said = say(SearchProducts(shop(FakeShop())), Message("a brass lamp under 20 pounds"))
    assert said.responses == ["utter_only_above_limit"]
    assert said.messages[0]["limit"] == "£20"
    assert said.products == ["lamp"]
    assert said.slots["last_search"]["maximum"] is None


def test_what_comes_nearest_is_shown_with_what_it_is_not() -> None:
    fake = FakeShop(given_up=["colour", "size"])
    said = say(SearchProducts(shop(fake)), Message("a mug"))
    assert said.responses == ["utter_found_nearest"]
    assert said.messages[0]["missing"] == "the colour and the size"
    assert said.products == ["mug-blue", "mug-red"]


def test_what_is_in_the_basket_already_is_not_shown_again() -> None:
    fake = FakeShop(in_cart=frozenset({"mug-blue"}))
    assert say(SearchProducts(shop(fake)), Message("a mug")).products == ["mug-red"]
    fake.in_cart |= {"mug-red"}
    assert say(SearchProducts(shop(fake)), Message("a mug")).responses == ["utter_in_cart"]


@pytest.mark.parametrize("text", ["my limit's forty quid", "not more than £40", "in blue if possible please"])
def test_a_message_that_only_narrows_repeats_the_last_search(text: str) -> None:
    fake = FakeShop()
    last = {"query": "raincoat", "minimum": None, "maximum": None, "seen": ["coat-pink"]}
    entities = [entity(text, "blue", "colour")] if "blue" in text else []
    say(SearchProducts(shop(fake)), Message(text, entities=entities), slots={"last_search": last})
    assert fake.requests[-1][2]["query"].startswith("raincoat")


def test_a_message_with_a_wish_of_its_own_is_a_new_search() -> None:
    fake = FakeShop()
    last = {"query": "raincoat", "minimum": None, "maximum": None, "seen": []}
    say(SearchProducts(shop(fake)), Message("a mug under £20"), slots={"last_search": last})
    assert fake.requests[-1][2]["query"] == "a mug"


def test_an_unwanted_category_is_said_back() -> None:
    text = "something warm, no rugs"
    said = say(SearchProducts(shop(FakeShop())), Message(text, entities=[entity(text, "rugs", "category")]))
    assert said.messages[0]["remembered"] == "not rugs"


def test_nothing_found_is_said_plainly() -> None:
    said = say(SearchProducts(shop(FakeShop())), Message("zeppelin"))
    assert said.responses == ["utter_nothing_found"]


def test_more_shows_what_was_not_shown_yet_and_then_says_that_there_is_no_more() -> None:
    fake = FakeShop()
    first = say(SearchProducts(shop(fake)), Message("toddlers rain"))
    slots = {"last_search": {**first.slots["last_search"], "seen": ["coat-pink", "coat-yellow"]}}
    more = say(ShowMore(shop(fake)), Message("more", "show_more"), slots=slots)
    assert more.products == ["wellies-green"]
    none = say(ShowMore(shop(fake)), Message("more", "show_more"), slots=more.slots)
    assert none.responses == ["utter_no_more"]


def test_more_without_a_search_recommends() -> None:
    said = say(ShowMore(shop(FakeShop())), Message("more", "show_more"))
    assert said.responses == ["utter_recommended"]
    assert len(said.products) == 3


def test_cheaper_stays_below_the_cheapest_on_the_screen() -> None:
    fake = FakeShop()
    first = say(SearchProducts(shop(fake)), Message("a mug"))
    assert first.products == ["mug-blue", "mug-red"]
    said = say(ShowCheaper(shop(fake)), Message("cheaper", "show_cheaper"), slots=first.slots)
    assert fake.requests[-1][2]["max_price"] == "12.49"
    assert said.responses == ["utter_none_cheaper"]


def test_a_stated_limit_is_the_limit_of_cheaper() -> None:
    fake = FakeShop()
    first = say(SearchProducts(shop(fake)), Message("a mug"))
    said = say(ShowCheaper(shop(fake)), Message("cheaper, under £13", "show_cheaper"), slots=first.slots)
    assert said.products == ["mug-red"]
    assert fake.signals[-1]["value"] == "13.00"


def test_a_recommendation_needs_no_words() -> None:
    said = say(Recommend(shop(FakeShop())), Message("surprise me", "ask_recommendation"))
    assert (said.responses, len(said.products)) == (["utter_recommended"], 3)


def test_an_unclear_message_that_names_a_product_is_searched_for() -> None:
    text = "scarf thingy"
    message = Message(text, "nlu_fallback", [entity(text, "scarf", "category")])
    said = say(HandleUnclear(shop(FakeShop())), message)
    assert said.products == ["scarf-navy"]
    assert said.slots["offer"] == "more"


def test_an_unclear_message_that_names_nothing_offers_a_person() -> None:
    said = say(HandleUnclear(shop(FakeShop())), Message("kjhdsf", "nlu_fallback"))
    assert (said.responses, said.slots) == (["utter_unclear"], {"offer": "handover"})


def test_an_api_that_is_away_is_admitted() -> None:
    said = say(SearchProducts(shop(FakeShop(away=True))), Message(BLUE))
    assert (said.responses, said.slots) == (["utter_shop_away"], {})
