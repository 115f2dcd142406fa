"""`make help` lists every target, and the build server runs nothing of its own."""

import re
import subprocess

from tests.architecture.tree import ROOT

MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
INTERNAL = {"environments", "browser"}


def test_help_lists_every_target() -> None:
    shown = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    listed = {line.split()[0] for line in shown.splitlines() if line.startswith("  ")}

    assert listed | INTERNAL == set(re.findall(r"^\.PHONY: ([\w-]+)$", MAKEFILE, re.MULTILINE))
    assert {"help", "setup", "demo", "run", "test", "check", "fix", "bench", "docs"} <= listed


def test_every_phony_target_has_a_rule() -> None:
    rules = set(re.findall(r"^([\w-]+):(?!=)", MAKEFILE, re.MULTILINE))
    assert set(re.findall(r"^\.PHONY: ([\w-]+)$", MAKEFILE, re.MULTILINE)) <= rules


def test_the_build_server_runs_check_and_test_only() -> None:
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()
    commands = [line for line in script if line and not line.startswith(("#", "set ", "cd ", "export "))]
    assert commands == ["exec make check test"]


def test_the_locks_pin_exact_public_versions() -> None:
    for lock in (ROOT / "requirements.lock", ROOT / "bot" / "requirements.lock"):
        pins = [line for line in lock.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
        assert [pin for pin in pins if not re.fullmatch(r"[\w.-]+==[\w.!]+", pin)] == []
        assert [pin for pin in pins if pin.lower().startswith(("nvidia", "triton", "cuda"))] == []
    assert "torch==2.13.0" in (ROOT / "requirements.lock").read_text(encoding="utf-8").splitlines()
