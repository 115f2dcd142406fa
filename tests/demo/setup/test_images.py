"""`make pin-images` writes what docker says the digests are: all of them or none, again and again."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from demo.setup.images import FILES, OURS, named, unpinned
from tests.architecture.tree import ROOT

POSTGRES, PYTHON = "sha256:" + "a1" * 32, "sha256:" + "b2" * 32
COMPOSE = """services:
  api:
    image: rapport:0.1.0
  postgres:
    image: postgres:15.14-bookworm
    user: postgres
"""
DOCKERFILE = "FROM python:3.11.14-slim-bookworm AS base\nRUN true\nFROM base AS serving\n"
DOCKER = f"""#!{sys.executable}
import sys
assert sys.argv[1:4] == ["buildx", "imagetools", "inspect"]
known = {{"postgres:15.14-bookworm": "{POSTGRES}", "python:3.11.14-slim-bookworm": "{PYTHON}"}}
if sys.argv[4] not in known:
    sys.exit("ERROR: not found")
print("Name:      " + sys.argv[4])
print("MediaType: application/vnd.oci.image.index.v1+json")
print("Digest:    " + known[sys.argv[4]])
print("Manifests:")
print("  Name:    " + sys.argv[4] + "@sha256:" + "c3" * 32)
"""


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A folder with one file of each kind."""
    (tmp_path / "bot").mkdir()
    for file, text in zip(FILES, (COMPOSE, DOCKERFILE, DOCKERFILE), strict=True):
        (tmp_path / file).write_text(text)
    return tmp_path


def run(checkout: Path, *arguments: str, docker: str | None = DOCKER) -> subprocess.CompletedProcess[str]:
    """The command with a docker of the test's own, or with none."""
    programs = checkout / "programs"
    programs.mkdir(exist_ok=True)
    if docker:
        (programs / "docker").write_text(docker)
        (programs / "docker").chmod(0o755)
    return subprocess.run(
        [sys.executable, "-m", "demo.setup.images", *arguments],
        cwd=checkout,
        env={**os.environ, "PATH": str(programs), "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )


def texts(checkout: Path) -> list[str]:
    return [(checkout / file).read_text() for file in FILES]


def test_each_image_of_others_gets_the_digest_of_its_index(checkout: Path) -> None:
    done = run(checkout)
    assert done.returncode == 0, done.stderr
    pinned = f"FROM python:3.11.14-slim-bookworm@{PYTHON} AS base\nRUN true\nFROM base AS serving\n"
    compose = COMPOSE.replace("postgres:15.14-bookworm", f"postgres:15.14-bookworm@{POSTGRES}")
    assert texts(checkout) == [compose, pinned, pinned]
    assert unpinned([checkout / file for file in FILES]) == []


def test_a_newer_digest_takes_the_place_of_an_older_one(checkout: Path) -> None:
    run(checkout)
    newer = "sha256:" + "d4" * 32
    assert run(checkout, docker=DOCKER.replace(POSTGRES, newer)).returncode == 0
    assert f"    image: postgres:15.14-bookworm@{newer}\n" in texts(checkout)[0]
    assert run(checkout, docker=DOCKER.replace(POSTGRES, newer)).returncode == 0
    assert "".join(texts(checkout)).count("@sha256:") == 3


def test_where_one_cannot_be_resolved_nothing_is_written(checkout: Path) -> None:
    done = run(checkout, docker=DOCKER.replace("python:3.11.14", "python:3.9"))
    assert done.returncode == 1
    assert done.stderr == "Nothing was written. python:3.11.14-slim-bookworm: ERROR: not found\n"
    assert texts(checkout) == [COMPOSE, DOCKERFILE, DOCKERFILE]


def test_without_docker_it_says_so(checkout: Path) -> None:
    done = run(checkout, docker=None)
    assert done.returncode == 1
    assert "docker is not installed here" in done.stderr


def test_the_check_names_what_has_no_digest_and_fails_nothing(checkout: Path) -> None:
    done = run(checkout, "--check", docker=None)
    assert done.returncode == 0
    assert [line.split()[3:5] for line in done.stdout.splitlines()] == [
        ["docker-compose.yml:", "postgres:15.14-bookworm"],
        ["Dockerfile:", "python:3.11.14-slim-bookworm"],
        ["bot/Dockerfile:", "python:3.11.14-slim-bookworm"],
    ]


def test_every_image_of_others_is_found_in_our_own_files() -> None:
    compose = yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"].values()
    built = [service for service in compose if "build" in service]
    assert all(service["image"].startswith(OURS) for service in built)
    others = {service["image"].partition("@")[0] for service in compose if service not in built}
    bases = {
        words[1].partition("@")[0]
        for file in ("Dockerfile", "bot/Dockerfile")
        for words in map(str.split, (ROOT / file).read_text().splitlines())
        if words[:1] == ["FROM"] and ":" in words[1]
    }
    assert set(named([ROOT / file for file in FILES])) == others | bases
