"""What may be recorded of a message: what it states of the shopper, and nothing else.

A question states nothing, nor does a joke, a doubt, a condition, or the taste of another person; of that only
for whom something is looked for is the shopper's own statement.
"""

from __future__ import annotations

import re
import sys
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field

from actions.understanding.lists import text, words
from actions.understanding.message import Message
from actions.understanding.money import Budget
from actions.understanding.people import SELF
from actions.understanding.phrases import Phrases
from actions.understanding.tokens import Token, tokens
from actions.understanding.wishes import Wish

_SENTENCE = re.compile(r"[^.!?;\n]+[.!?;\n]*")
_DECIMAL_END = re.compile(r"\d[.]\Z")
_GREETING = words("statements", "greeting")
_ASKS = Phrases.of(text("statements", "asks"))
_UNSURE = Phrases.of(text("statements", "unsure"))
_JOKES = Phrases.of(
    "jk|j/k|just kidding|kidding|joking|only joking|just joking|haha jk|not really|as if|war nur spaß|scherz"
)


@dataclass(frozen=True)
class Stated:
    """What a message states of the shopper."""

    wishes: tuple[Wish, ...] = ()
    budget: Budget = field(default_factory=Budget)

    def __bool__(self) -> bool:
        """Whether it states anything."""
        return bool(self.wishes) or bool(self.budget)


def states(message: Message) -> Stated:
    """What may be recorded of a message."""
    if not (message.wishes or message.budget) or _JOKES.anywhere(tokens(message.text)):
        return Stated()
    doubtful = list(_doubtful(message.text))
    wishes = tuple(wish for wish in message.wishes if wish.about == SELF and not _within(wish.said, doubtful))
    budget = message.budget
    sure = not any(_within(span, doubtful) for span in budget.spans)
    return Stated(wishes, budget if sure else Budget())


def is_question(words: list[Token]) -> bool:
    """Whether a sentence asks: by its mark, or by how it begins."""
    if words and words[-1].text == "?":
        return True
    start = 0
    while start < len(words) and (words[start].text in _GREETING or not words[start].is_word):
        start += 1
    return _ASKS.starting(words, start) > 0 and [word.text for word in words[start : start + 2]] != [
        "do",
        "not",
    ]


def _doubtful(text: str) -> Iterator[tuple[int, int]]:
    """The characters of the sentences that state nothing."""
    for start, end in _sentences(text):
        words = tokens(text[start:end])
        unsure = next((word.start for at, word in enumerate(words) if _UNSURE.starting(words, at)), None)
        if is_question(words):
            yield start, end
        elif unsure is not None:
            yield start + unsure, end


def _sentences(text: str) -> Iterator[tuple[int, int]]:
    """Where each begins and ends; the point of "12.50" ends none."""
    start = 0
    for match in _SENTENCE.finditer(text):
        ends = text[match.start() : match.end()]
        number = _DECIMAL_END.search(ends) and text[match.end() : match.end() + 1].isdecimal()
        if not number:
            yield start, match.end()
            start = match.end()
    if start < len(text):
        yield start, len(text)


def _within(span: tuple[int, int], places: list[tuple[int, int]]) -> bool:
    last = span[1] - 1  # "wool? it makes me itch" is said where it ends
    at = bisect_right(places, (last, sys.maxsize)) - 1
    return at >= 0 and last < places[at][1]
