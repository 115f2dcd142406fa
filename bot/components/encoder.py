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
    """One text: its unit sentence vector, and each word piece's vector and character span."""

    sentence: Floats  # (dimensions,)
    pieces: Floats  # (pieces, dimensions), special tokens included
    spans: list[tuple[int, int]]  # (start, end) in characters; special tokens are (0, 0)


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
        return [
            Encoding(sentence, vectors[:count], entry.offsets[:count])
            for sentence, vectors, entry, count in zip(
                sentences, pieces, encoded, mask.sum(axis=1), strict=True
            )
        ]


def pool_tokens(encoding: Encoding, tokens: list[tuple[int, int]]) -> Floats:
    """Mean of the word pieces that overlap each token's characters: (tokens, dimensions).

    A token without pieces (cut off, or made of characters that the encoder drops) is a row of zeros.
    """
    starts = np.array([start for start, _ in encoding.spans])
    ends = np.array([end for _, end in encoding.spans])
    pooled = np.zeros((len(tokens), encoding.pieces.shape[1]), dtype=np.float32)
    for row, (start, end) in enumerate(tokens):
        inside = (starts < end) & (ends > start)
        if inside.any():
            pooled[row] = encoding.pieces[inside].mean(axis=0)
    return pooled
