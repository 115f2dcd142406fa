"""`rapport demo`: what it says before, while and after the sample shop runs."""

import os
import re
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from core import catalog
from core.database import connect, transaction
from core.keys import Keys
from core.migration import upgrade
from core.settings import Settings
from demo import assistant
from demo.__main__ import console, prepare, rapport, services, watch, welcome
from demo.processes import NotStarted, Processes, Service
from tests.architecture.tree import ROOT
from tests.clock import ManualClock
from tests.shop import shop_catalog


@pytest.fixture
def trained(settings: Settings) -> Settings:
    """A shop that has products and a model already."""
    engine = connect(settings.database)
    upgrade(engine)
    with transaction(engine) as session:
        catalog.upsert(session, shop_catalog(), now=ManualClock().now())
    engine.dispose()
    (settings.models_folder / "current").mkdir(parents=True)
    return settings


@pytest.mark.parametrize("variable", ["PUBLIC_URL", "STOREFRONT_URL", "ASSISTANT_URL", "ACTIONS_URL"])
def test_an_address_that_somebody_has_is_named_with_the_setting_to_change(
    tmp_path: Path, variable: str
) -> None:
    with socket.socket() as somebody:
        somebody.bind(("127.0.0.1", 0))
        somebody.listen()
        url = f"http://127.0.0.1:{somebody.getsockname()[1]}"
        addresses = ("PUBLIC_URL", "STOREFRONT_URL", "ASSISTANT_URL")
        free = {f"RAPPORT_{name}": f"http://127.0.0.1:{port}" for port, name in enumerate(addresses, start=9)}
        variables = {**free, "RAPPORT_VAR": str(tmp_path / "var"), f"RAPPORT_{variable}": url}
        command = [sys.executable, "-m", "demo"]
        environment = {**os.environ, "PYTHONPATH": str(ROOT), **variables}
        refused = subprocess.run(
            command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
        )
    assert refused.returncode == 1
    said = " ".join(refused.stdout.split())
    assert said == f"Something else already answers at {url}. End it, or set RAPPORT_{variable}."


def test_a_shop_that_is_there_is_left_as_it_is_and_its_password_is_shown_until_it_is_used(
    trained: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    password = prepare(trained)
    assert password
    assert prepare(trained) == password
    trained.first_password_file.unlink()
    assert prepare(trained) is None
    assert "Sample shop:" not in capsys.readouterr().out
    shown, later = (_told(trained, value) for value in (password, None))
    assert f"admin / {password}" in shown
    assert password not in later
    assert "rapport account" in later


def test_what_is_told_is_where_everything_is(settings: Settings) -> None:
    told = _told(settings, None)
    api = settings.public_url
    assert all(address in told for address in (settings.storefront_url, f"{api}/dashboard", f"{api}/docs"))
    assert "simulated" in told


def _told(settings: Settings, password: str | None) -> str:
    with console.capture() as captured:
        console.print(welcome(settings, password))
    return re.sub(r"\s+", " ", captured.get())


def test_each_process_listens_where_the_settings_say(settings: Settings, keys: Keys) -> None:
    moved = settings.model_copy(
        update={"public_url": "http://127.0.0.1:6000", "storefront_url": "http://shop.localhost"}
    )
    started = {service.name: service for service in services(moved, keys)}
    assert list(started)[:3] == ["api", "worker", "storefront"]
    assert ("assistant" in started) is assistant.installed()
    assert list(started["api"].command)[-4:] == ["--host", "127.0.0.1", "--port", "6000"]
    assert list(started["storefront"].command)[-4:] == ["--host", "shop.localhost", "--port", "80"]
    assert started["api"].ready_url == "http://127.0.0.1:6000/v1/health"
    assert started["worker"].ready_url is None


def test_a_process_that_ends_by_itself_ends_all(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with Processes(tmp_path) as processes:
        processes.start(Service("worker", (sys.executable, "-c", "")))
        assert watch(processes) == 1
    assert "worker ended by itself" in capsys.readouterr().out


def test_a_process_of_the_assistant_is_started_again_three_times_and_then_gone_without(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each time it notes that it ran and ends; the worker ends when the shop has gone on without it."""
    runs = tmp_path / "runs"
    dying = f"print('no memory', flush=True); open({str(runs)!r}, 'a').write('x')"
    assistant = Service("assistant", (sys.executable, "-c", dying), is_needed=False)
    waiting = (
        f"import pathlib, time\nwhile not pathlib.Path({str(tmp_path / 'end')!r}).exists(): time.sleep(0.01)"
    )

    def pause(_seconds: float) -> None:
        time.sleep(0.05)
        if "goes on without it" in (told := said()):
            assert "worker" not in told
            (tmp_path / "end").touch()

    output: list[str] = []

    def said() -> str:
        output.append(capsys.readouterr().out)
        return " ".join("".join(output).split())

    with Processes(tmp_path / "log") as processes:
        processes.start(Service("worker", (sys.executable, "-c", waiting)))
        processes.start(assistant)
        assert watch(processes, pause=pause) == 1
    told = said()
    assert [f"started again ({count} of 3)" in told for count in (1, 2, 3)] == [True] * 3
    assert runs.read_text() == "xxxx"
    assert (tmp_path / "log" / "assistant.log").read_text().count("no memory") == 4
    assert told.endswith("worker ended by itself; see its log. Ending the rest.")


def test_what_a_command_says_when_it_fails_is_passed_on() -> None:
    rapport("run", "--help")
    with pytest.raises(NotStarted, match="no-such-command"):
        rapport("no-such-command")
