"""A slip is mended where a known word is close enough, and left alone where none is."""

import pytest

from search.spelling import mended

KNOWN = ("umbrella", "kettle", "jacket", "jackal")


@pytest.mark.parametrize(
    ("slip", "meant"),
    [
        ("umbrela", "umbrella"),
        ("kettel", "kettle"),
        ("jackett", "jacket"),
        ("wumbrella", ""),
        ("ketchup", ""),
    ],
)
def test_a_slip_of_the_finger(slip: str, meant: str) -> None:
    assert mended(slip, KNOWN) == meant


def test_nothing_is_mended_where_nothing_is_known() -> None:
    assert mended("umbrela", ()) == ""
