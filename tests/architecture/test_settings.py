"""Every setting can be set: in `.env`, and through docker-compose.yml in the containers."""

import re
from pathlib import Path

import pytest

from core.settings import Settings
from tests.architecture.test_containers import COMPOSE, SERVICES, SETTINGS, VARIABLE
from tests.architecture.tree import ROOT

COMPOSE_ONLY = {"POSTGRES_PASSWORD", "DATABASE_PASSWORD", "TRACKER_PASSWORD"}
OF_THE_CONTAINERS = {
    "DATABASE_URL",
    "RAPPORT_TRACKER_URL",
    "RAPPORT_VAR",
    "RAPPORT_ENCODER",
    "RAPPORT_ASSISTANT_URL",
    "RAPPORT_ACTIONS_URL",
}
"""Settings that follow from where things are in the containers; all others are .env's to say."""


def test_the_example_of_the_environment_names_what_compose_needs() -> None:
    text = (ROOT / ".env.example").read_text(encoding="utf-8")
    named = set(re.findall(r"^#? ?([A-Z_]+)=", text, re.MULTILINE))
    required = {used["name"] for used in VARIABLE.finditer(str(COMPOSE)) if used["rule"] == ":?"}
    assert required <= named
    assert named - COMPOSE_ONLY == SETTINGS


@pytest.mark.parametrize("name", ["api", "worker"])
def test_every_setting_of_the_environment_reaches_it_and_no_default_is_written_twice(name: str) -> None:
    environment = SERVICES[name]["environment"]
    assert set(environment) == SETTINGS
    for key in SETTINGS - OF_THE_CONTAINERS:
        # Without a value: what .env says, and unset where it says nothing.
        assert environment[key] is None or environment[key].startswith(f"${{{key}:?"), key


def test_what_the_example_says_of_each_setting_can_be_read_and_is_its_default(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in SETTINGS:
        monkeypatch.delenv(name, raising=False)
    made = (ROOT / ".env.example").read_text(encoding="utf-8").partition("All other settings")[2]
    uncommented = tmp_path / "env"
    uncommented.write_text(re.sub(r"^# (?=[A-Z_]+=)", "", made, flags=re.MULTILINE))
    assert Settings(_env_file=uncommented) == Settings(_env_file=None)


def test_the_action_server_is_where_rasa_looks_for_it_whatever_its_port() -> None:
    address = "http://actions:${ACTIONS_PORT:-5055}/webhook"
    actions = SERVICES["actions"]
    assert {SERVICES[name]["environment"]["RAPPORT_ACTIONS_URL"] for name in ("bot", "actions")} == {address}
    assert actions["command"] == ["python", "-m", "actions"]
    assert actions["healthcheck"]["test"] == ["CMD", *actions["command"], "--health"]
