"""A size that is asked for, and whether a range or a list has it."""

import pytest

from serving.product_questions.sizes import asked_size, has_size


@pytest.mark.parametrize(
    ("question", "sizes", "there"),
    [
        ("have you got them in a 6", "4–9", True),
        ("do you have it in a 22?", "8–20", False),
        ("does it come in a medium?", "S–XL", True),
        ("is it available in M", "Small, Medium, Large", True),
        ("got it in xxl?", "Small, Medium, Large", False),
        ("do you have a 32 waist", "28-36 waist", True),
        ("waist 38", "28-36 waist", False),
        ("would it fit a 3 year old", "1–4 years", True),
        ("ok for a five year old?", "1–4 years", False),
        ("he is 18 months", "1–4 years", True),
        ("for my newborn", "0–18 months", True),
        ("size 12 please", "10–3", True),
        ("size 6 please", "10–3", False),
        ("is it a king size", "double", False),
    ],
)
def test_a_size_inside_a_range_counts(question: str, sizes: str, there: bool) -> None:
    size = asked_size(question)
    assert size is not None
    assert has_size(sizes, size) is there


@pytest.mark.parametrize(
    ("question", "sizes"),
    [
        ("do you do size 6.5", "4–9"),
        ("do you have an odd one, size 9", "8–20"),
        ("in a european size 38?", "4–9"),
        ("in a medium?", "8–20"),
        ("for a 3 year old", "4–9"),
    ],
)
def test_what_a_range_does_not_say_is_not_claimed(question: str, sizes: str) -> None:
    size = asked_size(question)
    assert size is not None
    assert has_size(sizes, size) is None


@pytest.mark.parametrize(
    "question",
    [
        "do they come up small?",
        "how many in a set",
        "is it ok for a small dog",
        "in a 3 pack",
        "in 5 days",
        "",
    ],
)
def test_what_is_no_size_is_not_read_as_one(question: str) -> None:
    assert asked_size(question) is None
