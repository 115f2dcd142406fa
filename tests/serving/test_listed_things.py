"""What of a list a question names, and yes and no, which the list alone decides."""

import pytest

from core.facts import Listing
from serving.listed_things import COUNTRIES, METHODS, masked, named, things, verdicts, without_countries

UK = Listing.model_validate(
    {"offered": ["GB", "Northern Ireland"], "complete": True, "text": "To the United Kingdom."}
)
SOME = Listing.model_validate({"offered": ["GB", "France"], "not_offered": ["US"], "text": "Ask us."})
CARDS = Listing.model_validate(
    {
        "offered": ["Visa", "American Express", "PayPal"],
        "not_offered": ["Buy now, pay later", "Cheque"],
        "text": "Visa, American Express or PayPal.",
    }
)


def decided(listing: Listing, topic: str, question: str) -> set[str | None]:
    return set(verdicts(listing, topic, question))


@pytest.mark.parametrize(
    ("question", "verdict"),
    [
        ("do you deliver to the UK", "yes"),
        ("I live in Scotland", "yes"),
        ("to northern ireland?", "yes"),
        ("do u ship 2 northen ireland", "yes"),
        ("Do you ship to Nothern Ireland?", "yes"),
        ("are you a UK company?", None),
        ("do you ship to Ireland", "no"),
        ("shipping to irland", "no"),
        ("germany?", "no"),
        ("do you do the USA", "no"),
        ("do you deliver abroad", "no"),
        ("anywhere in the EU?", "no"),
        ("do you deliver to europe", None),
        ("to the scottish islands", None),
        ("to jersey?", None),
        ("to guernsey?", None),
    ],
)
def test_a_complete_list_decides_countries(question: str, verdict: str | None) -> None:
    assert decided(UK, COUNTRIES, question) == {verdict}


@pytest.mark.parametrize(
    ("question", "verdict"), [("france?", "yes"), ("to america", "no"), ("to spain", None), ("abroad", None)]
)
def test_a_list_that_is_not_complete_refuses_only_what_it_names(question: str, verdict: str | None) -> None:
    assert decided(SOME, COUNTRIES, question) == {verdict}


@pytest.mark.parametrize(
    ("question", "verdict"),
    [
        ("do you take paypal", "yes"),
        ("amex?", "yes"),
        ("can I pay by card", "yes"),
        ("do you take klarna", "no"),
        ("clearpay", "no"),
        ("can i pay in three", "no"),
        ("paypal pay in 3?", "no"),
        ("do you take cheques", "no"),
        ("google pay?", None),
        ("debit card ok?", None),
        ("bitcoin", None),
    ],
)
def test_a_kind_that_is_refused_refuses_all_of_it(question: str, verdict: str | None) -> None:
    assert decided(CARDS, METHODS, question) == {verdict}


def test_nothing_named_is_nothing_decided_and_of_two_each_is() -> None:
    assert decided(UK, COUNTRIES, "where do you deliver") == set()
    assert decided(CARDS, METHODS, "visa or klarna") == {"yes", "no"}


def test_a_name_of_the_shops_own_is_known() -> None:
    listing = Listing.model_validate({"offered": ["Shop Points"], "text": "Points."})
    assert decided(listing, METHODS, "can i use my shop points") == {"yes"}


def test_a_question_is_read_alike_whatever_it_names() -> None:
    assert masked("Do you ship to Germany?") == "do you ship to spain?"
    assert masked("do you take Klarna or american express") == "do you take paypal or paypal"
    assert masked("do you ship abroad, and do you take cards") == "do you ship abroad, and do you take cards"


@pytest.mark.parametrize("text", ["a china teapot", "does it have a zip", "a child's stitching", "a jersey"])
def test_words_that_are_also_names_stay(text: str) -> None:
    assert masked(text) == text


def test_what_is_asked_of_a_country_is_asked_without_it() -> None:
    assert without_countries("how much is it to the USA?").split() == ["how", "much", "is", "it", "?"]
    assert named("klarna in france") == {"Klarna", "FR"}


def test_every_kind_is_of_things_that_have_names() -> None:
    for topic in (COUNTRIES, METHODS):
        known = things(topic)
        there = set(known.names.values())
        assert {member for members in known.kinds.values() for member in members} <= there
