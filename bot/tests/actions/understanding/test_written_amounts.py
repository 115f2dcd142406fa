"""Amounts as people write them, in English and German: each is read whole or not at all (`amounts.txt`)."""

from pathlib import Path

import pytest

from actions.understanding.money import Budget, parse

_LINES = Path(__file__).with_name("amounts.txt").read_text(encoding="utf-8").splitlines()
WRITTEN = [
    tuple(part.strip() for part in line.split("|")) for line in _LINES if line and not line.startswith("#")
]


def in_short(budget: Budget | None) -> str:
    """A range as the file writes it."""
    if budget is None or not (budget or budget.foreign or budget.unclear):
        return "-"
    if budget.foreign or budget.unclear:
        return "foreign" if budget.foreign else "?"
    ends = (budget.minimum, budget.maximum)
    return "..".join("" if end is None else f"{end.normalize():f}" for end in ends)


def _plain(expected: str) -> str:
    """ "..2.50" is "..2.5"."""
    ends = [end.rstrip("0").rstrip(".") if "." in end else end for end in expected.split("..")]
    return "..".join(ends)


@pytest.mark.parametrize(("shop", "text", "expected"), WRITTEN, ids=[text for _, text, _ in WRITTEN])
def test_it_is_read_whole_or_not_at_all(
    monkeypatch: pytest.MonkeyPatch, shop: str, text: str, expected: str
) -> None:
    currency, language = shop.split()
    monkeypatch.setenv("RAPPORT_CURRENCY", currency)
    monkeypatch.setenv("RAPPORT_LANGUAGE", language)
    assert in_short(parse(text)) == _plain(expected)


def test_there_are_many_of_both_languages() -> None:
    assert len(WRITTEN) >= 250
    assert sum("de" in shop for shop, _, _ in WRITTEN) >= 100
