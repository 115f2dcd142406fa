"""Every way in which a model's folder can be broken: it is called so, and another one serves."""

import hashlib
import json
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recommender.hybrid import Hybrid
from recommender.models import files
from recommender.models.manifest import FORMAT, BrokenModel
from recommender.models.registry import (
    current_version,
    load,
    load_current,
    promote,
    publish,
)
from recommender.query import Query
from recommender.training import to_arrays
from tests.recommender.models.publishing import MANIFEST, SECOND_BRAIN, published
from tests.recommender.shop import NOW, PRODUCTS, embeddings, interaction, trained


def spoil(path: Path, how: str) -> None:
    content = path.read_bytes()
    if how in ("gone", "a folder"):
        path.unlink()
    if how == "a folder":
        path.mkdir()
    if how in ("cut", "empty", "nonsense"):
        path.write_bytes({"cut": content[: len(content) // 2], "empty": b"", "nonsense": b"\xff{"}[how])
    if how == "one bit":
        middle = len(content) // 2
        path.write_bytes(content[:middle] + bytes([content[middle] ^ 0x80]) + content[middle + 1 :])


@pytest.mark.parametrize("how", ["gone", "a folder", "cut", "empty", "nonsense", "one bit"])
@pytest.mark.parametrize("name", ["model.npz", "manifest.json"])
def test_a_broken_version_never_stops_serving(tmp_path: Path, hybrid: Hybrid, name: str, how: str) -> None:
    old, new = published(tmp_path, hybrid), published(tmp_path, hybrid, minutes=1)
    promote(tmp_path, new)
    spoil(tmp_path / new / name, how)
    loaded = load_current(tmp_path)
    assert loaded is not None
    assert loaded.manifest.version == old
    assert loaded.warning is not None
    assert new in loaded.warning
    assert old in loaded.warning


@pytest.mark.parametrize(
    "changed",
    [
        {"format": FORMAT + 1},
        {"format": 0},
        {"format": "later"},
        {"version": "another"},
        {"counts": {"shoppers": "many"}},
        {"counts": None},
        {"metrics": [1]},
        {"window": ["yesterday", "today"]},
        {"window": ["2026-02-01T00:00:00"]},
        {"created_at": "2026-02-01T00:00:00"},
        {"decision": {"because": "no verdict"}},
        {"auxiliary_models": {"../../secrets": "0"}},
    ],
)
def test_a_manifest_that_is_not_as_it_was_written(
    tmp_path: Path, hybrid: Hybrid, changed: dict[str, Any]
) -> None:
    old, new = published(tmp_path, hybrid), published(tmp_path, hybrid, minutes=1)
    promote(tmp_path, old)
    change(tmp_path / new, **changed)
    with pytest.raises(BrokenModel):
        promote(tmp_path, new)
    loaded = load_current(tmp_path)
    assert loaded is not None
    assert loaded.manifest.version == old
    assert loaded.warning is None


def change(folder: Path, **values: Any) -> None:
    path = folder / "manifest.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), **values}))


def test_a_manifest_of_earlier_code_has_no_format_and_of_later_code_has_more(
    tmp_path: Path, hybrid: Hybrid
) -> None:
    version = published(tmp_path, hybrid)
    path = tmp_path / version / "manifest.json"
    values = json.loads(path.read_text())
    for newer in ("auxiliary_models", "decision", "trigger", "code_hash"):
        del values[newer]
    path.write_text(json.dumps({**values, "mood": "good"}))
    promote(tmp_path, version)
    assert load(tmp_path, version).manifest.format == FORMAT
    del values["format"]  # as the first ones were: their scorers had other names
    path.write_text(json.dumps(values))
    with pytest.raises(BrokenModel, match=f"of format 1; this code reads format {FORMAT}"):
        load(tmp_path, version)


@pytest.mark.parametrize("pointer", [b"", b"\xff\xfe\x00", b"../../etc\n", b"\n\n", b"x" * 10_000])
def test_a_pointer_that_cannot_be_read(tmp_path: Path, hybrid: Hybrid, pointer: bytes) -> None:
    version = published(tmp_path, hybrid)
    (tmp_path / "current").write_bytes(pointer)
    loaded = load_current(tmp_path)
    assert loaded is not None
    assert loaded.manifest.version == version
    assert loaded.warning is not None
    promote(tmp_path, version)
    assert current_version(tmp_path) == version


@cache
def cached() -> Hybrid:
    """As the fixture, which Hypothesis would write out in full."""
    return trained()


STRANGE = [
    None,  # left out
    np.array("text"),
    np.zeros(0),
    np.array([["a"]]),
    np.full(3, np.nan),
    np.arange(10**4),
    np.array(-7),
    np.full((10, 10), 99.0),
]


@given(place=st.integers(0, 1_000), strange=st.integers(0, len(STRANGE) - 1))
@settings(max_examples=60)
@pytest.mark.filterwarnings("ignore::RuntimeWarning")  # numbers that are none are part of it
def test_whatever_a_model_file_holds_it_serves_or_is_called_broken(place: int, strange: int) -> None:
    """Files of other code: the checksum is right, one of the arrays is not what is expected."""
    hybrid = cached()
    arrays = to_arrays(hybrid)
    name, other = sorted(arrays)[place % len(arrays)], STRANGE[strange]
    kept = {key: value for key, value in arrays.items() if key != name}
    with TemporaryDirectory() as folder:
        root = Path(folder)
        version = published(root, hybrid)
        changed = kept if other is None else {**kept, name: other}
        change(root / version, sha256=files.write_arrays(root / version / "model.npz", changed))
        loaded = load_current(root, prepare=lambda stored: stored.aligned(PRODUCTS, embeddings()))
    if loaded is not None:
        assert (
            len(loaded.hybrid.recommend(Query(history=(interaction("a", "jacket"),), now=NOW), count=3)) == 3
        )


def test_a_model_with_the_right_checksum_and_the_wrong_content(tmp_path: Path, hybrid: Hybrid) -> None:
    version = published(tmp_path, hybrid)
    (tmp_path / version / "model.npz").write_bytes(b"not an archive")
    manifest = tmp_path / version / "manifest.json"
    values = json.loads(manifest.read_text())
    values["sha256"] = hashlib.sha256(b"not an archive").hexdigest()
    manifest.write_text(json.dumps(values))
    with pytest.raises(BrokenModel, match="cannot be read"):
        promote(tmp_path, version)
    assert load_current(tmp_path) is None


def test_a_pointer_to_nothing_falls_back(tmp_path: Path, hybrid: Hybrid) -> None:
    version = published(tmp_path, hybrid)
    (tmp_path / "current").write_text("20200101T000000Z-gone")
    loaded = load_current(tmp_path)
    assert loaded is not None
    assert loaded.manifest.version == version


@pytest.mark.parametrize("how", ["gone", "cut", "one bit"])
def test_a_broken_companion_takes_nothing_else_with_it(tmp_path: Path, hybrid: Hybrid, how: str) -> None:
    version = publish(tmp_path, hybrid, MANIFEST, auxiliary_models=SECOND_BRAIN, now=NOW)
    promote(tmp_path, version)
    spoil(tmp_path / version / "intent.npz", how)
    loaded = load_current(tmp_path)
    assert loaded is not None
    assert loaded.manifest.version == version
    assert loaded.auxiliary_models == {}
    assert loaded.warning is not None
    assert "intent" in loaded.warning
    with pytest.raises(BrokenModel, match="intent"):
        promote(tmp_path, version)
