"""The set-up runs what is needed, in order, once, and says plainly what failed."""

import io
import sys
from pathlib import Path

import pytest
from rich.console import Console

from demo.setup.lock import frozen
from demo.setup.plan import STEPS
from demo.setup.progress import Progress
from demo.setup.python310 import candidates, find
from demo.setup.runner import Outcome, log_of, run
from demo.setup.step import CANNOT, SetupStep, with_ancestors


def python(script: str) -> tuple[str, ...]:
    """The command of a step that runs a script."""
    return sys.executable, "-c", script


def run_all(steps: list[SetupStep], folder: Path) -> tuple[dict[str, Outcome], str]:
    """The outcomes and what was shown."""
    shown = io.StringIO()
    with Progress(Console(file=shown, width=200)) as progress:
        outcomes = run(steps, progress, stamps=folder / "stamps", logs=folder / "log")
    return outcomes, shown.getvalue()


def test_a_step_runs_once_and_again_when_its_input_changed(tmp_path: Path) -> None:
    lock, made = tmp_path / "lock", tmp_path / "made"
    lock.write_text("one")
    command = python(f"open({str(made)!r}, 'a').write('x')")
    only = SetupStep("install", "Install", command, inputs=(lock,), outputs=(made,))

    for content, runs in (("one", "x"), ("one", "x"), ("two", "xx")):
        lock.write_text(content)
        outcomes, shown = run_all([only], tmp_path)
        assert outcomes == {"install": Outcome.DONE}
        assert made.read_text() == runs
    made.unlink()
    run_all([only], tmp_path)
    assert made.exists()
    assert "✓ Install" in shown


def test_a_step_waits_for_what_it_comes_after(tmp_path: Path) -> None:
    made = str(tmp_path / "made")
    first = SetupStep("first", "First", python(f"import time; time.sleep(0.2); open({made!r}, 'w')"))
    second = SetupStep("second", "Second", python(f"open({made!r})"), after=("first",))

    assert run_all([second, first], tmp_path)[0] == {"first": Outcome.DONE, "second": Outcome.DONE}


def test_what_comes_after_a_failure_is_left_out_and_the_rest_goes_on(tmp_path: Path) -> None:
    steps = [
        SetupStep("bad", "Bad", python("print('no disk'); raise SystemExit(7)")),
        SetupStep("after", "After", python("print('never')"), after=("bad",)),
        SetupStep("other", "Other", python("print('fine')")),
    ]
    outcomes, shown = run_all(steps, tmp_path)

    assert outcomes == {"bad": Outcome.FAILED, "other": Outcome.DONE}
    assert "✗ Bad" in shown
    assert log_of(steps[0], tmp_path / "log").read_text() == "no disk\n"
    assert run_all(steps, tmp_path)[0]["bad"] is Outcome.FAILED


def test_an_optional_step_that_cannot_be_done_is_no_failure(tmp_path: Path) -> None:
    impossible = SetupStep("python", "Python", python(f"raise SystemExit({CANNOT})"), optional=True)
    broken = SetupStep("broken", "Broken", python("raise SystemExit(1)"), optional=True)

    outcomes, _ = run_all([impossible, broken], tmp_path)
    assert outcomes == {"python": Outcome.IMPOSSIBLE, "broken": Outcome.FAILED}


def test_a_step_is_taken_with_all_that_it_needs() -> None:
    assert [step.name for step in with_ancestors(STEPS, ["encoder"])] == ["main-environment", "encoder"]
    assert with_ancestors(STEPS, ["assistant"]) == list(STEPS)
    with pytest.raises(KeyError):
        with_ancestors(STEPS, ["nothing"])


def test_a_lock_holds_exact_public_versions_and_not_the_project() -> None:
    pins = frozen(Path(sys.prefix))
    assert all(pin.count("==") == 1 and "+" not in pin for pin in pins)
    assert not any(pin.startswith("rapport") for pin in pins)


def interpreter(path: Path, script: str) -> Path:
    """A stand-in for a Python at `path`."""
    path.parent.mkdir(parents=True)
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return path


def test_a_python_3_10_is_found_past_a_shim_that_does_not_work(tmp_path: Path) -> None:
    shim = interpreter(
        tmp_path / "shims" / "python3.10", "echo 'python3.10: command not found' >&2; exit 127"
    )
    older = interpreter(tmp_path / "pyenv/versions/3.10.9/bin/python", "exit 0")
    newer = interpreter(tmp_path / "pyenv/versions/3.10.13/bin/python", "exit 0")
    missing = tmp_path / "no/such/python"

    assert find([str(missing), str(shim), str(newer), str(older)]) == str(newer)
    assert find([str(missing), str(shim)]) is None
    assert list(
        candidates({"PATH": str(shim.parent), "PYENV_ROOT": str(tmp_path / "pyenv")}, home=tmp_path)
    ) == [
        str(shim),
        str(newer),
        str(older),
    ]
