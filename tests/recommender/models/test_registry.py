"""Versions on disk: published, promoted, gone back to."""

import os
import re
import stat
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest

from recommender.hybrid import Hybrid
from recommender.models.manifest import BrokenModel, Decision
from recommender.models.registry import (
    before,
    current_version,
    load_current,
    promote,
    publish,
    rollback,
    served,
    versions,
    went_back,
)
from recommender.query import Query
from tests.recommender.models.publishing import MANIFEST, SECOND_BRAIN, published
from tests.recommender.shop import NOW, PRODUCTS, embeddings, interaction, interactions


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
    query = Query(history=(interaction("a", "jacket"),), now=NOW)
    again = loaded.hybrid.aligned(PRODUCTS, embeddings())
    assert again.recommend(query, count=5) == hybrid.recommend(query, count=5)


def test_a_newer_version_waits_for_its_promotion(tmp_path: Path, hybrid: Hybrid) -> None:
    first, second = published(tmp_path, hybrid), published(tmp_path, hybrid, minutes=1)
    promote(tmp_path, first)
    assert [manifest.version for manifest in versions(tmp_path)] == [second, first]
    assert current_version(tmp_path) == first
    promote(tmp_path, second)
    assert current_version(tmp_path) == second


def test_a_model_of_another_encoder_makes_way_for_one_of_this(tmp_path: Path, hybrid: Hybrid) -> None:
    old = published(tmp_path, hybrid)
    new = publish(tmp_path, hybrid, replace(MANIFEST, encoder="letters"), now=NOW + timedelta(minutes=1))
    promote(tmp_path, new)
    loaded = {name: load_current(tmp_path, encoder=name) for name in ("words", "letters", "pictures")}
    versions_found = {name: model.manifest.version for name, model in loaded.items() if model is not None}
    assert versions_found == {"words": old, "letters": new}


def test_half_a_publication_leaves_no_version(tmp_path: Path, hybrid: Hybrid) -> None:
    published(tmp_path, hybrid)
    left = tmp_path / ".unfinished-killed" / "version"
    left.mkdir(parents=True)
    (left / "manifest.json").write_text("{}")
    (tmp_path / ".unfinished-pointer").write_text("half")
    assert len(versions(tmp_path)) == 1


def test_the_folder_knows_no_shopper(tmp_path: Path, hybrid: Hybrid) -> None:
    promote(tmp_path, publish(tmp_path, hybrid, MANIFEST, auxiliary_models=SECOND_BRAIN, now=NOW))
    stored_files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert len(stored_files) == 5, "a lock, a pointer, a model, its auxiliary model, a manifest"
    shoppers = {interaction.shopper_id for interaction in interactions()}
    for path in stored_files:
        content = path.read_bytes()
        wide = content.decode("utf-32-le", errors="ignore")
        assert not [
            shopper_id for shopper_id in shoppers if shopper_id.encode() in content or shopper_id in wide
        ]
        assert not re.search(rb"shopper-\d", content)
    assert b"jacket" in (tmp_path / versions(tmp_path)[0].version / "model.npz").read_bytes().replace(
        b"\0", b""
    )


@pytest.mark.parametrize(("umask", "mode"), [(0o022, 0o644), (0o027, 0o640)])
def test_who_may_read_the_folder_may_read_all_of_it(
    tmp_path: Path, hybrid: Hybrid, umask: int, mode: int
) -> None:
    usual = os.umask(umask)
    try:
        promote(tmp_path, publish(tmp_path, hybrid, MANIFEST, auxiliary_models=SECOND_BRAIN, now=NOW))
    finally:
        os.umask(usual)
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in tmp_path.rglob("*") if path.is_file()}
    assert modes == dict.fromkeys([".lock", "current", "manifest.json", "model.npz", "intent.npz"], mode)


def test_companions_come_back_with_their_model(tmp_path: Path, hybrid: Hybrid) -> None:
    version = publish(tmp_path, hybrid, MANIFEST, auxiliary_models=SECOND_BRAIN, now=NOW)
    promote(tmp_path, version)
    loaded = load_current(tmp_path)
    assert loaded is not None
    assert str(loaded.auxiliary_models["intent"]["trees"]) == "tree"
    assert loaded.auxiliary_models["intent"]["edges"].tolist() == [0, 1, 2]
    assert set(loaded.manifest.auxiliary_models) == {"intent"}


@pytest.mark.parametrize("name", ["model", "../up", "Intent", ""])
def test_an_auxiliary_model_has_a_plain_name(tmp_path: Path, hybrid: Hybrid, name: str) -> None:
    with pytest.raises(ValueError, match="no name for an auxiliary model"):
        publish(tmp_path, hybrid, MANIFEST, auxiliary_models={name: {"a": np.zeros(1)}}, now=NOW)
    assert versions(tmp_path) == []


def test_objects_that_would_have_to_be_pickled_are_refused(tmp_path: Path, hybrid: Hybrid) -> None:
    with pytest.raises(ValueError, match="Object arrays cannot be saved"):
        publish(tmp_path, hybrid, MANIFEST, auxiliary_models={"intent": {"a": np.array([object()])}}, now=NOW)
    assert versions(tmp_path) == []


def test_going_back_and_back_again(tmp_path: Path, hybrid: Hybrid) -> None:
    first, second, third = (published(tmp_path, hybrid, minutes=step) for step in range(3))
    for version in (first, second, third):
        promote(tmp_path, version)
    assert before(tmp_path) == [second, first]
    assert not went_back(tmp_path)
    assert [rollback(tmp_path), rollback(tmp_path)] == [second, first]
    assert went_back(tmp_path)
    with pytest.raises(BrokenModel, match="no older version"):
        rollback(tmp_path)
    promote(tmp_path, third)
    assert not went_back(tmp_path)
    assert served(tmp_path) == [third, first, second]


def test_going_back_passes_over_what_was_removed(tmp_path: Path, hybrid: Hybrid) -> None:
    first, second, third = (published(tmp_path, hybrid, minutes=step) for step in range(3))
    for version in (first, second, third):
        promote(tmp_path, version)
    (tmp_path / second).rename(tmp_path / "elsewhere")
    assert rollback(tmp_path) == first


def test_what_was_kept_back_serves_last_of_all(tmp_path: Path, hybrid: Hybrid) -> None:
    waiting = published(tmp_path, hybrid)
    serving = published(tmp_path, hybrid, minutes=1)
    kept_back = replace(MANIFEST, decision=Decision(promoted=False, because="It is worse."))
    worse = publish(tmp_path, hybrid, kept_back, now=NOW + timedelta(minutes=2))
    promote(tmp_path, serving)
    (tmp_path / serving / "model.npz").unlink()
    loaded = load_current(tmp_path)
    assert loaded is not None
    assert loaded.manifest.version == waiting
    (tmp_path / waiting / "model.npz").unlink()
    loaded = load_current(tmp_path)
    assert loaded is not None
    assert loaded.manifest.version == worse
    assert loaded.manifest.decision == Decision(promoted=False, because="It is worse.")
