"""The docs are in step with the code: settings, commands, links."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
import typer

from core.settings import Settings
from jobs.cli import app
from tests.architecture.tree import ROOT, files, text_of

LINK = re.compile(r"!?\[[^\]]*\]\((?P<target>[^)\s]+)\)")
NAMED = re.compile(r"`(?P<path>[\w.-]+(?:/[\w.-]+)+\.(?:py|md|yml|toml|js|sql))`")
"""A file with the folder it lies in."""
ELSEWHERE = ("js/", "var/")
"""Files of a shop, and those that a run makes."""
PAGES = [path for path in files() if path.suffix == ".md"]


def test_generated_pages_are_in_step() -> None:
    result = subprocess.run(
        [sys.executable, "docs/reference.py", "--check"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stdout + result.stderr


@pytest.mark.parametrize("name", Settings.model_fields)
def test_every_setting_is_documented(name: str) -> None:
    variable = "DATABASE_URL" if name == "database_url" else f"RAPPORT_{name.upper()}"
    assert f"| `{variable}` |" in (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")


def commands(group: typer.core.TyperGroup, prefix: str) -> list[tuple[str, typer.core.TyperCommand]]:
    """Every command of the command line with its full name."""
    named_commands = []
    for name, command in group.commands.items():
        if isinstance(command, typer.core.TyperGroup):
            named_commands += commands(command, f"{prefix} {name}")
        else:
            assert isinstance(command, typer.core.TyperCommand)
            named_commands.append((f"{prefix} {name}", command))
    return named_commands


COMMANDS = commands(typer.main.get_group(app), "rapport")


@pytest.mark.parametrize(("name", "command"), COMMANDS, ids=[name for name, _ in COMMANDS])
def test_every_command_is_documented_and_has_an_example(name: str, command: typer.core.TyperCommand) -> None:
    assert name in (ROOT / "docs" / "command-line.md").read_text(encoding="utf-8")
    assert name in f"{command.help}{command.epilog}", "its --help shows no example"


@pytest.mark.parametrize("page", PAGES, ids=str)
def test_every_link_leads_somewhere(page: Path) -> None:
    text = re.sub(r"```.*?```", "", text_of(page), flags=re.DOTALL)
    targets = [match["target"].partition("#")[0] for match in LINK.finditer(text)]
    local = [target for target in targets if target and "://" not in target and "mailto:" not in target]
    assert [target for target in local if not (ROOT / page.parent / target).exists()] == []


@pytest.mark.parametrize("page", [page for page in PAGES if page.name != "CHANGELOG.md"], ids=str)
def test_every_file_that_is_named_is_there(page: Path) -> None:
    text = re.sub(r"```.*?```", "", text_of(page), flags=re.DOTALL)
    named = {match["path"] for match in NAMED.finditer(text) if not match["path"].startswith(ELSEWHERE)}
    shelves = (ROOT, ROOT / page.parent, ROOT / "bot", ROOT / "api")
    assert [path for path in sorted(named) if not any((shelf / path).exists() for shelf in shelves)] == []


def test_every_page_of_the_docs_is_linked_from_another() -> None:
    targets = {
        (ROOT / page.parent / match["target"].partition("#")[0]).resolve()
        for page in PAGES
        for match in LINK.finditer(text_of(page))
        if "://" not in match["target"]
    }
    linked = {target / "README.md" if target.is_dir() else target for target in targets}
    pages = [page for page in PAGES if page.parts[0] == "docs"]
    assert [page for page in pages if (ROOT / page).resolve() not in linked] == []
