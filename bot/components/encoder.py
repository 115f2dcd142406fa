"""The exported sentence encoder (tokenizer.json + model.onnx) behind one call: texts in, vectors out."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from tokenizers import Tokenizer

Floats = NDArray[np.float32]

DEFAULT_FOLDER = Path(__file__).resolve().parents[2] / "var" / "encoder"
MAX_PIECES = 128  # a chat message is at most 1,000 characters; the rest would not change what it asks


def encoder_folder() -> Path:
    """Where `rapport` exported the encoder: RAPPORT_ENCODER, else `var/encoder` of the checkout."""
    return Path(os.environ.get("RAPPORT_ENCODER", DEFAULT_FOLDER))


def encoder_fingerprint(folder: Path) -> str:
    """SHA-256 over tokenizer and weights: another encoder means another training."""
    digest = hashlib.sha256()
    for name in ("tokenizer.json", "model.onnx"):
        digest.update((folder / name).read_bytes())
    return digest.hexdigest()


@dataclass(frozen=True)
class Encoding:
    """One text: its unit sentence vector, and the unit vector of the word piece that it opens with.

    How a message opens ("is it", "add", "the second") says much of what is asked for, and is lost in the mean
    of all words that the sentence vector is.
    """

    sentence: Floats  # (dimensions,)
    opening: Floats  # (dimensions,)


class Encoder:
    """An onnxruntime session with its tokenizer; threads are few, since Rasa is one process of several."""

    def __init__(self, folder: Path, *, threads: int = 1) -> None:
        if not (folder / "model.onnx").is_file():
            raise FileNotFoundError(
                f"No encoder in {folder}: export it first, or point RAPPORT_ENCODER at the folder"
            )
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        self._session = onnxruntime.InferenceSession(
            str(folder / "model.onnx"), options, providers=["CPUExecutionProvider"]
        )
        self._inputs = [entry.name for entry in self._session.get_inputs()]
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.enable_truncation(MAX_PIECES)
        self._tokenizer.enable_padding()

    def encode(self, texts: list[str]) -> list[Encoding]:
        """Encode one batch; the result has the order of `texts`."""
        if not texts:  # the graph wants at least one row
            return []
        encoded = self._tokenizer.encode_batch(texts)
        mask = np.array([entry.attention_mask for entry in encoded], dtype=np.int64)
        ids = np.array([entry.ids for entry in encoded], dtype=np.int64)
        feeds = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
        pieces, sentences = self._session.run(
            ["token_embeddings", "sentence_embedding"], {name: feeds[name] for name in self._inputs}
        )
        # The first piece is the tokenizer's own mark; where a text has none, what follows closes it.
        openings = pieces[:, min(1, pieces.shape[1] - 1)]
        return [
            Encoding(sentence, opening)
            for sentence, opening in zip(_unit(sentences), _unit(openings), strict=True)
        ]

    def encode_all(self, texts: list[str], *, batch: int = 64) -> list[Encoding]:
        """As `encode`, for any number of texts: those of like length go together, which saves padding."""
        order = sorted(range(len(texts)), key=lambda at: len(texts[at]))
        encodings: dict[int, Encoding] = {}
        for start in range(0, len(order), batch):
            rows = order[start : start + batch]
            encodings |= zip(rows, self.encode([texts[at] for at in rows]), strict=True)
        return [encodings[at] for at in range(len(texts))]


def _unit(rows: Floats) -> Floats:
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.asarray(rows / np.maximum(lengths, np.finfo(np.float32).tiny), dtype=np.float32)
