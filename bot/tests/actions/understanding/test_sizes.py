"""Sizes with their kind."""

import pytest

from actions.understanding.sizes import sizes


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("im a size 6 shoe", ["shoe size 6"]),
        ("size six shoes please", ["shoe size 6"]),
        ("my shoe size is 6", ["shoe size 6"]),
        ("Schuhgröße 42", ["shoe size 42"]),
        ("size 14", ["size 14"]),
        ("in my size, 16", ["size 16"]),
        ("im a woman size 14", ["size 14"]),
        ("im a 14", ["size 14"]),
        ("she takes a 12", ["size 12"]),
        ("UK 10", ["size 10"]),
        ("size UK 10", ["size 10"]),
        ("EU 38", ["size EU 38"]),
        ("Größe 38", ["size 38"]),
        ("size large", ["size L"]),
        ("in large please", ["size L"]),
        ("size M", ["size M"]),
        ("XL", ["size XL"]),
        ("2XL", ["size XXL"]),
        ("extra large", []),
        ("size extra large", ["size XL"]),
        ("age 5", ["size 5 years"]),
        ("aged 18 months", ["size 18 months"]),
        ("waist 32", ["waist 32"]),
        ("32 waist", ["waist 32"]),
        ("5.5 is too small, size 6.5 shoes", ["shoe size 6.5"]),
        ("a large mug", []),
        ("I have 2 dogs", []),
        ("14", []),
        ("my nephew is 7", []),
        ("20 pounds", []),
        ("size does not matter", []),
        ("a 5 pound note", []),
    ],
)
def test_a_size_is_read_with_its_kind(text: str, expected: list[str]) -> None:
    assert [f"{size.attribute} {size.value}" for size in sizes(text)] == expected
