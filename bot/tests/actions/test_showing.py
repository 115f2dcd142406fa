"""The chips of a search, and the search after one is taken off."""

from dataclasses import replace
from decimal import Decimal

import pytest

from actions.buttons import is_payload
from actions.dialogue import Search
from actions.showing import chips, without_part
from actions.understanding.wishes import Wish

SEARCH = Search(
    "mug",
    wishes=(Wish("colour", "blue"), Wish("material", "wool", wanted=False)),
    minimum=Decimal(5),
    maximum=Decimal(20),
)


def test_each_part_of_a_search_is_a_chip_that_can_be_taken_off() -> None:
    assert [chip["title"] for chip in chips(SEARCH)] == ["mug", "blue", "not wool", "from £5", "up to £20"]
    assert all(is_payload(chip["payload"]) for chip in chips(SEARCH))
    assert chips(None) == []


@pytest.mark.parametrize(
    ("part", "left"),
    [
        ("words", replace(SEARCH, words="")),
        ("minimum", replace(SEARCH, minimum=None)),
        ("maximum", replace(SEARCH, maximum=None)),
        ("colour:blue", replace(SEARCH, wishes=SEARCH.wishes[1:])),
        ("colour:red", SEARCH),
    ],
)
def test_a_part_that_is_taken_off_is_gone_and_the_rest_stays(part: str, left: Search) -> None:
    assert without_part(SEARCH, part) == left
