"""What a product's texts say, sentence by sentence, in the shop's own words."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from core.products import Product
from search import words
from serving.product_questions.cues import CUES

MOST = 60
"""Sentences of one product that are read; what comes after them is not quoted."""
LONGEST = 400
"""Characters of a sentence; a longer one is cut between words."""
_END = re.compile(r"(?<=[.!?])[\"'”’)]?\s+(?=[\"'“‘(]?[A-Z0-9])|[\r\n]+\s*")
_CLAUSE = re.compile(r"[;:]\s|\s[–—-]\s|,\s")
_REVIEWS = frozenset({"review", "reviews"})


class AnswerSource(StrEnum):
    """Where the words of an answer stand."""

    TITLE = "title"
    DESCRIPTION = "description"
    ATTRIBUTE = "attribute"
    VARIANTS = "variants"
    REVIEWS = "reviews"
    PRICE = "price"
    STOCK = "stock"


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence as it is written, and what is read of it once."""

    text: str
    source: AnswerSource
    stems: frozenset[str]
    cues: frozenset[str]
    """The topics of which it can say something by its form."""

    @classmethod
    def of(cls, text: str, source: AnswerSource) -> "Sentence":
        """Read a sentence."""
        cues = frozenset(topic for topic, cue in CUES.items() if cue.search(text))
        return cls(text, source, frozenset(words(text)), cues)

    @property
    def clauses(self) -> list[str]:
        """Its parts between commas, semicolons, colons and dashes."""
        return [part for part in _CLAUSE.split(self.text) if part]


def sentences(product: Product) -> list[Sentence]:
    """The title, the sentences of the description, and of reviews where an attribute holds them."""
    return [Sentence.of(text, source) for source, body in _bodies(product) for text in _split(body) if text][
        :MOST
    ]


def _bodies(product: Product) -> Iterator[tuple[AnswerSource, str]]:
    yield AnswerSource.TITLE, product.title
    yield AnswerSource.DESCRIPTION, product.description
    for name, value in product.attributes.items():
        if name.lower() in _REVIEWS:
            yield AnswerSource.REVIEWS, value


def _split(body: str) -> Iterator[str]:
    for sentence in _END.split(body):
        rest = sentence.strip()
        while len(rest) > LONGEST:
            at = rest.rfind(" ", 0, LONGEST)
            at = at if at > 0 else LONGEST
            yield rest[:at]
            rest = rest[at:].strip()
        yield rest
