"""The `rapport` command as a person and as a script meet it."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from core.database import connect, transaction
from core.settings import Settings
from core.tables import Lease
from jobs.cli import app
from jobs.worker import LEASE
from tests.jobs.conftest import WriteCsv

Rapport = Callable[..., Result]

PRODUCTS = [{"product_id": name, "title": f"Blue {name}", "price": "9.50"} for name in ("mug", "hat", "pan")]


@pytest.fixture
def rapport(tmp_path: Path) -> Rapport:
    """Runs a command on data of its own."""

    def run(*arguments: str, **environment: str) -> Result:
        env = {"RAPPORT_VAR": str(tmp_path / "var"), "DATABASE_URL": "", "COLUMNS": "200"}
        return CliRunner().invoke(app, list(arguments), env=env | environment)

    return run


def failed_with(result: Result, sentence: str) -> bool:
    """Whether it ended with exit code 1 and one sentence on stderr, nothing else."""
    return result.exit_code == 1 and result.stdout == "" and result.stderr == f"Error: {sentence}\n"


def test_help_is_there_without_loading_a_model() -> None:
    heavy = ("torch", "onnxruntime", "sklearn", "pyarrow", "fastapi", "sqlalchemy")
    code = f"import sys, jobs.cli; print([name for name in {heavy} if name in sys.modules])"
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout == "[]\n"


def test_importing_tells_what_became_of_the_lines(rapport: Rapport, write_csv: WriteCsv) -> None:
    path = write_csv("mugs.csv", [*PRODUCTS, PRODUCTS[0] | {"product_id": "bad", "price": "-1"}])

    first = rapport("import", "products", str(path))
    assert first.exit_code == 0
    for part in (
        "imported",
        "known already",
        "rejected",
        "price: must be from 0",
        "Every rejected line is in",
    ):
        assert part in first.stdout

    second = json.loads(rapport("import", "products", str(path), "--json").stdout)
    assert (second["imported"], second["known"], second["rejected"], second["lines"]) == (0, 3, 1, 4)
    assert Path(second["rejects_file"]).read_text().count("\n") == 1


def test_a_trial_says_that_it_is_one(rapport: Rapport, write_csv: WriteCsv) -> None:
    rapport("import", "products", str(write_csv("mugs.csv", PRODUCTS)))
    row = {"shopper_id": "ayla", "type": "view", "product_id": "mug", "occurred_at": "2020-01-01T00:00:00Z"}
    path = str(write_csv("events.csv", [row]))
    result = rapport("import", "events", path, "--email-template", "{user_id}@example.com")
    assert result.exit_code == 0
    assert "For trials only" in result.stdout
    assert "The dates were moved by" in result.stdout
    assert "purge" not in result.stdout, "what was moved to the present is kept"
    assert "the nightly purge will delete those" in rapport("import", "events", path).stdout.replace(
        "\n", " "
    )
    for command in ("rees46", "online-retail", "events"):
        assert "For trials only" in rapport("import", command, "--help").stdout


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["import", "products", "no.csv"], "There is no file no.csv."),
        (
            ["import", "events", "no.csv", "--email-template", "me@example.com"],
            "The email template must hold {user_id} and look like an address: '{user_id}@example.com'.",
        ),
        (
            ["run", "dance"],
            "There is no job 'dance'; there are: label-responses, detect-abandoned-carts, "
            "send-recovery-emails, confirm-addresses, mark-crawlers, check-drift, retrain, "
            "clear-erased, purge.",
        ),
        (["recommend", "--shopper", "ayla"], "There is no model yet. Run `rapport train` first."),
        (["recommend"], "Name a shopper (--shopper ID) or products (--products A,B)."),
        (["evaluate"], "There are no products to learn about. Import some: `rapport import --help`."),
        (
            ["train"],
            "retrain failed: There are no products to learn about. Import some: `rapport import --help`.",
        ),
        (["models", "promote", "x"], "There is no model 'x'; `rapport models` lists them."),
        (["serve"], "The encoder is not exported yet. Run `rapport encoder` first."),
    ],
)
def test_bad_input_is_one_clear_sentence(rapport: Rapport, arguments: list[str], sentence: str) -> None:
    assert failed_with(rapport(*arguments), sentence)


@pytest.mark.parametrize(
    ("command", "missing", "remedy"),
    [("encoder", "sentence_transformers", "pip install 'rapport[export]'"), ("demo", "demo", "make demo")],
)
def test_what_an_installation_leaves_out_is_one_sentence(command: str, missing: str, remedy: str) -> None:
    code = f"import sys; sys.modules[{missing!r}] = None; from jobs.cli import app; app([{command!r}])"
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert result.returncode == 1
    assert remedy in result.stderr
    assert result.stderr.count("\n") == 1


def test_a_refusal_has_no_traceback(tmp_path: Path) -> None:
    env = {**os.environ, "RAPPORT_VAR": str(tmp_path / "var"), "DATABASE_URL": ""}
    command = [
        sys.executable,
        "-c",
        "from jobs.cli import app; app()",
        "train",
    ]  # a process of its own: pytest takes logs away
    result = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
    assert result.returncode == 1
    assert result.stderr.startswith("Error: retrain failed: There are no products to learn about.")
    assert result.stderr.count("\n") == 1


@pytest.mark.parametrize(
    ("environment", "beginning"),
    [
        ({"RAPPORT_SURVEY_QUIET_DAYS": "soon"}, "RAPPORT_SURVEY_QUIET_DAYS is not valid: "),
        ({"RAPPORT_CURRENCY": "euro"}, "RAPPORT_CURRENCY is not valid: "),
        ({"RAPPORT_CURRENCY": "eur"}, "RAPPORT_CURRENCY is not valid: "),
        ({"DATABASE_URL": "my database"}, "DATABASE_URL is not a database's URL"),
        ({"DATABASE_URL": "sqlite:////proc/no/rapport.db"}, "The database cannot be opened"),
    ],
)
def test_bad_settings_are_named(rapport: Rapport, environment: dict[str, str], beginning: str) -> None:
    result = rapport("run", "purge", **environment)
    assert result.exit_code == 1
    assert result.stderr.startswith(f"Error: {beginning}")
    assert result.stderr.count("\n") == 1


def test_a_job_for_a_machine(rapport: Rapport) -> None:
    done = rapport("run", "purge", "--json")
    assert (done.exit_code, json.loads(done.stdout)["outcome"]) == (0, "done")
    failed = rapport("run", "retrain", "--json")
    assert (failed.exit_code, json.loads(failed.stdout)["outcome"]) == (1, "failed")


def test_no_models_yet(rapport: Rapport) -> None:
    assert rapport("models").stdout == "There is no model yet. `rapport train` makes one.\n"
    nothing: dict[str, object] = {"current": None, "fault": "", "previous": None, "models": []}
    assert json.loads(rapport("models", "--json").stdout) == nothing
    assert "No older model" in rapport("models", "rollback").stderr


def test_from_a_catalog_to_recommendations(rapport: Rapport, write_csv: WriteCsv, encoder: Path) -> None:
    rapport("import", "products", str(write_csv("mugs.csv", PRODUCTS)))
    here = {"RAPPORT_ENCODER": str(encoder)}
    trained = json.loads(rapport("train", "--json", **here).stdout)
    assert trained["outcome"] == "done", trained["error"]

    shown = json.loads(rapport("recommend", "--products", "mug", "--json", **here).stdout)
    assert {product["product_id"] for product in shown["products"]} == {"hat", "pan"}
    assert all(product["reason"] for product in shown["products"])
    assert "Blue hat" in rapport("recommend", "--products", "mug", **here).stdout
    quoted = rapport("recommend", "--products", '"a,b",mug', **here)
    assert failed_with(quoted, "No product has the id 'a,b'.")
    assert failed_with(rapport("recommend", "--products", "x", **here), "No product has the id 'x'.")
    newcomer = rapport("recommend", "--shopper", "x", "--json", **here)
    assert len(json.loads(newcomer.stdout)["products"]) == 3
    assert "Nobody is known as 'x'; this is what a newcomer gets." in newcomer.stderr
    assert "'guest' is a placeholder" in rapport("recommend", "--shopper", "guest", **here).stderr
    assert "too little history" in rapport("evaluate", **here).stderr

    version = trained["counts"]["model"]
    assert json.loads(rapport("models", "--json").stdout)["current"] == version
    assert version in rapport("models").stdout
    assert rapport("models", "promote", version).stdout == f"{version} serves now.\n"


def test_the_worker_ends_politely_when_it_is_told_to(tmp_path: Path, encoder: Path) -> None:
    env = {**os.environ, "RAPPORT_VAR": str(tmp_path / "var"), "DATABASE_URL": ""}
    env["RAPPORT_ENCODER"] = str(encoder)
    command = [sys.executable, "-c", "from jobs.cli import app; app()", "worker"]
    process = subprocess.Popen(command, env=env, stderr=subprocess.PIPE, text=True)
    assert process.stderr is not None
    for line in process.stderr:
        if "This worker leads" in line:
            break
    time.sleep(0.5)  # it may be told at any moment from here on
    process.send_signal(signal.SIGTERM)
    _, rest = process.communicate(timeout=60)

    assert process.returncode == 0, rest
    assert "Traceback" not in rest
    engine = connect(Settings(_env_file=None, var=tmp_path / "var", database_url="").database)
    with transaction(engine, writes=False) as session:
        assert session.get(Lease, LEASE) is None
    engine.dispose()


NOWHERE = "postgresql://nobody@127.0.0.1:1/rapport"


def test_a_worker_waits_for_its_database_and_says_so_in_one_line(tmp_path: Path) -> None:
    env = {**os.environ, "RAPPORT_VAR": str(tmp_path / "var"), "DATABASE_URL": NOWHERE}
    command = [sys.executable, "-c", "from jobs.cli import app; app()", "worker"]
    process = subprocess.Popen(command, env=env, stderr=subprocess.PIPE, text=True)
    assert process.stderr is not None
    first = process.stderr.readline()
    time.sleep(3)  # it goes on trying
    process.send_signal(signal.SIGTERM)
    _, rest = process.communicate(timeout=60)

    assert "waits: The database cannot be opened; check DATABASE_URL and RAPPORT_VAR." in first
    assert (process.returncode, rest) == (0, "")


@pytest.mark.parametrize("command", [("serve",), ("run", "purge")])
def test_any_other_command_says_that_the_database_is_away(rapport: Rapport, command: Sequence[str]) -> None:
    result = rapport(*command, DATABASE_URL=NOWHERE)
    assert failed_with(result, "The database cannot be opened; check DATABASE_URL and RAPPORT_VAR.")


def test_an_account_is_made_and_changed(rapport: Rapport, tmp_path: Path) -> None:
    (tmp_path / "var").mkdir()
    first = tmp_path / "var" / "first-password"
    first.write_text("of the first start")
    rapport("account", "--password", "a long enough one")
    assert not first.exists()
    assert "can sign in" in rapport("account", "marek", "--password", "a long enough one").stdout
    assert "new password" in rapport("account", "marek", "--password", "another long one").stdout
    refused = rapport("account", "marek", "--password", "short")
    assert failed_with(refused, "A password needs at least 12 characters.")
