"""What a text means: the meaning of the nearest example, where one is near enough, and how sure that is."""

from collections.abc import Sequence
from datetime import UTC, datetime

import numpy as np
import pytest
from numpy.typing import NDArray

from feedback.labelling import EXAMPLES, NOT_WANTED
from feedback.labelling.understanding import Understanding
from feedback.reasons import Effect, Reason
from feedback.tables import SurveyResponse

NEAREST = EXAMPLES[Reason.STOCK][0]


def encoder(similarity: float) -> Understanding:
    """An encoder for which every text is so like one example, and unlike all the others."""

    def encode(texts: Sequence[str]) -> NDArray[np.float32]:
        vectors = np.zeros((len(texts), 2), dtype=np.float32)
        for row, text in enumerate(texts):
            if text == NEAREST:
                vectors[row] = (1.0, 0.0)
            elif text.startswith("said"):
                vectors[row] = (similarity, 0.0)
            else:
                vectors[row] = (-1.0, 0.0)
        return vectors

    return Understanding(encode)


def response(reason: Reason, text: str = "") -> SurveyResponse:
    return SurveyResponse(
        response_id="r",
        shopper_id="s",
        session_id="s",
        survey="exit_intent",
        version=1,
        reason=reason,
        text=text,
        answered_at=datetime(2026, 3, 1, tzinfo=UTC),
    )


@pytest.mark.parametrize(
    ("similarity", "understood"),
    [
        (1.0, (Reason.STOCK, Effect.KEEP, 1.0, "encoder")),
        (0.75, (Reason.STOCK, Effect.KEEP, 0.75, "encoder")),
        (0.5, (Reason.STOCK, Effect.KEEP, 0.5, "encoder")),
        (0.25, (Reason.OTHER, Effect.KEEP, 0.75, "encoder")),
        (0.0, (Reason.OTHER, Effect.KEEP, 1.0, "encoder")),
    ],
)
def test_the_nearest_example_says_it_where_it_is_near_enough(
    similarity: float, understood: tuple[object, ...]
) -> None:
    assert encoder(similarity)(response(Reason.OTHER, "said something")) == understood


@pytest.mark.parametrize("reason", [reason for reason in Reason if reason is not Reason.OTHER])
def test_what_was_chosen_is_certain_whatever_was_written(reason: Reason) -> None:
    label = encoder(1.0)(response(reason, "said something else"))
    assert (label[0], label[2], label[3]) == (reason, 1.0, "choice")


def test_who_says_nothing_says_nothing() -> None:
    assert encoder(1.0)(response(Reason.OTHER)) == (Reason.OTHER, Effect.KEEP, 1.0, "choice")


def test_a_sentence_against_the_product_is_against_it() -> None:
    def encode(texts: Sequence[str]) -> NDArray[np.float32]:
        return np.array([[1.0 if text in (*NOT_WANTED, "no") else 0.0] for text in texts], dtype=np.float32)

    assert Understanding(encode)(response(Reason.OTHER, "no")) == (
        Reason.OTHER,
        Effect.NEGATIVE,
        1.0,
        "encoder",
    )
