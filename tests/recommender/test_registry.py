import hashlib
import json
import re
from datetime import timedelta
from pathlib import Path

import pytest

from recommender.hybrid import Hybrid
from recommender.query import Query
from recommender.registry import (
    BrokenModel,
    Manifest,
    current_version,
    load_current,
    promote,
    publish,
    versions,
)
from tests.recommender.shop import NOW, PRODUCTS, act, acts, embeddings

MANIFEST = Manifest(encoder="words", counts={"shoppers": 40}, metrics={"recall@10": 0.5}, window=("a", "b"))


def published(root: Path, hybrid: Hybrid, *, minutes: int = 0) -> str:
    return publish(root, hybrid, MANIFEST, now=NOW + timedelta(minutes=minutes))


def test_nothing_there(tmp_path: Path) -> None:
    assert load_current(tmp_path / "models") is None


def test_what_was_promoted_serves_the_same_answers(tmp_path: Path, hybrid: Hybrid) -> None:
    version = published(tmp_path, hybrid)
    promote(tmp_path, version)
    loaded = load_current(tmp_path)
    assert loaded is not None
    assert loaded.warning is None
    assert (loaded.manifest.version, loaded.manifest.encoder) == (version, "words")
    assert loaded.manifest.counts == {"shoppers": 40}
    query = Query(history=(act("a", "jacket"),), now=NOW)
    again = loaded.hybrid.aligned(PRODUCTS, embeddings())
    assert again.recommend(query, count=5) == hybrid.recommend(query, count=5)


def test_a_newer_version_waits_for_its_promotion(tmp_path: Path, hybrid: Hybrid) -> None:
    first, second = published(tmp_path, hybrid), published(tmp_path, hybrid, minutes=1)
    promote(tmp_path, first)
    assert [each.version for each in versions(tmp_path)] == [second, first]
    assert current_version(tmp_path) == first
    promote(tmp_path, second)
    assert current_version(tmp_path) == second


def spoil(path: Path, how: str) -> None:
    if how == "gone":
        path.unlink()
    elif how == "cut":
        path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    else:
        path.write_text("nonsense")


@pytest.mark.parametrize("how", ["gone", "cut", "nonsense"])
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


def test_half_a_publication_leaves_no_version(tmp_path: Path, hybrid: Hybrid) -> None:
    published(tmp_path, hybrid)
    (tmp_path / ".publishing-killed" / "version").mkdir(parents=True)
    assert len(versions(tmp_path)) == 1


def test_the_folder_knows_no_shopper(tmp_path: Path, hybrid: Hybrid) -> None:
    promote(tmp_path, published(tmp_path, hybrid))
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert len(files) == 3
    shoppers = {each.shopper_id for each in acts()}
    for path in files:
        content = path.read_bytes()
        wide = content.decode("utf-32-le", errors="ignore")
        assert not [each for each in shoppers if each.encode() in content or each in wide]
        assert not re.search(rb"shopper-\d", content)
    assert b"jacket" in (tmp_path / versions(tmp_path)[0].version / "model.npz").read_bytes().replace(
        b"\0", b""
    )
