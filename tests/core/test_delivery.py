"""Delivery terms are the shop's to set: what is unset is not spoken of."""

from decimal import Decimal

import pytest
from pydantic import ValidationError

from core.delivery import delivery_sentence
from core.settings import Settings


def said(total: str = "34", currency: str = "GBP", **terms: str) -> str:
    return delivery_sentence(Settings(_env_file=None, **terms), Decimal(total), currency)  # type: ignore[arg-type]


def test_a_new_shop_says_nothing_of_delivery() -> None:
    assert said() == ""
    assert said("34", "") == ""


@pytest.mark.parametrize("unset", ["", "  "])
def test_a_term_is_unset_again_by_setting_it_to_nothing(monkeypatch: pytest.MonkeyPatch, unset: str) -> None:
    monkeypatch.setenv("RAPPORT_DELIVERY_COST", unset)
    monkeypatch.setenv("RAPPORT_FREE_DELIVERY_FROM", unset)
    assert said() == ""
    monkeypatch.setenv("RAPPORT_DELIVERY_COST", "3.95")
    assert said() == "Delivery is £3.95."


@pytest.mark.parametrize("wrong", ["-1", "free", "3,95", "NaN", "Infinity"])
def test_what_is_no_amount_stops_the_start(wrong: str) -> None:
    with pytest.raises(ValidationError, match="delivery_cost"):
        said(delivery_cost=wrong)


@pytest.mark.parametrize(
    ("terms", "total", "sentence"),
    [
        ({"delivery_cost": "3.95"}, "34", "Delivery is £3.95."),
        ({"delivery_cost": "0"}, "34", "Delivery is free."),
        ({"delivery_cost": "3.95", "free_delivery_from": "0"}, "34", "Delivery is free."),
        ({"free_delivery_from": "40"}, "0", "Delivery is free from £40.00."),
        ({"free_delivery_from": "40"}, "34", "Delivery is free from £40.00: you are £6.00 away."),
        ({"free_delivery_from": "40"}, "40", "Delivery is free from £40.00, so it costs you nothing."),
        (
            {"delivery_cost": "3.95", "free_delivery_from": "40"},
            "34",
            "Delivery is £3.95, and free from £40.00: you are £6.00 away.",
        ),
        (
            {"delivery_cost": "3.95", "free_delivery_from": "40"},
            "0",
            "Delivery is £3.95, and free from £40.00.",
        ),
    ],
)
def test_only_what_is_set_is_said(terms: dict[str, str], total: str, sentence: str) -> None:
    assert said(total, **terms) == sentence


def test_terms_are_in_the_shops_currency() -> None:
    assert said("34", "EUR", delivery_cost="3.95") == ""
    yen = Settings(_env_file=None, currency="JPY", delivery_cost=Decimal(800))
    assert delivery_sentence(yen, Decimal(5_000), "JPY") == "Delivery is ¥800."
