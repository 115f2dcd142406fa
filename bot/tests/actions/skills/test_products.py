"""Questions about products: of which, and what is said, and what is not."""

import pytest

from actions.dialogue import Dialogue
from actions.skills.products import LONGEST_TEXT, beginning, evidence
from actions.understanding.references import Shown
from tests.fake_api import FakeShop
from tests.talking import Said, say, showing

DRY = {"verdict": "yes", "quote": "A waterproof raincoat.", "source": "description"}
MUGS = showing("mug-blue", "mug-red", "trowel")


def ask(text: str, fake: FakeShop | None = None, dialogue: Dialogue | None = None, page: str = "") -> Said:
    metadata = {"page_product_id": page} if page else {}
    return say(fake or FakeShop(), "ask_product", text, dialogue=dialogue, metadata=metadata)


def asked(fake: FakeShop) -> list[str]:
    return [body["product_id"] for _, path, body in fake.requests if path.endswith("product-questions")]


def test_yes_is_said_where_the_text_decides_it_with_the_text() -> None:
    said = ask("is this waterproof?", FakeShop(answers={"coat-pink": DRY}), page="coat-pink")
    assert said.responses == ["utter_answer_yes"]
    assert said.value("said") == "Its description says: “A waterproof raincoat.”"
    assert said.custom("quote") == {"text": "A waterproof raincoat.", "source": "Puddle coat, description"}
    assert said.dialogue.focus == "coat-pink"


@pytest.mark.parametrize(
    ("verdict", "response"),
    [("no", "utter_answer_no"), ("quoted", "utter_answer_told"), ("value", "utter_answer_told")],
)
def test_yes_and_no_are_said_by_the_verdict_alone(verdict: str, response: str) -> None:
    fake = FakeShop(answers={"coat-pink": {**DRY, "verdict": verdict}})
    assert ask("is it waterproof?", fake, page="coat-pink").responses == [response]


def test_what_the_text_does_not_say_is_not_known_and_a_person_is_offered() -> None:
    said = ask("is it fire proof?", page="candle")
    assert said.responses == ["utter_answer_unknown"]
    assert (said.dialogue.offer, said.dialogue.unhelpful) == ("handover", 1)


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ({"name": "price", "value": "from £12"}, "It costs from £12."),
        ({"name": "stock", "value": "out of stock"}, "It is out of stock."),
        ({"name": "brand", "value": "Harbourside"}, "It is made by Harbourside."),
        ({"name": "size", "value": "4–9"}, "The shop lists: size 4–9."),
        ({"quote": "So soft.", "source": "reviews"}, "A review says: “So soft.”"),
        ({"quote": "Heel: 5 cm", "source": "attribute"}, "The shop lists: “Heel: 5 cm”"),
    ],
)
def test_an_answer_says_what_it_rests_on(answer: dict[str, str], said: str) -> None:
    assert evidence(answer) == said


@pytest.mark.parametrize(
    ("text", "focus", "product_id"),
    [
        ("is the second one dishwasher safe?", None, "mug-red"),
        ("is the cheapest of them sharp?", None, "mug-red"),
        ("is the trowel sharp?", "mug-red", "trowel"),
        ("is it dishwasher safe?", "mug-blue", "mug-blue"),
        ("what is it made of", "trowel", "trowel"),
    ],
)
def test_it_is_asked_of_the_product_that_is_meant(text: str, focus: str | None, product_id: str) -> None:
    fake = FakeShop()
    ask(text, fake, showing("mug-blue", "mug-red", "trowel", focus=focus))
    assert asked(fake) == [product_id]


def test_the_page_that_was_just_opened_goes_before_what_was_spoken_of() -> None:
    fake = FakeShop()
    ask("is it waterproof?", fake, showing("mug-blue", focus="mug-blue", page="lamp"), page="rug")
    assert asked(fake) == ["rug"]


