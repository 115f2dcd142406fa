"""The containers, read by a parser since no engine runs here: pinned, non-root, healthy, in step."""

import json
import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer
import yaml

from core.settings import Settings
from jobs.cli import app
from tests.architecture.tree import ROOT

COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
DOCKERFILES = [ROOT / "Dockerfile", ROOT / "bot" / "Dockerfile"]
ONE_SHOT = {"encoder", "assistant-training"}
OF_THE_ASSISTANT = {"RAPPORT_API_URL", "RAPPORT_ACTIONS_URL"}

PINNED = re.compile(r"^[\w./-]+:v?\d+\.\d+[\w.-]*$")
VARIABLE = re.compile(r"\$\{(?P<name>\w+)(?P<rule>:[?-])?(?P<rest>[^}]*)\}")
SECRET = re.compile(r"PASSWORD|SECRET|SIGNING|PUBLISHABLE")


def instructions(path: Path) -> Iterator[tuple[str, str]]:
    """Each instruction of a Dockerfile with its arguments, continued lines joined."""
    joined = re.sub(r"\\\n", " ", path.read_text(encoding="utf-8"))
    for line in joined.splitlines():
        if line.strip() and not line.startswith("#"):
            word, _, rest = line.partition(" ")
            yield word, " ".join(rest.split())


def arguments(path: Path, word: str) -> list[str]:
    return [rest for found, rest in instructions(path) if found == word]


@pytest.mark.parametrize("path", DOCKERFILES, ids=lambda path: str(path.relative_to(ROOT)))
class TestDockerfile:
    def test_uses_known_instructions_and_a_pinned_base(self, path: Path) -> None:
        known = {"FROM", "ENV", "ARG", "RUN", "WORKDIR", "COPY", "USER", "EXPOSE", "HEALTHCHECK", "CMD"}
        assert {word for word, _ in instructions(path)} <= known
        assert all(PINNED.match(base) for base in arguments(path, "FROM"))

    def test_ends_as_a_user_that_is_not_root(self, path: Path) -> None:
        words = [word for word, _ in instructions(path)]
        assert arguments(path, "USER")[-1] == "rapport"
        assert "RUN" not in words[words.index("USER") :]

    def test_copies_what_is_there(self, path: Path) -> None:
        for copied in arguments(path, "COPY"):
            *sources, _target = copied.split()
            assert [source for source in sources if not (path.parent / source).exists()] == []
            assert not any(source in (".", "var", ".env") for source in sources)

    def test_holds_no_secret_and_says_whether_it_is_healthy(self, path: Path) -> None:
        settings = " ".join(arguments(path, "ENV") + arguments(path, "ARG"))
        assert not SECRET.search(settings)
        assert len(arguments(path, "HEALTHCHECK")) == 1

    def test_runs_commands_as_lists(self, path: Path) -> None:
        commands = [*arguments(path, "CMD"), arguments(path, "HEALTHCHECK")[0].partition(" CMD ")[2]]
        assert all(isinstance(json.loads(command), list) for command in commands)


def test_the_image_of_the_api_holds_every_package() -> None:
    copied = {copied.split()[0] for copied in arguments(ROOT / "Dockerfile", "COPY")}
    packages = {path.parent.name for path in ROOT.glob("*/__init__.py")} - {"tests", "benchmarks"}
    assert packages | {"migrations"} <= copied


@pytest.mark.parametrize("name", SERVICES)
class TestService:
    def test_runs_a_pinned_image_as_somebody_but_root(self, name: str) -> None:
        service = SERVICES[name]
        assert PINNED.match(service["image"])
        assert ":latest" not in service["image"]
        if "build" in service:
            context = ROOT / service["build"]["context"]
            assert arguments(context / "Dockerfile", "USER")
        else:
            assert str(service["user"]).split(":")[0] not in ("root", "0")

    def test_says_whether_it_is_healthy(self, name: str) -> None:
        service = SERVICES[name]
        check = service.get("healthcheck", {})
        assert check.get("disable", False) is (name in ONE_SHOT)
        if "build" not in service:
            assert check["test"][0] == "CMD"

    def test_waits_for_services_that_can_become_ready(self, name: str) -> None:
        for other, how in SERVICES[name].get("depends_on", {}).items():
            expected = "service_completed_successfully" if other in ONE_SHOT else "service_healthy"
            assert how["condition"] == expected

    def test_sets_settings_that_exist(self, name: str) -> None:
        service = SERVICES[name]
        if "build" in service:
            known = {"DATABASE_URL", *(f"RAPPORT_{field.upper()}" for field in Settings.model_fields)}
            assert set(service["environment"]) <= known | OF_THE_ASSISTANT

    def test_takes_secrets_from_outside_and_refuses_to_start_without(self, name: str) -> None:
        for key, value in SERVICES[name].get("environment", {}).items():
            for used in VARIABLE.finditer(str(value)):
                if SECRET.search(used["name"]):
                    assert used["rule"] == ":?", f"{key} needs {used['name']}"
            if SECRET.search(key):
                assert VARIABLE.search(str(value)), f"{key} is written down"

    def test_mounts_volumes_that_are_declared(self, name: str) -> None:
        for volume in SERVICES[name].get("volumes", []):
            assert volume.split(":")[0] in COMPOSE["volumes"]

    def test_runs_commands_that_exist(self, name: str) -> None:
        program, *words = SERVICES[name].get("command", ["-"])
        assert program in ("rapport", "rasa", "-")  # "-": the image's own, which has a test below
        if program == "rapport":
            parse(words)


def parse(words: list[str]) -> None:
    """Have the command line itself read the words, without running the command."""
    group = typer.main.get_group(app)
    name, *rest = words
    command = group.get_command(group.make_context("rapport", ["--help"], resilient_parsing=True), name)
    assert command is not None, f"there is no `rapport {name}`"
    command.make_context(name, rest)


def test_the_command_of_the_image_exists() -> None:
    program, *words = json.loads(arguments(ROOT / "Dockerfile", "CMD")[0])
    assert program == "rapport"
    parse(words)


def test_the_example_of_the_environment_names_what_compose_needs() -> None:
    text = (ROOT / ".env.example").read_text(encoding="utf-8")
    named = set(re.findall(r"^#? ?([A-Z_]+)=", text, re.MULTILINE))
    required = {used["name"] for used in VARIABLE.finditer(str(COMPOSE)) if used["rule"] == ":?"}
    known = {"DATABASE_URL", *(f"RAPPORT_{field.upper()}" for field in Settings.model_fields)}
    assert required <= named
    assert named - {"POSTGRES_PASSWORD"} <= known


def test_the_two_images_agree_on_who_writes_to_the_volumes() -> None:
    ids = {shlex.split(path.read_text(encoding="utf-8").partition("--uid ")[2])[0] for path in DOCKERFILES}
    assert len(ids) == 1
