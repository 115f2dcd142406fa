"""The dialogue in Rasa's slot: what goes in comes out."""

import json
from decimal import Decimal

from actions.dialogue import MOST_SEEN, Dialogue, Search
from actions.understanding.wishes import Wish
from tests.talking import showing

SEARCH = Search(
    "mug",
    wishes=(Wish("colour", "blue"), Wish("material", "wool", wanted=False)),
    minimum=Decimal("5"),
    maximum=Decimal("20.50"),
    like="mug-red",
    cheapest=True,
    seen=("a", "b"),
)


def test_it_comes_out_of_the_slot_as_it_went_in() -> None:
    dialogue = showing("mug-blue", "rug", focus="rug", search=SEARCH, offer="more", asked="whom", unhelpful=1)
    assert Dialogue.from_slot(json.loads(json.dumps(dialogue.to_slot()))) == dialogue


def test_an_empty_slot_is_a_dialogue_that_begins() -> None:
    assert Dialogue.from_slot(None) == Dialogue()


def test_a_query_names_what_is_looked_for_and_for_whom_and_nothing_that_is_refused() -> None:
    assert SEARCH.query == "mug"
    assert Search(wishes=(Wish("colour", "blue"), Wish("material", "wool", wanted=False))).query == "blue"
    assert Search("gift", wishes=(Wish("for", "dad"),)).query == "gift for dad"


def test_what_was_seen_is_remembered_in_its_order_and_not_for_ever() -> None:
    search = Search(seen=tuple(str(number) for number in range(MOST_SEEN))).showing(["new"])
    assert search.seen[-1] == "new"
    assert len(search.seen) == MOST_SEEN
