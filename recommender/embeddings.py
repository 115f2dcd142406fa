"""Sentence embeddings at serving time: an exported encoder run by onnxruntime, without torch."""

import json
from collections import OrderedDict
from collections.abc import Sequence
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


class OnnxEncoder:
    """The encoder that `recommender.export` wrote into a folder."""

    def __init__(self, folder: Path, *, threads: int = 1) -> None:
        """Load `folder`; FileNotFoundError where it is incomplete. More threads help many texts at once."""
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        self.dimension: int = manifest["dimension"]
        self.identity: str = manifest["identity"]
        self._tokenizer = Tokenizer.from_file(str(_present(folder / TOKENIZER)))
        self._tokenizer.enable_truncation(max_length=manifest["max_length"])
        self._tokenizer.enable_padding(pad_id=manifest["pad_id"], pad_token=manifest["pad_token"])
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads, options.inter_op_num_threads = threads, 1
        # Threads that look for the next text in a loop take the core from who answers: four times the CPU.
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        self._session = onnxruntime.InferenceSession(
            str(_present(folder / MODEL)), options, providers=["CPUExecutionProvider"]
        )
        self._inputs = [each.name for each in self._session.get_inputs()]

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
            "input_ids": [each.ids for each in encodings],
            "attention_mask": [each.attention_mask for each in encodings],
            "token_type_ids": [each.type_ids for each in encodings],
        }
        feed = {name: np.array(fields[name], dtype=np.int64) for name in self._inputs}
        return np.asarray(self._session.run(["sentence_embedding"], feed)[0], dtype=np.float32)


class RememberingEncoder:
    """An encoder that keeps the vectors of the last texts: what she said does not change between clicks."""

    def __init__(self, encoder: Encoder, *, size: int = 4096) -> None:
        self._encoder, self._size = encoder, size
        self._vectors: OrderedDict[str, NDArray[np.float32]] = OrderedDict()
        self._lock = Lock()

    @property
    def dimension(self) -> int:
        """As the encoder behind it."""
        return self._encoder.dimension

    @property
    def identity(self) -> str:
        """As the encoder behind it."""
        return self._encoder.identity

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Unit vectors (n, d), computed once for each distinct text."""
        with self._lock:
            known = {text: self._vectors[text] for text in texts if text in self._vectors}
        missing = [text for text in dict.fromkeys(texts) if text not in known]
        if missing:
            known |= dict(zip(missing, self._encoder.encode(missing), strict=True))
        with self._lock:
            self._vectors.update(known)
            for text in known:
                self._vectors.move_to_end(text)
            while len(self._vectors) > self._size:
                self._vectors.popitem(last=False)
        return np.array([known[text] for text in texts], dtype=np.float32).reshape(len(texts), self.dimension)


def _present(path: Path) -> Path:
    if not path.is_file():
        raise FileNotFoundError(f"{path.name} is missing in {path.parent}; export the encoder again")
    return path
