"""The containers, read by a parser since no engine runs here: pinned, confined, healthy, in step."""

import json
import re
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
ALONE = ONE_SHOT
OF_THE_ASSISTANT = {"RAPPORT_API_URL"}
SETTINGS = {f"RAPPORT_{field.upper()}" for field in Settings.model_fields} - {"RAPPORT_DATABASE_URL"} | {
    "DATABASE_URL"
}
LEADING_OUT = {"outside", "mail"}

PINNED = re.compile(r"^[\w./-]+:v?\d+\.\d+[\w.-]*(@sha256:[0-9a-f]{64})?$")
VARIABLE = re.compile(r"\$\{(?P<name>\w+)(?P<rule>:[?-])?(?P<rest>[^}]*)\}")
SECRET = re.compile(r"PASSWORD|SECRET|SIGNING|PUBLISHABLE")
SIZE = re.compile(r"^(\$\{\w+:-)?\d+[mg]\}?$")


def instructions(path: Path) -> Iterator[tuple[str, str]]:
    """Each instruction of a Dockerfile with its arguments, continued lines joined."""
    joined = re.sub(r"\\\n", " ", path.read_text(encoding="utf-8"))
    for line in joined.splitlines():
        if line.strip() and not line.startswith("#"):
            word, _, rest = line.partition(" ")
            yield word, " ".join(rest.split())


def arguments(path: Path, word: str) -> list[str]:
    return [rest for instruction, rest in instructions(path) if instruction == word]


def stages(path: Path) -> dict[str, list[tuple[str, str]]]:
    """The instructions of each stage by its name, each with those of the stage that it builds on."""
    made: dict[str, list[tuple[str, str]]] = {}
    own: list[tuple[str, str]] = []
    for word, rest in instructions(path):
        if word == "FROM":
            base, _, name = rest.partition(" AS ")
            own = made[name] = list(made.get(base, []))
        own.append((word, rest))
    return made


def images(path: Path) -> dict[str, list[str]]:
    """The words of each stage that is run: those that no other builds on."""
    made = stages(path)
    bases = {base.partition(" AS ")[0] for base in arguments(path, "FROM")}
    return {name: [word for word, _ in made[name]] for name in made if name not in bases}


@pytest.mark.parametrize("path", DOCKERFILES, ids=lambda path: str(path.relative_to(ROOT)))
class TestDockerfile:
    def test_uses_known_instructions_and_a_pinned_base(self, path: Path) -> None:
        known = {"FROM", "ENV", "ARG", "RUN", "WORKDIR", "COPY", "USER", "EXPOSE", "HEALTHCHECK", "CMD"}
        assert {word for word, _ in instructions(path)} <= known
        bases = {base.partition(" AS ")[0] for base in arguments(path, "FROM")}
        assert [base for base in bases - set(stages(path)) if not PINNED.match(base)] == []

    def test_ends_as_a_user_that_is_not_root(self, path: Path) -> None:
        assert set(arguments(path, "USER")) == {"rapport"}
        for words in images(path).values():
            assert "RUN" not in words[words.index("USER") :]

    def test_needs_no_home_that_can_be_written(self, path: Path) -> None:
        for name in images(path):
            settings = " ".join(rest for word, rest in stages(path)[name] if word == "ENV")
            assert "HOME=/tmp" in settings.split()

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


def test_the_image_of_the_api_holds_what_serves_and_nothing_else() -> None:
    copied = {copied.split()[0] for copied in arguments(ROOT / "Dockerfile", "COPY")}
    packages = {path.parent.name for path in ROOT.glob("*/__init__.py")} - {"tests", "benchmarks", "demo"}
    assert copied == packages | {"migrations", "pyproject.toml"}


def test_only_what_exports_the_encoder_installs_torch() -> None:
    installed = {
        name: [rest for word, rest in lines if word == "RUN" and "pip install" in rest]
        for name, lines in stages(ROOT / "Dockerfile").items()
    }
    assert not any("[" in command for command in installed["serving"])
    assert "[export]" in installed["export"][-1]
    assert list(images(ROOT / "Dockerfile"))[-1] == "serving", "what is built where no target is named"
    for commands in installed.values():
        assert all(
            "--constraint requirements.lock" in command or "--no-deps" in command for command in commands
        )


def test_lightgbm_finds_the_library_of_its_threads() -> None:
    assert any("apt-get install" in run and "libgomp1" in run for run in arguments(DOCKERFILES[0], "RUN"))


