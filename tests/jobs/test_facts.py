"""`rapport facts check` says what is known, what is missing, and what is not said all the same."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from jobs.cli import app
from tests.architecture.tree import ROOT

SAMPLE = str(ROOT / "demo" / "shop-facts.toml")
UNSET = {"RAPPORT_DELIVERY_COST": "", "RAPPORT_FREE_DELIVERY_FROM": "", "RAPPORT_SHOP_FACTS": ""}
SET = {**UNSET, "RAPPORT_DELIVERY_COST": "3.95", "RAPPORT_FREE_DELIVERY_FROM": "40"}


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> CliRunner:
    monkeypatch.chdir(tmp_path)
    return CliRunner()


def test_known_and_missing_are_told_by_section(run: CliRunner) -> None:
    result = run.invoke(app, ["facts", "check", SAMPLE, "--json"], env=SET)
    assert result.exit_code == 0, result.output
    told = json.loads(result.stdout)
    assert "cost" in told["known"]["delivery"]
    assert told["missing"]["delivery"] == ["carrier", "recipient", "missed", "customs"]
    assert told["known"]["orders"] == []
    assert told["remarks"] == []


def test_without_a_name_it_is_the_file_of_the_settings(run: CliRunner) -> None:
    result = run.invoke(app, ["facts", "check"], env={**SET, "RAPPORT_SHOP_FACTS": SAMPLE})
    assert result.exit_code == 0, result.output
    assert "gift_cards" in result.stdout
    nothing = run.invoke(app, ["facts", "check"], env=SET)
    assert nothing.exit_code == 1
    assert "set RAPPORT_SHOP_FACTS" in nothing.stderr


def test_a_text_that_is_not_said_is_told_and_an_amount_that_may_change(
    run: CliRunner, tmp_path: Path
) -> None:
    told = run.invoke(app, ["facts", "check", SAMPLE], env=UNSET)
    assert told.exit_code == 0
    assert (
        "[delivery] cost is not said: set RAPPORT_DELIVERY_COST and RAPPORT_FREE_DELIVERY_FROM" in told.stderr
    )
    file = tmp_path / "facts.toml"
    file.write_text('[delivery]\ncost = "It is £3.95."', encoding="utf-8")
    told = run.invoke(app, ["facts", "check", str(file)], env=SET)
    assert "[delivery] cost says £3.95; write {delivery_cost}" in told.stderr


def test_a_broken_file_is_one_sentence(run: CliRunner, tmp_path: Path) -> None:
    file = tmp_path / "facts.toml"
    file.write_text("[returns]\nwindow = 30", encoding="utf-8")
    result = run.invoke(app, ["facts", "check", str(file)], env=SET)
    assert result.exit_code == 1
    assert result.stderr.startswith("Error: ")
    assert "[returns] window" in result.stderr
