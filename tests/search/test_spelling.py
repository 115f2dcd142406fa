"""A slip is mended where a known word is close enough, and left alone where none is."""

import pytest

from search.spelling import mended

KNOWN = dict.fromkeys(
    ("umbrella", "kettle", "jacket", "jackal", "thirty", "watering", "twelve", "teapot"), 0.0
)


@pytest.mark.parametrize(
    ("slip", "meant"),
    [
        ("umbrela", "umbrella"),
        ("kettel", "kettle"),
        ("jackett", "jacket"),
        ("teepot", "teapot"),
        ("wateribg", "watering"),
        ("ekttle", "kettle"),
        ("wumbrella", ""),
        ("ketchup", ""),
        ("tshirt", ""),
        ("jac", ""),
        ("s" * 1_000, ""),
    ],
)
def test_a_slip_of_the_finger(slip: str, meant: str) -> None:
    assert mended(slip, KNOWN) == meant


def test_of_two_as_near_the_likelier_is_meant() -> None:
    assert mended("coner", {"corner": 0.0, "cover": 0.7}) == "cover"
    assert mended("coner", {"corner": 0.7, "cover": 0.0}) == "corner"


def test_an_easy_slip_is_likelier_than_another() -> None:
    assert mended("coper", {"copper": 0.0, "cover": 0.3}) == "copper"


def test_nothing_is_mended_where_nothing_is_known() -> None:
    assert mended("umbrela", {}) == ""
