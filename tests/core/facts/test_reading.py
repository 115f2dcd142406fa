"""The file of the shop's facts: what is wrong with it is told by section, field and remedy."""

import json
import tomllib
from pathlib import Path

import jsonschema_rs
import pytest

from core.errors import InvalidInput
from core.facts import ShopFacts, facts_of, read, topics
from core.settings import Settings
from tests.architecture.tree import ROOT

SAMPLE = ROOT / "demo" / "shop-facts.toml"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "shop-facts.toml"


def fault(file: Path, text: str) -> InvalidInput:
    file.write_text(text, encoding="utf-8")
    with pytest.raises(InvalidInput) as raised:
        read(file)
    assert str(file) in raised.value.detail
    return raised.value


def test_what_the_file_leaves_out_is_not_known(file: Path) -> None:
    file.write_text('[returns]\ndays = 14\nwindow = "Within {days} days."', encoding="utf-8")
    facts = read(file)
    assert [name for name, section in facts.sections() if list(section.stated())] == ["returns"]
    assert facts.returns.days == 14


def test_without_a_file_nothing_is_known() -> None:
    assert facts_of(Settings(_env_file=None)) == ShopFacts()


@pytest.mark.parametrize(
    ("text", "field", "remedy"),
    [
        ('[delivery]\ntyme = "2 days"', "[delivery] tyme", "is it time?"),
        ('[parking]\ntext = "Yes."', "[parking]", "there is delivery, returns"),
        ("[returns]\nwindow = 30", "[returns] window", "write a text in quotes"),
        ('[returns]\ndays = "many"', "[returns] days", "write a whole number"),
        ('[returns]\npaid_by = "nobody"', "[returns] paid_by", "'shop' or 'shopper'"),
        ('[returns]\nwindow = ""', "[returns] window", "at least 1 character"),
        ('[returns]\nwindow = { xx = "?" }', "[returns] window.xx", "ISO 639-1"),
        ("[returns]\nwindow = {}", "[returns] window", "at least 1 item"),
        ('[returns]\nwindow = "In {dais} days."', "[returns]", "window has {dais}, which there is not"),
        ('[delivery]\nurl = "delivery.html"', "[delivery] url", "write it like https://shop.example"),
        ('[payment.methods]\noffered = "Visa"', "[payment] methods.offered", "write a list"),
        ('[payment.methods]\noffered = ["Visa"]', "[payment] methods.text", "write it"),
        (
            '[payment.methods]\noffered = ["Visa"]\nnot_offered = ["visa"]\ntext = "Visa."',
            "[payment] methods",
            "take it out of one of them",
        ),
        (
            '[payment.methods]\ncomplete = true\ntext = "None."',
            "[payment] methods",
            "write what is offered",
        ),
        ('[payment.methods]\nofferd = []\ntext = "Visa."', "[payment] methods.offerd", "is it offered?"),
        ('[[questions]]\nquestions = []\nanswer = "Yes."', "[questions] [0].questions", "at least 1 item"),
        ('[[questions]]\nquestion = "Why?"\nanswer = "So."', "[questions] [0].question", "is it questions?"),
    ],
)
def test_a_fault_names_section_field_and_remedy(file: Path, text: str, field: str, remedy: str) -> None:
    faults = fault(file, text).errors
    assert any(own.field == field and remedy in own.message for own in faults), faults


def test_all_faults_are_told_at_once(file: Path) -> None:
    detail = fault(file, "[returns]\nwindow = 30\n[opening]\nhours = 9").detail
    assert "[returns] window" in detail
    assert "[opening] hours" in detail


def test_a_file_that_is_not_there_or_no_toml_is_named(file: Path, tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="cannot be opened"):
        read(tmp_path / "gone.toml")
    assert "line 2" in fault(file, "[returns]\nwindow = 30 days\n").detail
    file.write_bytes(b'[returns]\nwindow = "\xff"')
    with pytest.raises(InvalidInput, match="UTF-8"):
        read(file)


def test_the_sample_shop_agrees_with_the_published_schema() -> None:
    schema = json.loads((ROOT / "docs" / "shop-facts.schema.json").read_text(encoding="utf-8"))
    sample = tomllib.loads(SAMPLE.read_text(encoding="utf-8"))
    assert jsonschema_rs.is_valid(schema, sample)
    assert not jsonschema_rs.is_valid(schema, {"returns": {"windw": "30 days"}})
    assert not jsonschema_rs.is_valid(schema, {"returns": {"window": 30}})
    read(SAMPLE)


def test_each_field_that_answers_a_question_is_a_topic() -> None:
    assert {"delivery.cost", "delivery.countries", "payment.methods", "gift_cards.validity"} <= set(topics())
    assert not {"returns.days", "contact.email", "delivery.url", "delivery.title"} & set(topics())
