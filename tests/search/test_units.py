"""A number and its unit are one, with a space between or without, in its usual spellings and sizes."""

import pytest

from search.units import quantities


@pytest.mark.parametrize(
    ("alike", "read"),
    [
        (("250ml", "250 ml", "250-ml", "250 millilitres", "25 cl", "0.25 l", "0,25 liter"), "250ml"),
        (("1l", "1 l", "one litre", "1 liter", "1000 ml", "100cl"), "1000ml"),
        (("half a litre", "half litre", "500ml"), "500ml"),
        (("26cm", "26 cm", "26-centimetre", "260 mm"), "260mm"),
        (('14"', "14 inch", "14-inch", "14 inches"), "14inch"),
        (("2kg", "2 kilos", "2000 g"), "2000g"),
        (("8x32", "8 × 32", "8 by 32"), "8x32"),
    ],
)
def test_spellings_of_a_quantity(alike: tuple[str, ...], read: str) -> None:
    for text in alike:
        assert quantities(f"a {text} thing")[1] == [read], text


@pytest.mark.parametrize("text", ["a5 notebook", "size m", "iphone 13 pro", "1,500 ml", "spf 50", "2 in 1"])
def test_what_is_none_stays(text: str) -> None:
    assert quantities(text) == (text, [])


def test_the_rest_is_kept() -> None:
    rest, read = quantities("blue 1 l jar")
    assert (rest.split(), read) == (["blue", "jar"], ["1000ml"])
