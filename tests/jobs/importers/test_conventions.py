"""Amounts as people write them: read whole by what all of their column says, or refused; never half."""

from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import Engine

from core.errors import InvalidInput
from jobs.importers.conventions import Evidence, amount, decided
from jobs.importers.formats.translation import Shop
from tests.jobs.conftest import MakeTask, imported, rejected, stored, stored_product


def mark_of(
    texts: Sequence[str], *, currency: str = "EUR", delimiter: str = "", usual: str | None = None
) -> str:
    evidence = Evidence()
    for line, text in enumerate(texts, start=2):
        evidence.add(text, currency, line)
    return decided({"price": evidence}, delimiter=delimiter, usual=usual)["price"]


@pytest.mark.parametrize(
    ("texts", "delimiter", "mark"),
    [
        (["1.299", "12,50"], ";", ","),
        (["1.299", "12.50"], ",", "."),
        (["1.299.000"], "", ","),
        (["1,299.00"], "", "."),
        (["1 299,00 €"], "", ","),
        (["1’299.50"], "", "."),
        (["0.299", "1.299"], "", "."),
        (["12.5000", "1.299"], "", "."),
        (["1.299"], ";", ","),
        (["1,299"], ",", "."),
        (["12", "1299"], ",", "."),
        (["12.50"] * 9 + ["12,50"], ",", "."),
    ],
)
def test_the_whole_column_says_how_its_amounts_are_written(
    texts: list[str], delimiter: str, mark: str
) -> None:
    assert mark_of(texts, delimiter=delimiter) == mark


@pytest.mark.parametrize(
    ("text", "currency", "delimiter", "mark"),
    [
        ("1,500", "JPY", ",", "."),
        ("1.500", "JPY", ",", ","),
        ("1.255", "KWD", ",", "."),
        ("1,255", "KWD", ";", ","),
        ("1.255", "KWD", "\t", "."),
    ],
)
def test_the_decimals_of_a_currency_are_evidence(text: str, currency: str, delimiter: str, mark: str) -> None:
    assert mark_of([text], currency=currency, delimiter=delimiter) == mark


@pytest.mark.parametrize(
    ("texts", "delimiter", "question"),
    [
        (
            ["1.299"],
            "",
            r"price: is '1.299' \(line 2\) 1.299 or 1299\?.*--locale en for 1.299, --locale de for 1299",
        ),
        (["1.299"], ",", "is '1.299'"),
        (["1,299"], ";", "is '1,299'"),
        (["12.50", "12,50", "1.299"], ",", r"has both '12.50' \(line 2\) and '12,50' \(line 3\)"),
    ],
)
def test_what_the_file_does_not_tell_is_asked_with_both_readings(
    texts: list[str], delimiter: str, question: str
) -> None:
    with pytest.raises(InvalidInput, match=question):
        mark_of(texts, delimiter=delimiter)


@pytest.mark.parametrize(
    ("text", "mark", "read"),
    [
        ("1.299", ",", ("1299", "GBP")),
        ("1 299,00 €", ",", ("1299.00", "EUR")),
        ("1\u202f299,00\u00a0€", ",", ("1299.00", "EUR")),
        ("CHF 1'299.–", ".", ("1299", "CHF")),
        ("12,-", ",", ("12", "GBP")),
        ("£12.50", ".", ("12.50", "GBP")),
        ("1,23,456.00", ".", ("123456.00", "GBP")),
        (".99", ".", ("0.99", "GBP")),
        ("1.255 KWD", ".", ("1.255", "KWD")),
        ("٧٫٥٠٠ KWD", ".", ("7.5", "KWD")),
        ("2.900 د.ك", ".", ("2.900", "KWD")),
        ("1.299,00", ".", ("1299.00", "GBP")),
        ("12.50", ",", ("12.50", "GBP")),
    ],
)
def test_an_amount_is_read_whole(text: str, mark: str, read: tuple[str, str]) -> None:
    value, currency = amount(text, mark, currency="GBP", named=False)
    assert (value, currency) == (Decimal(read[0]), read[1])


@pytest.mark.parametrize(
    "text",
    ["12_99", "12.99.1", "1e3", "12,5O", "12 99,00,1", "free", "12/13", "EUR 12 EUR", "12 pieces", "7,95-"],
)
def test_what_cannot_be_read_whole_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"is not an amount|no currency"):
        amount(text, ",", currency="GBP", named=False)


def test_a_sign_of_several_currencies_is_only_read_as_the_shops() -> None:
    assert amount("$12.50", ".", currency="CAD", named=False) == (Decimal("12.50"), "CAD")
    with pytest.raises(ValueError, match="may mean several currencies, but not GBP"):
        amount("$12.50", ".", currency="GBP", named=False)
    with pytest.raises(ValueError, match="another currency beside it than USD"):
        amount("12.50 €", ".", currency="USD", named=True)


def file(tmp_path: Path, *prices: str, separator: str = ";") -> Path:
    rows = [f"p-{number}{separator}Mug{separator}{price}" for number, price in enumerate(prices)]
    path = tmp_path / "prices.csv"
    path.write_text(
        "\n".join([separator.join(("product_id", "title", "price")), *rows]) + "\n", encoding="utf-8"
    )
    return path


def test_a_thousand_is_no_one_pound_in_a_file_of_decimal_commas(
    engine: Engine, make_task: MakeTask, tmp_path: Path
) -> None:
    totals = imported(make_task(file(tmp_path, "1.299", "12,50", "1 299,00 €", "12_99")), "products")
    prices = [stored_product(engine, f"p-{number}").price for number in range(3)]
    assert prices == [Decimal(1299), Decimal("12.50"), Decimal(1299)]
    assert [line["reason"] for line in rejected(totals)] == [
        "price: is not an amount such as 12,99, as the rest of its column is written"
    ]
    assert stored_product(engine, "p-2").currency == "EUR"


def test_nothing_is_stored_of_a_file_that_is_asked_about(
    engine: Engine, make_task: MakeTask, tmp_path: Path
) -> None:
    path = file(tmp_path, "12", "1.299", separator=",")
    with pytest.raises(InvalidInput, match=r"--locale en for 1.299, --locale de for 1299"):
        imported(make_task(path), "products")
    assert stored(engine)["ProductRow"] == []
    imported(make_task(path), "products", locale="de-AT")
    assert stored_product(engine, "p-1").price == Decimal(1299)


def test_yen_have_no_decimals_and_dinars_three(engine: Engine, make_task: MakeTask, tmp_path: Path) -> None:
    imported(make_task(file(tmp_path, "1.500")), "products", shop=Shop("JPY"))
    assert stored_product(engine, "p-0").price == Decimal(1500)
    imported(make_task(file(tmp_path, "1,255")), "products", shop=Shop("KWD"))
    assert stored_product(engine, "p-0").price == Decimal("1.255")


def test_a_locale_that_there_is_not(make_task: MakeTask, tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="There is no locale 'klingon'"):
        imported(make_task(file(tmp_path, "1.299")), "products", locale="klingon")
