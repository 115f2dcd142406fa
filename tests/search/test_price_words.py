"""Limits of a price are read out of a question, and what is no price stays in it."""

from collections.abc import Iterator
from decimal import Decimal

import pytest

from search import read_in, read_prices
from search.languages import ENGLISH


@pytest.fixture(autouse=True)
def _english_again() -> Iterator[None]:
    yield
    read_in(ENGLISH)


@pytest.mark.parametrize(
    ("text", "rest", "low", "high"),
    [
        ("mug under 10", "mug", None, "10"),
        ("mug under £10", "mug", None, "10"),
        ("mugs for less than 20 quid", "mugs for", None, "20"),
        ("gifts between 10 and 20", "gifts", "10", "20"),
        ("£20 lamp from 20 to 30 euros", "£20 lamp", "20", "30"),
        ("jacket over 50", "jacket", "50", None),
        ("over 10 under 15.50 for mum", "for mum", "10", "15.50"),
        ("cook under a tenner", "cook", None, "10"),
        ("laptop under 1,500", "laptop", None, "1500"),
        ("lamp unter 50 €", "lamp", None, "50"),
        ("under 10", "", None, "10"),
    ],
)
def test_a_limit_is_read(text: str, rest: str, low: str | None, high: str | None) -> None:
    assert read_prices(text) == (rest, low and Decimal(low), high and Decimal(high))


@pytest.mark.parametrize(
    "text",
    [
        "box under the bed",
        "bottle under 2 litres",
        "toys under 5 years",
        "puzzle over 50 pieces",
        "laptop under 1.500",
        "mug 10",
        "between 20 and 10",
    ],
)
def test_what_is_no_price_stays(text: str) -> None:
    assert read_prices(text) == (text, None, None)


def test_thousands_are_those_of_the_language() -> None:
    read_in("de")
    assert read_prices("laptop unter 1.500").max_price == 1500
    assert read_prices("laptop unter 1,500").max_price is None
    assert read_prices("lampe bis 49,90 €").max_price == Decimal("49.90")
