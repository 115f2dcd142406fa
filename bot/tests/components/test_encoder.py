"""The encoder: its two outputs, alone and in a batch."""

import os
from pathlib import Path

import numpy as np
import pytest

from components.encoder import Encoder, encoder_fingerprint, encoder_folder

FOLDER = encoder_folder()
needs_encoder = pytest.mark.skipif(
    not (FOLDER / "model.onnx").is_file(), reason=f"no exported encoder in {os.path.relpath(FOLDER)}"
)


def test_a_missing_encoder_says_where_it_was_looked_for(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="RAPPORT_ENCODER"):
        Encoder(tmp_path)


@needs_encoder
def test_a_text_has_the_same_vector_alone_and_in_a_batch() -> None:
    encoder = Encoder(FOLDER)
    alone = encoder.encode(["a blue mug"])[0]
    padded = encoder.encode(["a blue mug", "a much longer sentence about something else entirely"])[0]
    np.testing.assert_allclose(alone.sentence, padded.sentence, atol=1e-4)
    np.testing.assert_allclose(alone.opening, padded.opening, atol=1e-3)


@needs_encoder
def test_many_texts_keep_their_order() -> None:
    encoder, texts = Encoder(FOLDER), ["a much longer sentence about a mug", "a mug", "", "the mug"]
    many = encoder.encode_all(texts, batch=2)
    for text, encoding in zip(texts, many, strict=True):
        np.testing.assert_allclose(encoding.sentence, encoder.encode([text])[0].sentence, atol=1e-4)


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
