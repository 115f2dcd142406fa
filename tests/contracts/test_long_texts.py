"""Whatever people send costs time in proportion to its length: every pattern, and whatever else reads a text.

The texts and the measure are the assistant's (`bot/tests/long_texts.py`), whose own patterns are tried there.
"""

import importlib
import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from api.http.fields import without_nul
from bot.tests.long_texts import TEXTS, Constant, constants, faster_than_linear_growth
from core.errors import RapportError
from core.interactions import Statement
from core.locales import preferred
from core.rejects import naming
from feedback.conversations import aim_of, buttons, order_numbers, sentiment
from feedback.tables import ChatMessage, Sender
from feedback.text import as_words, contains_markup
from jobs.importers import amounts, fields, moments, rees46, texts
from jobs.importers.fields import RejectedField
from jobs.importers.formats import form, readers
from jobs.importers.reading import objects
from recommender.phrases import LANGUAGES, phrases
from recommender.policy.matching import tags
from recommender.policy.wanted import binding
from recommender.products import variants
from recommender.products.catalog import Catalog
from recovery.messages import letter as email
from search import analysis, read_prices
from serving.search import CatalogSearch
from tests.architecture.test_patterns import product_files
from tests.architecture.tree import ROOT
from tests.shop import WordEncoder, shop_catalog

CONSTANTS = [
    constant for path in product_files() if path.parts[0] != "bot" for constant in constants(ROOT, path)
]
MUG = next(product for product in shop_catalog() if product.product_id == "mug")

A_PRODUCT = {"product_id": "1", "price": "1"}


def index() -> CatalogSearch:
    products = shop_catalog()
    encoder = WordEncoder()
    return CatalogSearch.of(Catalog.of(products, encoder.encode([product.text for product in products])))


INDEX = index()
OFFERING = ChatMessage(
    message_id="m", conversation_id="c", shopper_id="s", position=0, sender=Sender.ASSISTANT, text="Shall I?",
    extras={"buttons": [{"title": "Yes", "payload": "/affirm"}]}, sent_at=datetime.now(UTC),
)  # fmt: skip


def cell(read: Callable[[dict[str, Any], str], Any]) -> Callable[[str], Any]:
    """A reader of cells, which may refuse what it is given."""

    def try_to(text: str) -> None:
        with suppress(RejectedField):
            read({"cell": text}, "cell")

    return try_to


def address(text: str) -> None:
    with suppress(RapportError):
        email._address(text)


A_COLUMN = form.Column("cell", ("cell",), escaped=True)
FUNCTIONS: Mapping[str, Callable[[str], Any]] = {
    "a message as words": as_words,
    "markup": contains_markup,
    "a like": buttons.opinion,
    "a tap": lambda text: buttons.is_tap(text, [OFFERING] * 3),
    "an aim": aim_of,
    "an order's number": order_numbers,
    "how it sounds": sentiment,
    "a NUL": without_nul,
    "terms": analysis.terms,
    "prices of a search": read_prices,
    "a search": lambda text: INDEX.search(text, encoder=None),
    "a wish of the question": lambda text: binding([Statement("colour", "blue")], text),
    "a stated wish": lambda text: binding([Statement("colour", text[:200])] * 20, text),
    "the language": lambda text: preferred.__wrapped__(text, LANGUAGES, default="en"),
    "a title in a sentence": lambda text: phrases().named(text),
    "a title's variants": lambda text: variants.key(replace(MUG, title=text)),
    "an attribute's variants": lambda text: variants.key(replace(MUG, attributes={"size": text})),
    "tags": lambda text: tags(replace(MUG, attributes={"tags": text})),
    "an address": address,
    "a line of an email": email._one_line,
    "a paragraph of an email": email._wrap,
    "a rejected line": naming(["jo", "jo@shop.example"]).search,
    "a text cell": cell(fields.text),
    "an amount": cell(fields.amount),
    "a count": cell(fields.count),
    "a moment": cell(fields.moment),
    "a web address": cell(fields.web_address),
    "a description": texts.plain_text,
    "an amount beside its sign": amounts.written,
    "an amount by its mark": lambda text: amounts.reading(text, ","),
    "a moment in a table": lambda text: moments.moment(text, month_first=True),
    "a column's name": form.plain,
    "an id in a spreadsheet": lambda text: readers.code(text, A_COLUMN),
    "categories": lambda text: readers.path(text, A_COLUMN),
    "pictures": lambda text: readers.first(text, A_COLUMN),
    "attributes in a cell": lambda text: readers.assignments(text, A_COLUMN),
    "variations in a cell": lambda text: readers.variations(text, A_COLUMN),
    "a category": lambda text: rees46._product({**A_PRODUCT, "category_code": text}, "GBP"),
    "a line of JSON": objects._object,
    "a number in JSON": lambda text: objects._object(f'{{"price": {text}}}'),
}  # fmt: skip


@pytest.mark.parametrize("constant", CONSTANTS, ids=lambda constant: f"{constant.module}.{constant.name}")
def test_every_pattern_is_linear(constant: Constant) -> None:
    value = getattr(importlib.import_module(constant.module), constant.name)
    uses = list(constant.uses(value))
    assert uses
    assert [grown for use in uses for grown in faster_than_linear_growth(use)] == []


@pytest.mark.parametrize("name", FUNCTIONS)
def test_every_reader_is_linear(name: str) -> None:
    assert faster_than_linear_growth(FUNCTIONS[name]) == []


def test_the_measure_finds_what_is_not_linear() -> None:
    spaces = {"spaces": TEXTS["spaces"]}
    assert faster_than_linear_growth(re.compile(r"\s+$").search, spaces)
    assert not faster_than_linear_growth(re.compile(r"\s+").search, spaces)
