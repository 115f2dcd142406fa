"""Marks of currencies."""

import pytest

from actions.understanding.currencies import currency, is_own, mark_at, minor_unit
from actions.understanding.tokens import tokens


@pytest.mark.parametrize(
    ("text", "mark"),
    [
        ("£20", ("£", 1)),
        ("US$ 5", ("us $", 2)),
        ("Fr. 50", ("fr", 2)),
        ("pounds sterling", ("pounds sterling", 2)),
        ("eur", ("eur", 1)),
        ("try this", ("", 0)),
        ("", ("", 0)),
    ],
)
def test_a_mark_begins_here(text: str, mark: tuple[str, int]) -> None:
    assert mark_at(tokens(text), 0) == mark


def test_which_is_the_shops(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RAPPORT_CURRENCY", "JPY")
    assert currency() == "JPY"
    assert minor_unit() == 1
    assert is_own("¥")
    assert is_own("")
    assert not is_own("£")
    assert not is_own("p")
