"""The encoder and what the pipeline makes of it: pooling, nearness, and two outputs that agree."""

import os
from pathlib import Path

import numpy as np
import pytest

from components.embedding_gate import nearness
from components.encoder import Encoder, Encoding, encoder_fingerprint, encoder_folder, pool_tokens

FOLDER = encoder_folder()
needs_encoder = pytest.mark.skipif(
    not (FOLDER / "model.onnx").is_file(), reason=f"no exported encoder in {os.path.relpath(FOLDER)}"
)


def encoding(spans: list[tuple[int, int]]) -> Encoding:
    """An encoding whose piece number i has the vector (i, i)."""
    pieces = np.repeat(np.arange(len(spans), dtype=np.float32)[:, None], 2, axis=1)
    return Encoding(np.ones(2, dtype=np.float32), pieces, spans)


def test_a_token_is_the_mean_of_its_word_pieces() -> None:
    pieces = encoding([(0, 0), (0, 3), (3, 6), (7, 9), (0, 0)])
    pooled = pool_tokens(pieces, [(0, 6), (7, 9)])
    np.testing.assert_allclose(pooled, [[1.5, 1.5], [3.0, 3.0]])


def test_a_token_that_was_cut_off_is_zero_and_special_tokens_never_count() -> None:
    pooled = pool_tokens(encoding([(0, 0), (0, 3), (0, 0)]), [(0, 3), (10, 12)])
    np.testing.assert_allclose(pooled, [[1.0, 1.0], [0.0, 0.0]])


def test_nearness_is_the_cosine_of_the_closest_examples_within_0_and_1() -> None:
    examples = np.array([[1.0, 0.0], [0.0, 1.0], [-1.0, 0.0]], dtype=np.float32)
    here = np.array([1.0, 0.0], dtype=np.float32)
    assert nearness(here, examples, neighbours=1) == pytest.approx(1.0)
    assert nearness(here, examples, neighbours=2) == pytest.approx(0.5)
    assert nearness(here, examples[2:], neighbours=1) == 0.0


def test_a_missing_encoder_says_where_it_was_looked_for(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="RAPPORT_ENCODER"):
        Encoder(tmp_path)


@needs_encoder
def test_a_text_has_the_same_vector_alone_and_in_a_batch() -> None:
    encoder = Encoder(FOLDER)
    alone = encoder.encode(["a blue mug"])[0]
    padded = encoder.encode(["a blue mug", "a much longer sentence about something else entirely"])[0]
    np.testing.assert_allclose(alone.sentence, padded.sentence, atol=1e-4)
    np.testing.assert_allclose(alone.pieces, padded.pieces, atol=1e-3)
    assert alone.spans == padded.spans


@needs_encoder
def test_sentence_vectors_have_unit_length_and_follow_meaning() -> None:
    mug, cup, weather = (
        entry.sentence for entry in Encoder(FOLDER).encode(["a mug", "a cup", "will it rain"])
    )
    assert np.linalg.norm(mug) == pytest.approx(1.0, abs=1e-4)
    assert mug @ cup > mug @ weather


@needs_encoder
def test_a_fingerprint_is_of_the_files_alone() -> None:
    assert encoder_fingerprint(FOLDER) == encoder_fingerprint(FOLDER)
    assert len(encoder_fingerprint(FOLDER)) == 64
