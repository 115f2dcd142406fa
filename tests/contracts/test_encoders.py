"""One suite for every encoder: what searches, wishes and the content of products rely on.

The assistant's is tried in its own Python too (`bot/tests/components/test_encoder.py`); the tests' stand-ins
keep to the same, or a test that passes with them would say little.
"""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from benchmarks.freshness import HashedWords
from bot.components.encoder import Encoder as PiecewiseEncoder
from recommender import Encoder, OnnxEncoder, RememberingEncoder
from tests import shop
from tests.contracts.test_scorers import Compass
from tests.recommender import shop as small_shop

TEXTS = [
    "A blue rain jacket, not pink",
    "",
    " \t\n",
    "MUG",
    "Ünïcödé – 日本語 – العربية",
    "e\u0301 \u202e \u200d \ufeff \x00",
    "👩‍👩‍👧 🇳🇴 𝔪𝔲𝔤",
    "?!…",
    "7" * 300,
]
LONG = "a very long question about a harbour mug " * 2_500


class OfTheAssistant:
    """The assistant's encoder asked for sentences only."""

    dimension = 384
    identity = "the assistant's"

    def __init__(self, folder: Path) -> None:
        self._encoder = PiecewiseEncoder(folder)

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        sentences = [encoding.sentence for encoding in self._encoder.encode(list(texts))]
        return np.array(sentences, dtype=np.float32).reshape(len(texts), self.dimension)


MAKE: dict[str, Callable[[Path], Encoder]] = {
    "serving": OnnxEncoder,
    "serving, with threads": lambda folder: OnnxEncoder(folder, threads=2),
    "remembering": lambda folder: RememberingEncoder(OnnxEncoder(folder)),
    "forgetting": lambda folder: RememberingEncoder(OnnxEncoder(folder), size=1),
    "the assistant's": OfTheAssistant,
    "the tests' words": lambda _: shop.WordEncoder(),
    "the recommender's words": lambda _: small_shop.WordEncoder(),
    "the scorers' compass": lambda _: Compass(),
    "the benchmarks' words": lambda _: HashedWords(),
}


@pytest.fixture(scope="module", params=MAKE)
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def folder(encoder: Path) -> Path:
    """Where the exported one lies."""
    return encoder


@pytest.fixture(scope="module")
def reader(kind: str, folder: Path) -> Encoder:
    """An encoder of that kind."""
    return MAKE[kind](folder)


def test_one_vector_for_each_text(reader: Encoder) -> None:
    vectors = reader.encode(TEXTS)
    assert vectors.shape == (len(TEXTS), reader.dimension)
    assert vectors.dtype == np.float32


def test_every_vector_is_of_unit_length(reader: Encoder) -> None:
    np.testing.assert_allclose(np.linalg.norm(reader.encode(TEXTS), axis=1), 1.0, atol=1e-5)


def test_no_texts_no_vectors(reader: Encoder) -> None:
    vectors = reader.encode([])
    assert vectors.shape == (0, reader.dimension)
    assert vectors.dtype == np.float32


def test_a_very_long_text_is_read_as_any_other(reader: Encoder) -> None:
    alone, beside_others = reader.encode([LONG]), reader.encode([LONG, "mug"])
    assert np.linalg.norm(alone) == pytest.approx(1.0, abs=1e-5)
    np.testing.assert_allclose(beside_others[:1], alone, atol=1e-4)


def test_a_batch_is_as_one_by_one(reader: Encoder) -> None:
    batch = [f"{'very ' * (number % 7)}small product {number}" for number in range(70)] + TEXTS
    alone = np.concatenate([reader.encode([text]) for text in batch])
    np.testing.assert_allclose(reader.encode(batch), alone, atol=1e-4)


def test_the_order_is_that_of_the_texts(reader: Encoder) -> None:
    np.testing.assert_allclose(reader.encode(TEXTS[::-1])[::-1], reader.encode(TEXTS), atol=1e-4)


def test_the_same_text_twice_is_the_same_vector_twice(reader: Encoder) -> None:
    first, _, second = reader.encode(["a blue mug", "", "a blue mug"])
    np.testing.assert_array_equal(first, second)
    np.testing.assert_array_equal(reader.encode(TEXTS), reader.encode(TEXTS))


def test_another_encoder_of_the_same_weights_is_the_same(kind: str, folder: Path, reader: Encoder) -> None:
    twin = MAKE[kind](folder)
    assert (twin.identity, twin.dimension) == (reader.identity, reader.dimension)
    assert reader.identity
    np.testing.assert_array_equal(twin.encode(TEXTS), reader.encode(TEXTS))


def test_what_a_caller_does_to_the_vectors_stays_with_the_caller(reader: Encoder) -> None:
    texts = list(TEXTS)
    before = reader.encode(texts)
    taken = reader.encode(texts)
    taken[:] = 0.0
    np.testing.assert_array_equal(reader.encode(tuple(texts)), before)
    assert texts == TEXTS


def test_threads_that_ask_at_once_get_each_their_own(reader: Encoder) -> None:
    expected = reader.encode(TEXTS)
    with ThreadPoolExecutor(4) as threads:
        answers = threads.map(lambda row: reader.encode([TEXTS[row % len(TEXTS)]])[0], range(40))
        for row, vector in enumerate(answers):
            np.testing.assert_allclose(vector, expected[row % len(TEXTS)], atol=1e-4)
