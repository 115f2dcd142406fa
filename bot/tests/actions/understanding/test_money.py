"""Amounts in a shopper's words."""

from decimal import Decimal

import pytest

from actions.understanding.money import Budget, parse, without_amounts


@pytest.mark.parametrize(
    ("text", "maximum"),
    [
        ("something blue under 20 pounds", "20"),
        ("max 30 quid", "30"),
        ("no more than twenty", "20"),
        ("up to £15.50 please", "15.50"),
        ("less than 20", "20"),
        ("nothing over 40", "40"),
        ("my budget is thirty five", "35"),
        ("a mug for a tenner", "10"),
        ("below a fiver", "5"),
        ("I have 50 quid", "50"),
        ("£25", "25"),
        ("25£", "25"),
        ("20 pounds max", "20"),
        ("30 or less", "30"),
        ("I can't spend more than 45", "45"),
        ("I don't want to spend more than £30", "30"),
        ("not above 1,200", "1200"),
        ("under a hundred", "100"),
        ("under two hundred pounds", "200"),
        ("15 quid tops", "15"),
        ("cheaper than 12.99", "12.99"),
    ],
)
def test_an_upper_limit_is_the_maximum(text: str, maximum: str) -> None:
    budget = parse(text)
    assert budget is not None
    assert (budget.minimum, budget.maximum) == (None, Decimal(maximum))


@pytest.mark.parametrize(
    ("text", "minimum", "maximum"),
    [
        ("£15–25", "15", "25"),
        ("between 10 and 20", "10", "20"),
        ("15 to 20 quid", "15", "20"),
        ("from £20 to £50", "20", "50"),
        ("between fifteen and twenty five pounds", "15", "25"),
        ("£30-20", "20", "30"),
    ],
)
def test_a_range_has_both_ends_in_order(text: str, minimum: str, maximum: str) -> None:
    budget = parse(text)
    assert budget is not None
    assert (budget.minimum, budget.maximum) == (Decimal(minimum), Decimal(maximum))


@pytest.mark.parametrize("text", ["over 30 pounds", "at least 30", "£30 or more", "30 quid upwards"])
def test_a_lower_limit_is_the_minimum(text: str) -> None:
    budget = parse(text)
    assert budget is not None
    assert (budget.minimum, budget.maximum) == (Decimal(30), None)


@pytest.mark.parametrize("text", ["around £25", "about 25 quid", "roughly 25", "25ish", "25 quid-ish"])
def test_about_leaves_a_fifth_of_room(text: str) -> None:
    assert parse(text) == Budget(maximum=Decimal(30))


@pytest.mark.parametrize(
    "text",
    [
        "a toy for a 3 year old",
        "under 5s",
        "something for my 12-year-old",
        "wellies size 10",
        "a pack of 4",
        "up to 3 months",
        "less than 30 cm wide",
        "between 2 and 4 years",
        "where is order HF-10023",
        "one of those",
        "the first two",
        "show me mugs",
        "",
    ],
)
def test_ages_lengths_counts_and_order_numbers_are_no_money(text: str) -> None:
    assert parse(text) is None


@pytest.mark.parametrize(
    ("text", "maximum"),
    [("20", "20"), ("twenty", "20"), ("maybe 35?", "35"), ("20-30", "30"), ("a hundred", "100")],
)
def test_a_bare_number_counts_when_an_amount_was_asked_for(text: str, maximum: str) -> None:
    budget = parse(text, bare=True)
    assert budget is not None
    assert budget.maximum == Decimal(maximum)


@pytest.mark.parametrize("text", ["I don't mind", "any", "you choose"])
def test_no_number_is_no_budget_even_when_asked(text: str) -> None:
    assert parse(text, bare=True) is None


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("something blue under 20 pounds", "something blue"),
        ("a mug for my dad, max 30 quid", "a mug for my dad"),
        ("green cushions", "green cushions"),
    ],
)
def test_what_is_left_without_the_amount_is_the_wish(text: str, left: str) -> None:
    assert without_amounts(text) == left
