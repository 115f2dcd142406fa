"""What may be said of the facts: amounts come from the settings, and what is not known is left out."""

from decimal import Decimal

import pytest

from core.facts import Fact, ShopFacts, stated
from core.settings import Settings

FACTS = {
    "delivery": {
        "title": "Delivery and postage",
        "url": "https://shop.example/delivery",
        "cost": "It costs {delivery_cost}, and nothing from {free_delivery_from}.",
        "free": "It is free from {free_delivery_from}.",
        "time": {"en": "Two days.", "de": "Zwei Tage."},
        "countries": {"offered": ["GB"], "text": "To the UK.", "text_not_offered": "To the UK only."},
    },
    "contact": {"email": "hi@shop.example", "by_email": "Write to {email}.", "by_telephone": "{telephone}"},
    "questions": [{"questions": ["May I bring a dog?"], "answer": "Yes, on a lead."}],
}


def said(
    *, language: str | None = None, shop: str = "en", cost: str | None = "3.95", free: str | None = "40"
) -> dict[str, Fact]:
    settings = Settings(
        _env_file=None,
        language=shop,
        delivery_cost=Decimal(cost) if cost else None,
        free_delivery_from=Decimal(free) if free else None,
    )
    facts = ShopFacts.model_validate(FACTS)
    return {fact.topic: fact for fact in stated(facts, settings, language=language)}


def test_amounts_are_those_of_the_settings() -> None:
    assert said()["delivery.cost"].text == "It costs £3.95, and nothing from £40.00."
    assert said(cost="5")["delivery.cost"].text == "It costs £5.00, and nothing from £40.00."


@pytest.mark.parametrize(("cost", "free"), [(None, "40"), ("3.95", None)])
def test_a_text_with_an_amount_that_is_not_set_is_not_said(cost: str | None, free: str | None) -> None:
    assert "delivery.cost" not in said(cost=cost, free=free)
    assert ("delivery.free" in said(cost=cost, free=free)) == (free is not None)


def test_a_section_names_what_its_texts_hold() -> None:
    assert said()["contact.by_email"].text == "Write to hi@shop.example."
    assert "contact.by_telephone" not in said()


def test_a_text_is_in_the_language_where_there_is_one_else_in_the_shops() -> None:
    assert said(language="de")["delivery.time"].text == "Zwei Tage."
    assert said(language="fr")["delivery.time"].text == "Two days."
    assert said(language="de")["delivery.free"].text == "It is free from £40.00."
    assert "delivery.time" not in said(shop="fr"), "it is in neither language"
    assert said(shop="fr", language="de")["delivery.time"].text == "Zwei Tage."


def test_it_says_where_it_stands() -> None:
    cost, email = said()["delivery.cost"], said()["contact.by_email"]
    assert (cost.title, cost.url) == ("Delivery and postage", "https://shop.example/delivery")
    assert (email.title, email.url) == ("Contact", None)


def test_lists_and_questions_of_the_shops_own_come_with_what_decides_them() -> None:
    countries = said()["delivery.countries"]
    assert countries.listing
    assert countries.listing.offered == ("GB",)
    assert (countries.text, countries.text_not_offered) == ("To the UK.", "To the UK only.")
    dogs = said()["questions.0"]
    assert (dogs.text, dogs.title, dogs.questions) == (
        "Yes, on a lead.",
        "May I bring a dog?",
        ("May I bring a dog?",),
    )
