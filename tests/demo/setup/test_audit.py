"""What is known against the locks fails the check by name, unless it is accepted or nobody can be asked."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest

from demo.setup.audit import ACCEPTED, LOCKS, accepted, main
from tests.architecture.tree import ROOT
from tests.live import free_port

NEWS = {
    "id": "GHSA-aaaa-bbbb-cccc",
    "aliases": ["CVE-2026-1"],
    "affected": [
        {
            "package": {"name": "oldish", "ecosystem": "PyPI"},
            "ranges": [{"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"fixed": "2.0"}]}],
        }
    ],
}


class Advisories(BaseHTTPRequestHandler):
    """Answers as OSV does: something is known against `oldish`, nothing against anything else."""

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        known: dict[str, Any] = {"vulns": [NEWS]} if asked["package"]["name"] == "oldish" else {}
        body = json.dumps(known).encode()
        self.send_response(int(self.path.strip("/")))
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Nothing."""


@pytest.fixture(scope="module")
def osv() -> Iterator[str]:
    server = HTTPServer(("127.0.0.1", 0), Advisories)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def locks(tmp_path: Path) -> list[Path]:
    """Two locks, each in its folder; the second holds what is old."""
    written = [tmp_path / "requirements.lock", tmp_path / "bot" / "requirements.lock"]
    for lock, pins in zip(written, ["newish==1.0", "newish==1.0\noldish==1.0"], strict=True):
        lock.parent.mkdir(exist_ok=True)
        lock.write_text(f"# Made by `make lock`.\n{pins}\n")
    return written


Shown = pytest.CaptureFixture[str]


def test_what_is_known_fails_with_its_names_and_the_remedy(
    locks: list[Path], osv: str, capsys: Shown
) -> None:
    assert main(locks, "--osv-url", f"{osv}/200") == 1
    first, second = capsys.readouterr().out.splitlines()
    assert first == f"{locks[0]}: nothing is known that is not accepted (0 are)."
    assert second.startswith(f"{locks[1]}: oldish 1.0: CVE-2026-1 GHSA-aaaa-bbbb-cccc, fixed in 2.0.")


@pytest.mark.parametrize("name", ["CVE-2026-1", "GHSA-aaaa-bbbb-cccc"])
def test_what_is_accepted_under_one_of_its_names_does_not(
    name: str, locks: list[Path], osv: str, capsys: Shown
) -> None:
    entry = f'[oldish]\nreason = "not reached"\nadvisories = ["{name}", "CVE-2020-2"]\n'
    locks[1].with_name(ACCEPTED).write_text(entry)
    assert main(locks, "--osv-url", f"{osv}/200") == 0
    assert (
        f"{locks[1].with_name(ACCEPTED)}: not known against this lock: CVE-2020-2." in capsys.readouterr().out
    )


def test_what_is_accepted_is_for_that_package_and_that_lock(locks: list[Path], osv: str) -> None:
    locks[0].with_name(ACCEPTED).write_text('[oldish]\nreason = "elsewhere"\nadvisories = ["CVE-2026-1"]\n')
    locks[1].with_name(ACCEPTED).write_text('[newish]\nreason = "another"\nadvisories = ["CVE-2026-1"]\n')
    assert main(locks, "--osv-url", f"{osv}/200") == 1


def test_where_nobody_answers_one_line_says_so_and_the_check_goes_on(
    locks: list[Path], capsys: Shown
) -> None:
    assert main(locks, "--osv-url", f"http://127.0.0.1:{free_port()}") == 0
    (line,) = capsys.readouterr().out.splitlines()
    assert line.startswith("The advisories cannot be reached from here")


def test_who_answers_with_an_error_is_out_of_reach_too(locks: list[Path], osv: str, capsys: Shown) -> None:
    assert main(locks, "--osv-url", f"{osv}/503") == 0
    assert "cannot be reached" in capsys.readouterr().out


def test_what_fails_for_another_reason_is_no_way_out(tmp_path: Path, osv: str, capsys: Shown) -> None:
    assert main([tmp_path / "missing.lock"], "--osv-url", f"{osv}/200") == 1
    assert capsys.readouterr().err.startswith("pip-audit failed: ")


@pytest.mark.parametrize("lock", LOCKS, ids=str)
def test_only_what_is_pinned_is_accepted(lock: Path) -> None:
    pinned = {line.partition("==")[0].lower() for line in (ROOT / lock).read_text().splitlines()}
    assert {package for package, _ in accepted(ROOT / lock)} <= pinned
