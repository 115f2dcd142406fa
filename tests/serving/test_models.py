"""Choosing the model that serves, with errors that say what to do."""

import json
from datetime import timedelta
from pathlib import Path

import pytest

from core.errors import Conflict, NotFound
from recommender.models import registry
from recommender.models.manifest import Manifest
from serving.models import overview, promote, rollback
from tests.recommender.shop import NOW, trained


@pytest.fixture
def made(tmp_path: Path) -> list[str]:
    model = trained()
    return [
        registry.publish(tmp_path, model, Manifest(window=("", "")), now=NOW + timedelta(hours=hour))
        for hour in range(3)
    ]


def test_an_empty_registry(tmp_path: Path) -> None:
    empty = overview(tmp_path / "models")
    assert (list(empty.models), empty.current, empty.previous, empty.serving) == ([], None, None, None)
    assert not empty.waiting
    assert empty.report is None
    with pytest.raises(Conflict, match="No older model"):
        rollback(tmp_path / "models")


def test_forth_and_back(tmp_path: Path, made: list[str]) -> None:
    for version in made:
        promote(tmp_path, version)
    summary = overview(tmp_path)
    assert (summary.current, summary.previous, summary.waiting) == (made[2], made[1], False)
    assert rollback(tmp_path) == made[1]
    summary = overview(tmp_path)
    assert (summary.current, summary.previous, summary.waiting) == (made[1], made[0], True)
    assert summary.serving is not None
    assert summary.serving.version == made[1]


def test_what_cannot_serve_is_refused_and_the_other_goes_on(tmp_path: Path, made: list[str]) -> None:
    promote(tmp_path, made[0])
    promote(tmp_path, made[1])
    (tmp_path / made[0] / "model.npz").write_bytes(b"")
    for attempt in (lambda: promote(tmp_path, made[0]), lambda: rollback(tmp_path)):
        with pytest.raises(Conflict, match="This model cannot serve"):
            attempt()
    with pytest.raises(NotFound, match="rapport models"):
        promote(tmp_path, "../elsewhere")
    assert overview(tmp_path).current == made[1]


def test_nobody_goes_back_to_a_model_of_an_older_format(tmp_path: Path, made: list[str]) -> None:
    promote(tmp_path, made[0])
    promote(tmp_path, made[1])
    manifest = tmp_path / made[0] / "manifest.json"
    manifest.write_text(json.dumps(json.loads(manifest.read_text()) | {"format": 1}))
    assert overview(tmp_path).previous is None
    with pytest.raises(Conflict, match="No older model"):
        rollback(tmp_path)