@pytest.mark.parametrize("name", SERVICES)
class TestService:
    def test_runs_a_pinned_image_as_somebody_but_root(self, name: str) -> None:
        service = SERVICES[name]
        assert PINNED.match(service["image"])
        assert ":latest" not in service["image"]
        if "build" in service:
            path = ROOT / service["build"]["context"] / "Dockerfile"
            assert service["build"].get("target", "") in images(path)
            assert arguments(path, "USER")
        else:
            assert str(service["user"]).split(":")[0] not in ("root", "0")

    def test_may_nothing_that_it_does_not_need(self, name: str) -> None:
        service = SERVICES[name]
        assert service["read_only"] is True
        assert service["cap_drop"] == ["ALL"]
        assert service["security_opt"] == ["no-new-privileges:true"]
        assert not {"privileged", "cap_add", "devices", "pid", "ipc", "userns_mode"} & set(service)

    def test_writes_to_its_volumes_and_to_memory_that_is_limited(self, name: str) -> None:
        mounted = [mount.partition(":") for mount in SERVICES[name]["tmpfs"]]
        assert "/tmp" in [folder for folder, _, _ in mounted]
        assert all("size=" in options for _, _, options in mounted)

    def test_cannot_take_the_whole_machine(self, name: str) -> None:
        service = SERVICES[name]
        assert 0 < service["pids_limit"] <= 512
        assert SIZE.match(str(service["mem_limit"]))
        assert 0 < service["cpus"] <= 2
        assert service["logging"]["options"]["max-size"]

    def test_reaches_only_whom_it_needs(self, name: str) -> None:
        service = SERVICES[name]
        assert (service.get("network_mode") == "none") is (name in ALONE)
        assert bool(service.get("networks")) is (name not in ALONE)

    def test_says_whether_it_is_healthy(self, name: str) -> None:
        service = SERVICES[name]
        check = service.get("healthcheck", {})
        assert check.get("disable", False) is (name in ONE_SHOT)
        if "build" not in service:
            assert check["test"][0] == "CMD"
        if "test" in check:
            assert check["start_period"] == "10m", "slow is no failure; the first good answer ends it"

    def test_waits_for_services_that_can_become_ready(self, name: str) -> None:
        for other, how in SERVICES[name].get("depends_on", {}).items():
            expected = "service_completed_successfully" if other in ONE_SHOT else "service_healthy"
            assert how["condition"] == expected

    def test_sets_settings_that_exist(self, name: str) -> None:
        service = SERVICES[name]
        if "build" in service:
            assert set(service["environment"]) <= SETTINGS | OF_THE_ASSISTANT

    def test_takes_secrets_from_outside_and_refuses_to_start_without(self, name: str) -> None:
        for key, value in SERVICES[name].get("environment", {}).items():
            for used in VARIABLE.finditer(str(value)):
                if SECRET.search(used["name"]):
                    assert used["rule"] == ":?", f"{key} needs {used['name']}"
            if SECRET.search(key):
                assert VARIABLE.search(str(value)), f"{key} is written down"

    def test_mounts_volumes_that_are_declared(self, name: str) -> None:
        for volume in SERVICES[name].get("volumes", []):
            source, _, target = volume.partition(":")
            if source.startswith("./"):
                assert (ROOT / source).is_file()
                assert target.endswith(":ro")
            else:
                assert source in COMPOSE["volumes"]

    def test_runs_commands_that_exist(self, name: str) -> None:
        program, *words = SERVICES[name].get("command", ["-"])
        # "-": the image's own, which has a test below
        assert program in ("rapport", "rasa", "-") or words == ["-m", "actions"]
        if program == "rapport":
            parse(words)


def on(network: str) -> set[str]:
    """The services that are on a network."""
    return {name for name, service in SERVICES.items() if network in service.get("networks", [])}


def test_networks_that_lead_nowhere_but_to_those_on_them() -> None:
    networks = COMPOSE["networks"]
    assert {name for name, how in networks.items() if not (how or {}).get("internal")} == LEADING_OUT
    assert on("outside") == {"api"}
    assert on("mail") == {"worker", "mail"}
    assert on("records") == {"api", "worker", "postgres"}
    assert on("conversations") == {"bot", "postgres"}
    assert on("assistant") == {"api", "bot", "actions"}


def test_only_the_api_is_published_and_to_this_machine_only() -> None:
    published = {
        name: service["ports"]
        for name, service in SERVICES.items()
        if "ports" in service and "profiles" not in service
    }
    assert published == {"api": ["127.0.0.1:${API_PORT:-8000}:8000"]}
    assert all(
        port.startswith("127.0.0.1:") for service in SERVICES.values() for port in service.get("ports", [])
    )


def test_the_api_is_healthy_when_it_is_ready() -> None:
    (check,) = arguments(ROOT / "Dockerfile", "HEALTHCHECK")
    assert "/v1/health/ready" in check
    assert "--start-period=10m" in check


def test_the_assistant_knows_no_password_but_its_own() -> None:
    known = {
        name: {used["name"] for used in VARIABLE.finditer(str(service.get("environment", {})))}
        for name, service in SERVICES.items()
    }
    assert {used for used in known["bot"] if SECRET.search(used)} == {"TRACKER_PASSWORD"}
    assert {used for used in known["actions"] if SECRET.search(used)} == {"RAPPORT_SECRET_KEY"}
    assert known["assistant-training"] == known["encoder"] == set()
    assert {name for name in known if "POSTGRES_PASSWORD" in known[name]} == {"postgres"}


def test_rasa_opens_its_rest_channel_and_not_its_own_api() -> None:
    commands = [
        *arguments(DOCKERFILES[1], "CMD"),
        *(str(service.get("command")) for service in SERVICES.values()),
    ]
    assert not any("--enable-api" in command for command in commands)
    channels = yaml.safe_load((ROOT / "bot" / "credentials.yml").read_text(encoding="utf-8"))
    assert set(channels) == {"components.channel.Door"}  # REST, with a door


def parse(words: list[str]) -> None:
    """Have the command line itself read the words, without running the command."""
    group = typer.main.get_group(app)
    name, *rest = words
    command = group.get_command(group.make_context("rapport", ["--help"], resilient_parsing=True), name)
    assert command is not None, f"there is no `rapport {name}`"
    command.make_context(name, rest)


def test_the_commands_of_the_images_exist() -> None:
    for command in arguments(ROOT / "Dockerfile", "CMD"):
        program, *words = json.loads(command)
        assert program == "rapport"
        parse(words)


def test_the_two_images_agree_on_who_writes_to_the_volumes() -> None:
    text = "".join(path.read_text(encoding="utf-8") for path in DOCKERFILES)
    assert len(re.findall(r"--uid \d+", text)) == len(DOCKERFILES)
    assert len(set(re.findall(r"--uid \d+", text))) == 1
