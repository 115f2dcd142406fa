"""What a shopper said, one wish a thing: each with its embedding where an encoder is at hand."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from core.interactions import Statement
from recommender.embeddings import Encoder
from recommender.query import Query


@dataclass(frozen=True)
class StatedPreference:
    """One thing that was said to be wanted or not; `vector` is its embedding where an encoder is at hand."""

    source: str
    statement: Statement | None
    vector: NDArray[np.float32] | None
    wanted: bool = True


def wishes(query: Query, encoder: Encoder | None) -> tuple[StatedPreference, ...]:
    """What the shopper said, each with its embedding; a refusal needs none, it is checked word by word."""
    said = [StatedPreference(text, None, None) for text in query.said_texts if text.strip()]
    stated = [
        StatedPreference(source(statement), statement, None, wanted=statement.wanted)
        for statement in query.statements
    ]
    preferences = [*stated, *said]
    asked = [wish for wish in preferences if wish.wanted]
    if encoder is None or not asked:
        return tuple(preferences)
    vectors = iter(encoder.encode([wish.source for wish in asked]))
    return tuple(replace(wish, vector=next(vectors)) if wish.wanted else wish for wish in preferences)


def source(statement: Statement) -> str:
    """The name of a statement as a source of a score, and what the encoder reads of it."""
    return f"{statement.attribute}: {statement.value}"
