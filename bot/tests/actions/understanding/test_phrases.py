"""Phrases of a list in a text."""

from actions.understanding.phrases import Phrases
from actions.understanding.tokens import tokens

LISTED = Phrases.of("not|not only|sick of\nanything but")


def test_the_longest_that_begins_or_ends_at_a_place() -> None:
    read = tokens("I am not only sick of it")
    assert LISTED.starting(read, 2) == 2
    assert LISTED.ending(read, 6) == 2
    assert LISTED.starting(read, 0) == 0
    assert LISTED.anywhere(read)
    assert not LISTED.anywhere(tokens("blue"))
