"""What is broken stops the start: one sentence, exit code 1, no traceback."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

Damage = Callable[[Path], None]
PROCESSES = (("serve",), ("serve", "--workers", "2"), ("worker",))


def truncated(name: str) -> Damage:
    def damage(folder: Path) -> None:
        whole = (folder / name).resolve().read_bytes()
        (folder / name).unlink()
        (folder / name).write_bytes(whole[: len(whole) // 2])

    return damage


def emptied(name: str) -> Damage:
    def damage(folder: Path) -> None:
        (folder / name).unlink()
        (folder / name).touch()

    return damage


def removed(name: str) -> Damage:
    return lambda folder: (folder / name).unlink()


def started(folder: Path, command: tuple[str, ...], **environment: str) -> subprocess.CompletedProcess[str]:
    """What a process says that must not start; it is not waited for longer than a start takes."""
    settings = {"RAPPORT_VAR": str(folder), "RAPPORT_ENCODER": str(folder / "encoder"), "DATABASE_URL": ""}
    return subprocess.run(
        [sys.executable, "-c", "from jobs.cli import app; app()", *command],
        env=os.environ | settings | environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


@pytest.fixture
def folder(tmp_path: Path, encoder: Path) -> Path:
    """A `var` whose encoder can be damaged: the files are links."""
    (tmp_path / "encoder").mkdir()
    for file in encoder.iterdir():
        (tmp_path / "encoder" / file.name).symlink_to(file.resolve())
    return tmp_path


def refused(result: subprocess.CompletedProcess[str], words: str) -> bool:
    """Whether it ended with one sentence that says so."""
    lines = result.stderr.splitlines()
    return result.returncode == 1 and len(lines) == 1 and lines[0].startswith("Error: ") and words in lines[0]


@pytest.mark.parametrize("command", PROCESSES, ids=" ".join)
def test_broken_keys_stop_the_start(folder: Path, command: tuple[str, ...]) -> None:
    (folder / "keys.json").write_text('{"publishable": "pk_a", "secret": ')
    assert refused(started(folder, command), "keys.json is not JSON, or only a part of it")


def test_in_production_the_shops_origins_are_named(folder: Path) -> None:
    result = started(folder, ("serve",), RAPPORT_PUBLIC_URL="https://rapport.example")
    assert refused(result, "RAPPORT_STOREFRONT_ORIGINS must name the shop's origins")


@pytest.mark.parametrize("command", PROCESSES, ids=" ".join)
def test_a_damaged_encoder_stops_the_start(folder: Path, command: tuple[str, ...]) -> None:
    truncated("model.onnx")(folder / "encoder")
    assert refused(started(folder, command), "run `rapport encoder` to export the encoder again")


@pytest.mark.parametrize(
    ("damage", "words"),
    [
        (removed("model.onnx"), "not exported yet"),
        (removed("manifest.json"), "not exported yet"),
        (emptied("model.onnx"), "model.onnx is damaged"),
        (emptied("manifest.json"), "manifest.json is damaged"),
        (truncated("tokenizer.json"), "tokenizer.json is damaged"),
    ],
)
def test_each_file_of_the_encoder_is_looked_at(folder: Path, damage: Damage, words: str) -> None:
    damage(folder / "encoder")
    assert refused(started(folder, ("worker",)), words)
