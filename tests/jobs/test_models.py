"""What `rapport models` says of a model that cannot be read."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from jobs.cli import app
from recommender.models import Manifest, registry
from recommender.training import train
from tests.clock import ManualClock
from tests.shop import WordEncoder, shop_catalog

UNREADABLE = {
    "a damaged file": ("model.npz", b"half a mod"),
    "another format": ("manifest.json", b'{"version": "v", "format": 99}'),
    "no manifest": ("manifest.json", b""),
}


@pytest.mark.parametrize("name", UNREADABLE)
def test_what_cannot_be_read_is_not_called_current(name: str, tmp_path: Path, clock: ManualClock) -> None:
    def rapport(*arguments: str) -> str:
        env = {"RAPPORT_VAR": str(tmp_path), "DATABASE_URL": "", "COLUMNS": "200"}
        return CliRunner().invoke(app, ["models", *arguments], env=env).stdout

    folder = tmp_path / "models"
    products = shop_catalog()
    model = train([], products, WordEncoder().encode([product.text for product in products]), now=clock.now())
    version = registry.publish(folder, model, Manifest(encoder="words"))
    registry.promote(folder, version)
    assert json.loads(rapport("--json"))["current"] == version
    file, content = UNREADABLE[name]
    (folder / version / file).write_bytes(content)
    told = json.loads(rapport("--json"))
    assert told["current"] is None
    assert version in told["fault"]
    assert not any(row["current"] for row in told["models"])
    assert "does not" in rapport()
