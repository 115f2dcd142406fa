import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from recommender.embeddings import OnnxEncoder, RememberingEncoder
from recommender.export import default_model, export
from tests.recommender.shop import WordEncoder

TEXTS = ["A rain jacket for toddlers, not pink", "", "Harbour mug " * 300, "Ünïcödé – 日本語"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("encoder") / "minilm"
    export(str(default_model()), folder)
    return folder


def test_same_vectors_as_sentence_transformers(folder: Path) -> None:
    from sentence_transformers import SentenceTransformer

    original = SentenceTransformer(str(default_model()), device="cpu")
    expected = original.encode(TEXTS, normalize_embeddings=True, show_progress_bar=False)
    vectors = OnnxEncoder(folder).encode(TEXTS)
    assert vectors.dtype == np.float32
    assert (vectors * expected).sum(axis=1).min() >= 0.9999


def test_the_words_of_its_language_are_known(folder: Path) -> None:
    lexicon = OnnxEncoder(folder).lexicon
    assert {"jacket", "wine", "thirty"} <= lexicon
    assert not {"umbrela", "tshirt", "##ing", "[CLS]"} & lexicon


def test_tokens_and_sentence_are_both_there(folder: Path) -> None:
    import onnxruntime

    session = onnxruntime.InferenceSession(str(folder / "model.onnx"), providers=["CPUExecutionProvider"])
    ids = np.array([[101, 7592, 102], [101, 2088, 102]])
    feed = {
        model_input.name: ids if model_input.name == "input_ids" else np.ones_like(ids)
        for model_input in session.get_inputs()
    }
    tokens, sentences = session.run(["token_embeddings", "sentence_embedding"], feed)
    assert tokens.shape == (2, 3, 384)
    np.testing.assert_allclose(np.linalg.norm(sentences, axis=1), 1.0, atol=1e-5)


def test_manifest_and_nothing_left_over(folder: Path) -> None:
    manifest = json.loads((folder / "manifest.json").read_text())
    assert manifest["dimension"] == 384
    assert manifest["identity"].startswith("all-MiniLM-L6-v2@")
    assert {path.name for path in folder.iterdir()} == {"model.onnx", "tokenizer.json", "manifest.json"}
    assert [path.name for path in folder.parent.iterdir()] == ["minilm"]


def test_order_and_batch_do_not_matter(folder: Path) -> None:
    encoder = OnnxEncoder(folder, threads=1)
    texts = [f"{'very ' * (number % 7)}small product {number}" for number in range(70)]
    np.testing.assert_allclose(encoder.encode(texts)[::-1], encoder.encode(texts[::-1]), atol=1e-5)
    assert encoder.encode([]).shape == (0, 384)


def test_an_incomplete_folder_says_what_is_missing(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "manifest.json").write_text((folder / "manifest.json").read_text())
    with pytest.raises(FileNotFoundError, match=r"tokenizer\.json is missing"):
        OnnxEncoder(tmp_path)


class Counting(WordEncoder):
    def __init__(self) -> None:
        self.read: list[str] = []

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self.read += texts
        return super().encode(texts)


def test_remembers_what_it_has_read() -> None:
    counting = Counting()
    encoder = RememberingEncoder(counting, size=2)
    first = encoder.encode(["a blue mug", "a pot", "a blue mug"])
    np.testing.assert_array_equal(first[0], first[2])
    encoder.encode(["a pot"])
    assert counting.read == ["a blue mug", "a pot"]
    encoder.encode(["a kettle"])
    encoder.encode(["a blue mug"])
    assert counting.read == ["a blue mug", "a pot", "a kettle", "a blue mug"]
    assert encoder.encode([]).shape == (0, 64)
    assert (encoder.identity, encoder.dimension) == ("words", 64)


def test_serving_never_imports_torch() -> None:
    serving = (
        "import recommender, recommender.models, recommender.segments, recommender.intent, serving.answers"
    )
    check = f"{serving}; import sys; sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", check], check=False).returncode == 0
