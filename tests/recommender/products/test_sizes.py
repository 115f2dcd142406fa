"""Sizes as products and shoppers write them."""

import pytest

from recommender.products.sizes import Size


@pytest.mark.parametrize(
    ("own", "asked"),
    [
        ("8–20", "14"),
        ("8-20", "8"),
        ("S–XXL", "L"),
        ("S to XL", "large"),
        ("S–4XL", "2XL"),
        ("1–4 years", "3 years"),
        ("0–18 months", "1 year"),
        ("10–3", "11"),
        ("10–3", "2"),
        ("UK 10", "10"),
    ],
)
def test_a_range_has_what_lies_within(own: str, asked: str) -> None:
    size, wanted = Size.of(own), Size.of(asked)
    assert size is not None
    assert wanted is not None
    assert size.has(wanted)


@pytest.mark.parametrize(
    ("own", "asked"),
    [("8–20", "22"), ("8–20", "L"), ("8–20", "10 years"), ("S–L", "XL"), ("10–3", "5"), ("4–9", "40")],
)
def test_and_not_what_lies_outside(own: str, asked: str) -> None:
    size, wanted = Size.of(own), Size.of(asked)
    assert size is not None
    assert wanted is not None
    assert not size.has(wanted)


@pytest.mark.parametrize("text", ["double", "one size", "", "14 x 20", "S–20", "x" * 10_000])
def test_what_is_no_size(text: str) -> None:
    assert Size.of(text) is None