@pytest.mark.parametrize("text", ["which is the softest?", "are these vegan?", "do any of them rust?"])
def test_a_question_about_several_is_asked_of_each(text: str) -> None:
    fake = FakeShop(answers={"mug-red": DRY})
    said = ask(text, fake, MUGS)
    assert asked(fake) == ["mug-blue", "mug-red", "trowel"]
    assert said.responses == ["utter_answer_yes", "utter_answer_missing"]
    assert said.value("titles") == "Tide mug and Oak trowel"
    assert said.dialogue.unhelpful == 0


def test_the_cheapest_of_them_is_told_by_the_prices() -> None:
    said = ask("which of these is the cheapest?", FakeShop(), MUGS)
    assert (said.responses, said.value("titles"), said.value("price")) == (
        ["utter_cheapest_of_them"], "Ember mug", "£12.50"
    )  # fmt: skip


def test_where_it_is_open_which_one_is_meant_all_on_the_screen_are_answered_for() -> None:
    fake = FakeShop(answers={"mug-red": DRY})
    said = ask("is it dishwasher safe?", fake, MUGS)
    assert said.responses == ["utter_answer_yes", "utter_answer_missing"]
    asked = [path for _, path, _ in fake.requests if path.endswith("product-questions")]
    assert len(asked) == 3


def test_with_nothing_in_sight_the_products_are_looked_for_first() -> None:
    fake = FakeShop(answers={"mug-blue": DRY, "mug-red": DRY})
    said = ask("are your mugs dishwasher safe?", fake)
    assert said.responses == ["utter_products_asked", "utter_answer_yes", "utter_answer_yes"]
    assert said.products == ["mug-blue", "mug-red"]


def test_a_product_is_known_by_its_name_wherever_it_is() -> None:
    fake = FakeShop(answers={"lamp": DRY})
    said = ask("does the brass desk lamp come with a bulb?", fake, MUGS)
    assert asked(fake) == ["lamp"]
    assert said.products == []


def test_with_nothing_in_sight_and_nothing_named_its_name_is_asked_for() -> None:
    said = ask("is it waterproof?")
    assert said.responses == ["utter_name_product"]


@pytest.mark.parametrize("text", ["tell me about the second one", "show me a picture of the red one"])
def test_a_card_comes_with_the_shops_own_text(text: str) -> None:
    said = ask(text, FakeShop(), MUGS)
    assert said.products == ["mug-red"]
    assert said.responses == ["utter_card"]
    assert said.value("description") == "red mug, thick walls keep tea hot"
    assert said.custom("quote")["text"] == "red mug, thick walls keep tea hot"


def test_a_long_description_ends_with_a_sentence() -> None:
    text = beginning("This is a sentence. " * 100)
    assert text.endswith("sentence.")
    assert len(text) <= LONGEST_TEXT
    assert beginning("Short.") == "Short."
    assert beginning("word " * 200).endswith(" …")


def test_a_product_that_is_gone_is_not_answered_for() -> None:
    assert ask("is it warm?", page="unknown").responses == ["utter_product_gone"]


def test_in_another_colour_is_a_question_about_it_and_then_a_search_of_its_kind() -> None:
    fake = FakeShop(answers={"mug-blue": {"verdict": "no", "name": "colour", "value": "blue"}})
    dialogue = Dialogue(focus="mug-blue")
    said = say(fake, "refine_search", "do you have it in red", dialogue=dialogue)
    assert said.responses == ["utter_answer_no", "utter_others_of_it"]
    assert said.products == ["mug-red"]


def test_both_parts_of_a_message_find_their_reference() -> None:
    fake = FakeShop(
        answers={"mug-blue": {"verdict": "yes", "name": "colour", "value": "red"}},
        orders={"HF-1": {"order_id": "HF-1", "status": "packed"}},
    )
    said = say(
        fake,
        "ask_product",
        "do you have it in red",
        ("track_order", "when would my order arrive"),
        metadata={"page_product_id": "mug-blue"},
    )
    assert said.responses == ["utter_answer_yes", "utter_order_packed"]


def test_a_reason_is_kept_with_the_product() -> None:
    product = Shown("a", "A", reason="You asked")
    assert Shown.from_json(product.to_json()) == product
