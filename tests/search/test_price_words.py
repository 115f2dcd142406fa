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
        ("velo unter 1’500", "velo", None, "1500"),
        ("velo unter 1 500", "velo", None, "1500"),
        ("velo unter 1\u202f500 CHF", "velo", None, "1500"),
        ("velo bis CHF 1’500.50", "velo", None, "1500.50"),
        ("lampe unter Fr. 50", "lampe", None, "50"),
        ("lampe unter 50 Fr.", "lampe", None, "50"),
        ("lampe unter 50 Fr. rot", "lampe rot", None, "50"),
        ("lampe unter 50 SFr", "lampe", None, "50"),
        ("lampe unter CHF 50.-", "lampe", None, "50"),
        ("lampe bis 50.-", "lampe", None, "50"),
        ("lampe max. 50 CHF", "lampe", None, "50"),
        ("lampe billiger als 50 Franken", "lampe", None, "50"),
        ("lampe 50-100 Franken", "lampe", "50", "100"),
        ("lampe CHF 50–100", "lampe", "50", "100"),
        ("50.- bis 100.- lampe", "lampe", "50", "100"),
        ("velo zwischen 50 Fr. und 1’000 Fr.", "velo", "50", "1000"),
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
        "bike under 1’50",
        "mug under 10 500ml",
        "puzzle 50-100 pieces",
        "toys from 3 to 5 years",
        "Spielzeug unter 5 Jahren",
        "Spielzeug bis 3 Jahre",
        "Spielzeug ab 3 Jahren",
        "Spielzeug ab 3-5 Jahren",
        "Spiel bis 8 Personen",
        "Rucksack ab 40 Litern",
        "Rucksack bis 45 Litern",
        "jouets moins de 5 ans",
        "jeu à partir de 8 ans",
        "juguete hasta 3 años",
        "mesa hasta 8 personas",
        "zaino fino a 3 anni",
        "tavolo fino a 8 persone",
        "speelgoed tot 3 jaar",
        "spel vanaf 8 personen",
    ],
)
def test_what_is_no_price_stays(text: str) -> None:
    assert read_prices(text) == (text, None, None)


def test_thousands_are_those_of_the_language() -> None:
    read_in("de")
    assert read_prices("laptop unter 1.500").max_price == 1500
    assert read_prices("laptop unter 1,500").max_price is None
    assert read_prices("lampe bis 49,90 €").max_price == Decimal("49.90")
