"""Sentence embeddings at serving time: an exported encoder run by onnxruntime, without torch."""

import json
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from typing import Protocol

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from tokenizers import Tokenizer

BATCH = 32
MODEL, TOKENIZER, MANIFEST = "model.onnx", "tokenizer.json", "manifest.json"


class Encoder(Protocol):
    """Turns texts into unit vectors; `identity` names the weights, so that vectors of two are never mixed."""

    @property
    def dimension(self) -> int:
        """Numbers in a vector."""
        ...

    @property
    def identity(self) -> str:
        """Name and checksum of the weights."""
        ...

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """One unit vector for each text: (n, d)."""
        ...


PACKAGED = "all-MiniLM-L6-v2"
"""How the identity of the packaged encoder begins, which knows English alone."""


def knows_language(encoder: Encoder, language: str) -> bool:
    """Whether an encoder knows a language (ISO 639-1); a shop's own one is taken to know the shop's."""
    return language == "en" or encoder.identity.partition("@")[0] != PACKAGED


class DamagedEncoder(ValueError):
    """A file of the exported encoder cannot be read; the message names it."""


class OnnxEncoder:
    """The encoder that `recommender.export` wrote into a folder."""

    def __init__(self, folder: Path, *, threads: int = 1) -> None:
        """Load `folder`; FileNotFoundError where a file is missing, DamagedEncoder where one is broken.

        More threads help with many texts at once, not with one.
        """
        with _whole(folder / MANIFEST) as path:
            manifest = json.loads(path.read_text(encoding="utf-8"))
            self.dimension: int = int(manifest["dimension"])
            self.identity: str = str(manifest["identity"])
            length, padding = (
                int(manifest["max_length"]),
                (int(manifest["pad_id"]), str(manifest["pad_token"])),
            )
        with _whole(folder / TOKENIZER) as path:
            self._tokenizer = Tokenizer.from_file(str(path))
            self._tokenizer.enable_truncation(max_length=length)
            self._tokenizer.enable_padding(pad_id=padding[0], pad_token=padding[1])
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads, options.inter_op_num_threads = threads, 1
        # Threads that look for the next text in a loop take the core from who answers: four times the CPU.
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        with _whole(folder / MODEL) as path:
            self._session = onnxruntime.InferenceSession(
                str(path), options, providers=["CPUExecutionProvider"]
            )
        self._inputs = [node.name for node in self._session.get_inputs()]

    @property
    def lexicon(self) -> frozenset[str]:
        """The words that the model knows whole, in small letters: some twenty thousand of its language."""
        pieces = self._tokenizer.get_vocab()
        return frozenset(word for piece in pieces if (word := piece.lstrip("▁Ġ").lower()).isalpha())

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Unit vectors (n, d); texts past the model's length are cut."""
        vectors = np.zeros((len(texts), self.dimension), dtype=np.float32)
        by_length = sorted(range(len(texts)), key=lambda row: len(texts[row]))  # little padding
        for start in range(0, len(texts), BATCH):
            rows = by_length[start : start + BATCH]
            vectors[rows] = self._encode([texts[row] for row in rows])
        return vectors

    def _encode(self, texts: list[str]) -> NDArray[np.float32]:
        encodings = self._tokenizer.encode_batch(texts)
        fields = {
            "input_ids": [encoding.ids for encoding in encodings],
            "attention_mask": [encoding.attention_mask for encoding in encodings],
            "token_type_ids": [encoding.type_ids for encoding in encodings],
        }
        feed = {name: np.array(fields[name], dtype=np.int64) for name in self._inputs}
        return np.asarray(self._session.run(["sentence_embedding"], feed)[0], dtype=np.float32)


class RememberingEncoder:
    """An encoder that keeps the vectors of the last texts: what was said does not change between clicks."""

    def __init__(self, encoder: Encoder, *, size: int = 4096) -> None:
        self.behind = encoder
        self._size = size
        self._vectors: OrderedDict[str, NDArray[np.float32]] = OrderedDict()
        self._lock = Lock()

    @property
    def dimension(self) -> int:
        """As the encoder behind it."""
        return self.behind.dimension

    @property
    def identity(self) -> str:
        """As the encoder behind it."""
        return self.behind.identity

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Unit vectors (n, d), computed once for each distinct text."""
        with self._lock:
            known = {text: self._vectors[text] for text in texts if text in self._vectors}
        missing = [text for text in dict.fromkeys(texts) if text not in known]
        if missing:
            known |= dict(zip(missing, self.behind.encode(missing), strict=True))
        with self._lock:
            self._vectors.update(known)
            for text in known:
                self._vectors.move_to_end(text)
            while len(self._vectors) > self._size:
                self._vectors.popitem(last=False)
        return np.array([known[text] for text in texts], dtype=np.float32).reshape(len(texts), self.dimension)


@contextmanager
def _whole(path: Path) -> Iterator[Path]:
    """A file that is there and, whatever reads it in the block, can be read."""
    if not path.is_file():
        raise FileNotFoundError(f"{path.name} is missing in {path.parent}; export the encoder again")
    try:
        yield path
    except (
        Exception
    ) as error:  # tokenizers raises nothing narrower, and onnxruntime's errors have no other root
        raise DamagedEncoder(f"{path} is damaged") from error
