"""What judges the faults tells a doubled job from one that was killed, and the short form runs through."""

import json
import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from rich.console import Console

from benchmarks.faults.conductor import conduct
from benchmarks.faults.journal import Journal, overlaps
from benchmarks.faults.kinds import Fault
from benchmarks.faults.machine import Clock, Disk
from benchmarks.faults.record import CALM, Record
from benchmarks.faults.worker import journalled
from jobs.context import JobContext
from jobs.running import Job
from tests.architecture.tree import ROOT


def written(path: Path, *lines: str) -> Journal:
    path.write_text("".join(f"{line}\n" for line in lines))
    journal = Journal(path, lambda _begun: None)
    journal.close()
    return journal


def test_a_job_in_two_processes_at_once_is_found(tmp_path: Path) -> None:
    journal = written(
        tmp_path / "journal",
        "1.0 10 retrain begins",
        "1.5 10 purge begins",
        "2.0 11 retrain begins",
        "3.0 10 retrain ends",
        "3.5 11 retrain fails",
        "4.0 10 purge ends",
    )
    [(first, second)] = overlaps(journal.runs({}))
    assert (first.job, first.pid, second.pid) == ("retrain", 10, 11)
    assert [run.well for run in journal.runs({})] == [True, False, True]


def test_a_job_ends_when_its_process_is_killed(tmp_path: Path) -> None:
    journal = written(
        tmp_path / "journal", "1.0 10 retrain begins", "3.0 11 retrain begins", "4.0 11 retrain ends"
    )
    assert overlaps(journal.runs({10: 2.0})) == []
    assert len(overlaps(journal.runs({10: 3.5}))) == 1
    assert len(overlaps(journal.runs({}))) == 1, "nobody saw it end"


def test_jobs_are_written_down_as_they_begin_and_end(tmp_path: Path) -> None:
    path = tmp_path / "journal"
    job = journalled(Job("a-job", "* * * * *", lambda _: {"done": 1}, ""), path)
    assert job.function(None) == {"done": 1}  # type: ignore[arg-type]  # it asks for nothing

    def fails(_context: JobContext) -> dict[str, int]:
        raise ValueError("nonsense")

    with pytest.raises(ValueError, match="nonsense"):
        journalled(Job("b-job", "* * * * *", fails, ""), path).function(None)  # type: ignore[arg-type]
    assert [line.split()[2:] for line in path.read_text().splitlines()] == [
        ["a-job", "begins"],
        ["a-job", "ends"],
        ["b-job", "begins"],
        ["b-job", "fails"],
    ]


def test_only_503_is_a_right_way_to_refuse() -> None:
    record = Record()
    for status in ("200", "503", "422", "refused", "500"):
        record.answered("GET /v1/consent", status, 0.1)
    assert record.wrong() == {f"GET /v1/consent 500, {CALM}": 1}


def test_a_part_has_recovered_when_it_works_after_the_end() -> None:
    record, done = Record(), []
    works = threading.Timer(0.2, record.works, ("events",))
    fault = Fault("something", lambda: done.append("begun"), works.start, ("events",), lasts=0)
    record.works("events")
    [happened] = conduct([fault], record, seconds=0, rounds=False, console=Console(quiet=True))
    assert done == ["begun"]
    works.join()
    assert happened.recovered["events"] is not None
    assert happened.recovered["events"] >= 0.1, "that it worked before counts for nothing"
    assert record.phase == CALM


def test_a_clock_jumps_for_those_who_go_by_it(tmp_path: Path) -> None:
    clock = Clock(tmp_path / "clock", Path("libfaketime.so"))
    clock.jump(-3_600)
    assert Path(clock.environment["FAKETIME_TIMESTAMP_FILE"]).read_text() == "-3600\n"


def test_where_no_disk_can_be_mounted_files_cannot_grow(tmp_path: Path) -> None:
    grow = "import sys\nfile = open(sys.argv[1], 'w')\nwhile True:\n    print('x', file=file, flush=True)\n"
    command = [sys.executable, "-c", grow, str(tmp_path / "file")]
    process = subprocess.Popen(command, stderr=subprocess.PIPE)
    disk = Disk(tmp_path, mounted=False)
    disk.fill([process.pid])
    _, said = process.communicate(timeout=60)
    assert b"File too large" in said


def test_the_short_form_runs_through(encoder: Path) -> None:
    """A real API and two real workers, three faults: nothing lost, nothing twice, all recovered."""
    command = [sys.executable, "-m", "benchmarks.faults", "--quick", "--database", "sqlite", "--json"]
    environment = {**os.environ, "RAPPORT_ENCODER": str(encoder)}
    result = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False, timeout=600
    )
    report = json.loads(result.stdout.splitlines()[-1])
    assert (result.returncode, report["broken"]) == (0, {}), result.stdout + result.stderr
    assert report["events"]["acknowledged"] > 0
    assert report["emails"]["received"] > 0
    assert report["jobs"]["ended well"] > 0
    assert len(report["faults"]) >= 2, "without libfaketime no clock jumps"
