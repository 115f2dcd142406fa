"""What the assistant says of an amount and of what it remembers."""

import pytest

from actions import wording


@pytest.mark.parametrize(
    ("currency", "amount", "said"),
    [
        (None, "20.00", "£20"),
        (None, "12.5", "£12.50"),
        ("GBP", "1200", "£1,200"),
        ("EUR", "20", "€20"),
        ("USD", "12.50", "$12.50"),
        ("JPY", "2000", "¥2,000"),
        ("INR", "99.5", "₹99.50"),
        ("KWD", "12.5", "KWD\u00a012.500"),
        ("QQQ", "20", "QQQ\u00a020"),
    ],
)
def test_an_amount_is_in_the_shops_currency(
    currency: str | None, amount: str, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("RAPPORT_CURRENCY", raising=False)
    if currency:
        monkeypatch.setenv("RAPPORT_CURRENCY", currency)
    assert wording.money(amount) == said
