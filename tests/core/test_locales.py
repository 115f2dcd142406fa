"""Money, numbers and dates as a reader has them, and the language that a browser likes best."""

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from babel import UnknownLocaleError
from hypothesis import given
from hypothesis import strategies as st

from core import locales

SPOKEN = ("da", "de", "en", "es", "fr", "it", "nl", "pl", "pt", "sv")


@pytest.mark.parametrize(
    ("amount", "currency", "language", "said"),
    [
        ("34", "GBP", "en", "£34.00"),
        ("1234.5", "GBP", "en", "£1,234.50"),
        ("-3.5", "GBP", "en", "-£3.50"),
        ("1234.5", "EUR", "en", "€1,234.50"),
        ("1234.5", "EUR", "de", "1.234,50\u00a0€"),
        ("1234.5", "EUR", "de-AT", "€\u00a01.234,50"),
        ("1234.5", "EUR", "fr", "1\u202f234,50\u00a0€"),
        ("1234.5", "USD", "en", "$1,234.50"),
        ("1234.5", "USD", "en-GB", "US$1,234.50"),
        ("1234.5", "USD", "fr", "1\u202f234,50\u00a0$US"),
        ("1234", "JPY", "en", "¥1,234"),
        ("1234", "JPY", "de", "1.234\u00a0¥"),
        ("1.25", "KWD", "en", "KWD\u00a01.250"),
        ("1.25", "KWD", "fr", "1,250\u00a0KWD"),
        ("123456", "INR", "en", "₹123,456.00"),
        ("123456", "INR", "en-IN", "₹1,23,456.00"),
        ("34", "SEK", "en", "SEK\u00a034.00"),
        ("34", "SEK", "sv", "34,00\u00a0kr"),
        ("34", "QQQ", "en", "QQQ\u00a034.00"),  # a code that nobody has given to a currency
        ("34", "QQQ", "de", "34,00\u00a0QQQ"),
    ],
)
def test_money_is_written_as_the_language_writes_it(
    amount: str, currency: str, language: str, said: str
) -> None:
    assert locales.money(Decimal(amount), currency, language=language) == said


@pytest.mark.parametrize(
    ("currency", "said"), [("GBP", "£1,235"), ("JPY", "¥1,235"), ("KWD", "KWD\u00a01,235")]
)
def test_a_whole_amount_has_no_decimals(currency: str, said: str) -> None:
    assert locales.money(1234.6, currency, whole=True) == said


@pytest.mark.parametrize("language", SPOKEN)
def test_every_language_we_speak_can_say_an_amount(language: str) -> None:
    assert "34" in locales.money(Decimal(34), "EUR", language=language)


def test_a_language_that_there_is_not_is_refused() -> None:
    with pytest.raises(UnknownLocaleError):
        locales.money(Decimal(34), "EUR", language="xx")


@pytest.mark.parametrize(
    ("currency", "least"), [("GBP", "0.01"), ("JPY", "1"), ("KWD", "0.001"), ("QQQ", "0.01")]
)
def test_the_least_amount_of_a_currency(currency: str, least: str) -> None:
    assert locales.minor_unit(currency) == Decimal(least)


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (1204, "1,204"), (1_234_567, "1,234,567"), (0, "0"), (0.0, "0"), (0.5, "0.5"), (0.0645, "0.0645"),
        (0.064512, "0.06451"), (12_345.6, "12,350"), (0.0000001, "0.0000001"), (float("nan"), "NaN"),
    ],
)  # fmt: skip
def test_counts_and_metrics(value: float, said: str) -> None:
    assert locales.number(value) == said


def test_a_sign_and_a_share() -> None:
    assert [locales.signed(value) for value in (0.42, -1.1, 0)] == ["+0.42", "−1.10", "+0.00"]
    assert locales.signed(-0.00441, 4) == "−0.0044"
    assert locales.percent(0.6241) == "62.4\u00a0%"
    assert locales.percent(0.6, 0) == "60\u00a0%"


def test_moments_are_told_in_utc_with_the_day_before_the_month() -> None:
    at = datetime(2026, 3, 2, 0, 5, tzinfo=timezone(timedelta(hours=2)))
    assert locales.moment(at) == "1 Mar 2026, 22:05 UTC"
    assert locales.day(date(2026, 3, 2)) == locales.day(datetime(2026, 3, 2, tzinfo=UTC)) == "2 Mar 2026"
    assert [locales.weekday(index) for index in (0, 6)] == ["Monday", "Sunday"]


@pytest.mark.parametrize(
    ("length", "said"),
    [
        (timedelta(0), "0 secs"),
        (timedelta(seconds=119), "119 secs"),
        (timedelta(minutes=3), "3 mins"),
        (timedelta(hours=5), "5 hrs"),
        (timedelta(days=2), "2 days"),
    ],
)
def test_a_length_of_time_to_the_unit_that_matters(length: timedelta, said: str) -> None:
    assert locales.duration(length) == said


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        ("", "en"),
        ("de", "de"),
        ("de-AT,de;q=0.9,en;q=0.8", "de"),
        ("de-CH-1996", "de"),
        ("EN-gb, fr;q=0.5", "en"),
        ("xx, nl;q=0.3, sv;q=0.7", "sv"),
        ("xx", "en"),
        ("de;q=0", "en"),
        ("de;q=0, fr;q=0.1", "fr"),
        ("*", "en"),
        ("*;q=0.5, de;q=0.4", "en"),
        ("fr;q=0.2, *;q=0.1", "fr"),
        ("es;q=0.5, it;q=0.5", "es"),
        ("it;q=0.5, es; q=0.7", "es"),
        ("de ; Q = 0.5", "de"),
        ("de;q=much", "en"),
        ("de;q=2, fr;q=nan, es;q=-1, it;q=1e9, nl;q=1.5", "en"),
        ("de;level=1, fr;q=0.1", "fr"),
        ("de_AT, français, d e, ;;,=,,-, fr", "fr"),
        ("x" * 100_000, "en"),
        ("xx-" * 50_000 + ",de;q=0.1", "de"),
    ],
)
def test_the_language_that_a_browser_likes_best(accepted: str, language: str) -> None:
    assert locales.preferred(accepted, SPOKEN, default="en") == language


def test_the_shops_own_language_where_the_shoppers_is_not_spoken() -> None:
    assert locales.preferred("xx, *;q=0.5", SPOKEN, default="fr") == "fr"
    assert locales.preferred("xx", SPOKEN, default="ja") == "ja"


@given(st.text(alphabet="*-,;=q.01 dexyfr\u00e9\x00", max_size=80))
def test_whatever_a_browser_sends_there_is_a_language(accepted: str) -> None:
    assert locales.preferred(accepted, SPOKEN, default="en") in SPOKEN
