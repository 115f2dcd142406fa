"""The shop answers in its own words just what was asked, and stays silent on what its facts leave out."""

import os
from collections.abc import Callable, Sequence
from decimal import Decimal
from pathlib import Path
from threading import Event, Thread

import numpy as np
import pytest
from numpy.typing import NDArray

from core.errors import InvalidInput, Unavailable
from core.settings import Settings
from recommender import OnnxEncoder, RememberingEncoder
from serving.shop_questions import ShopAnswer, ShopQuestions
from tests.architecture.tree import ROOT

SAMPLE = ROOT / "demo" / "shop-facts.toml"
COST, FREE = Decimal("3.95"), Decimal("40.00")
OWN = """
[delivery]
cost = "Delivery costs {delivery_cost}."
[[questions]]
questions = ["Do you price match?"]
answer = "We match any price that you show us."
url = "https://shop.example/prices"
[[questions]]
questions = ["Do you deliver pianos?", "Can I have a piano delivered?"]
answer = "Pianos come with a team of three."
[[questions]]
questions = ["Do you have a partner shop in Ireland?"]
answer = "Our partner is in Cork."
"""

Ask = Callable[..., list[ShopAnswer]]


@pytest.fixture(scope="module")
def real(encoder: Path) -> RememberingEncoder:
    return RememberingEncoder(OnnxEncoder(encoder))


@pytest.fixture(scope="module")
def ask(real: RememberingEncoder) -> Ask:
    settings = Settings(_env_file=None, shop_facts=SAMPLE, delivery_cost=COST, free_delivery_from=FREE)
    return ShopQuestions(settings, real).answers


def told(answers: list[ShopAnswer]) -> list[tuple[str, str | None]]:
    return [(answer.topic, answer.verdict) for answer in answers]


@pytest.mark.parametrize(
    ("question", "topic", "verdict"),
    [
        ("how much is delivery?", "delivery.cost", None),
        ("do you ship to Ireland", "delivery.countries", "no"),
        ("how much would postage to France be", "delivery.countries", "no"),
        ("do you deliver in Wales", "delivery.countries", "yes"),
        ("is there next day delivery", "delivery.options", "no"),
        ("do you take klarna", "payment.methods", "no"),
        ("paypal?", "payment.methods", "yes"),
        ("how long do i have to send it back", "returns.window", None),
        ("do gift cards expire", "gift_cards.validity", None),
        ("student discount?", "vouchers.student", None),
    ],
)
def test_the_shops_sentence_answers_that_very_question(
    ask: Ask, question: str, topic: str, verdict: str | None
) -> None:
    assert told(ask(question)) == [(topic, verdict)]


@pytest.mark.parametrize(
    "question",
    [
        "do you price match?",
        "is there an nhs discount",
        "who is your courier",
        "do you have a loyalty card",
        "is the jacket waterproof",
        "where is my order",
        "show me blue mugs",
        "hello",
        "?",
        " ",
        "a" * 1_000,
    ],
)
def test_what_the_facts_leave_out_has_no_answer(ask: Ask, question: str) -> None:
    assert ask(question) == []


def test_what_is_refused_is_answered_with_what_is_said_of_that(ask: Ask) -> None:
    assert "no Klarna" in ask("do you take klarna")[0].text
    assert ask("do you take visa")[0].text.startswith("You can pay by Visa")
    mixed = ask("do you take visa and klarna?")
    assert told(mixed) == [("payment.methods", None)]
    assert "no Klarna" in mixed[0].text


def test_of_a_country_where_things_go_the_cost_is_said_too(ask: Ask) -> None:
    answers = ask("how much is delivery to scotland")
    assert told(answers) == [("delivery.countries", "yes"), ("delivery.cost", None)]
    assert "£3.95" in answers[1].text


def test_questions_of_the_shops_own_are_answered(real: RememberingEncoder, tmp_path: Path) -> None:
    file = tmp_path / "facts.toml"
    file.write_text(OWN, encoding="utf-8")
    ask = ShopQuestions(Settings(_env_file=None, shop_facts=file, delivery_cost=COST), real).answers
    match = ask("will you match a price that i saw elsewhere?")[0]
    assert (match.text, match.url) == ("We match any price that you show us.", "https://shop.example/prices")
    assert ask("could you deliver a piano?")[0].text == "Pianos come with a team of three."
    assert ask("how much is delivery")[0].text == "Delivery costs £3.95."
    assert ask("do you have a partner shop in ireland")[0].text == "Our partner is in Cork."
    assert ask("do you have a partner shop in spain") == [], "that is another country"


def test_without_a_file_nothing_is_answered(real: RememberingEncoder) -> None:
    assert ShopQuestions(Settings(_env_file=None), real).answers("how much is delivery") == []


def test_a_file_that_changes_is_read_anew_and_a_broken_one_changes_nothing(
    real: RememberingEncoder, tmp_path: Path
) -> None:
    file = tmp_path / "facts.toml"
    file.write_text('[opening]\nhours = "From 9 to 5."', encoding="utf-8")
    ask = ShopQuestions(Settings(_env_file=None, shop_facts=file), real).answers
    assert ask("when are you open")[0].text == "From 9 to 5."
    change(file, '[opening]\nhours = "From 9 to 6."')
    assert ask("when are you open")[0].text == "From 9 to 6."
    change(file, "[opening]\nhours = ")
    assert ask("when are you open")[0].text == "From 9 to 6."


def change(file: Path, text: str) -> None:
    """With another time of change, however coarse the clock of the file system is."""
    before = file.stat().st_mtime_ns
    file.write_text(text, encoding="utf-8")
    os.utime(file, ns=(before + 1_000_000_000, before + 1_000_000_000))


def test_while_it_is_learned_a_question_is_told_to_come_again(encoder: Path) -> None:
    slow = SlowEncoder(encoder)
    shop = ShopQuestions(Settings(_env_file=None, shop_facts=SAMPLE), slow)
    learning = Thread(target=shop.prepare)
    learning.start()
    assert slow.asked.wait(60)
    with pytest.raises(Unavailable, match="ask again"):
        shop.answers("when are you open")
    slow.go_on.set()
    learning.join()
    assert told(shop.answers("when are you open")) == [("opening.hours", None)]


class SlowEncoder(OnnxEncoder):
    """Waits until it may go on."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.asked, self.go_on = Event(), Event()

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self.asked.set()
        self.go_on.wait()
        return super().encode(texts)


def test_a_broken_file_stops_the_start(real: RememberingEncoder, tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="cannot be opened"):
        ShopQuestions(Settings(_env_file=None, shop_facts=tmp_path / "gone.toml"), real)
