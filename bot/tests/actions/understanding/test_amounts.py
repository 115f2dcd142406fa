"""Amounts as they are typed anywhere: read whole in the shop's currency and language, or not at all."""

from decimal import Decimal

import pytest

from actions.understanding.money import Budget, parse, without_amounts


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """Where the shop is: its currency and its language."""
    return monkeypatch


def move(at: pytest.MonkeyPatch, currency: str, language: str = "en") -> None:
    at.setenv("RAPPORT_CURRENCY", currency)
    at.setenv("RAPPORT_LANGUAGE", language)


@pytest.mark.parametrize(
    ("currency", "language", "text", "maximum"),
    [
        ("EUR", "en", "under 30 euros", "30"),
        ("EUR", "en", "30€", "30"),
        ("EUR", "en", "not more than 1.299,00 €", "1299"),
        ("EUR", "en", "max. 1 299,00 €", "1299"),
        ("EUR", "en", "max. 1\u202f299,50 €", "1299.5"),
        ("EUR", "de", "under 1.299 €", "1299"),
        ("EUR", "de", "under 12,50", "12.5"),
        ("EUR", "en", "under EUR 1,299.00", "1299"),
        ("EUR", "en", "up to 20,- €", "20"),
        ("CHF", "en", "max 50 CHF", "50"),
        ("CHF", "de", "max CHF50", "50"),
        ("CHF", "de", "under 1'500.-", "1500"),
        ("CHF", "de", "under 1’500.50 francs", "1500.5"),
        ("JPY", "en", "¥3000", "3000"),
        ("JPY", "ja", "under ¥3,000", "3000"),
        ("JPY", "en", "3000円", "3000"),
        ("KWD", "en", "under 1.255 KWD", "1.255"),
        ("KWD", "en", "under 1,255 dinars", "1255"),
        ("SEK", "sv", "max 500 kr", "500"),
        ("SEK", "sv", "max 500:-", "500"),
        ("USD", "en", "under $1,299.99", "1299.99"),
        ("CAD", "en", "under 40 bucks", "40"),
        ("GBP", "en", "£1,299", "1299"),
        ("GBP", "en", "twenty quid", "20"),
        ("GBP", "en", "under 50p", "0.5"),
        ("GBP", "en", "under 2k", "2000"),
        ("GBP", "en", "under two thousand five hundred pounds", "2500"),
        ("GBP", "en", "under 1.5 thousand", "1500"),
        ("INR", "en", "under ₹1,299", "1299"),
    ],
)
def test_an_amount_is_read_whole(
    at: pytest.MonkeyPatch, currency: str, language: str, text: str, maximum: str
) -> None:
    move(at, currency, language)
    budget = parse(text)
    assert budget is not None
    assert (budget.minimum, budget.maximum) == (None, Decimal(maximum))


@pytest.mark.parametrize(
    ("currency", "text"),
    [
        ("GBP", "under 12_99"),
        ("GBP", "under £1.299"),
        ("EUR", "under 1.299 €"),
        ("GBP", "under 1,29,99 pounds"),
        ("GBP", "under 1.299.00,5 pounds"),
        ("GBP", "under 20½ pounds"),
        ("GBP", "under £20/30"),
        ("GBP", "under 2 million pounds"),
        ("JPY", "under ¥12.50"),
        ("KWD", "under 1.2555 KWD"),
        ("GBP", f"under £{'9' * 5_000}"),
    ],
)
def test_what_could_be_two_amounts_or_none_is_no_limit(
    at: pytest.MonkeyPatch, currency: str, text: str
) -> None:
    move(at, currency)
    budget = parse(text) or Budget(unclear=True)
    assert budget.unclear
    assert (budget.minimum, budget.maximum) == (None, None)


@pytest.mark.parametrize(
    ("currency", "text"),
    [
        ("GBP", "a mug under 30 euros"),
        ("GBP", "a mug, max 50 CHF"),
        ("GBP", "a mug under $30"),
        ("EUR", "a mug for twenty quid"),
        ("CHF", "a mug between 10 and 20 €"),
        ("JPY", "a mug under £15–25"),
        ("EUR", "a mug, max 500 kr"),
    ],
)
def test_another_currency_is_not_taken_for_the_shops(
    at: pytest.MonkeyPatch, currency: str, text: str
) -> None:
    move(at, currency)
    budget = parse(text)
    assert budget is not None
    assert budget.foreign
    assert (budget.minimum, budget.maximum) == (None, None)
    assert not any(digit.isdecimal() for digit in without_amounts(text))
