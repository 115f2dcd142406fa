"""Rejects files: what they keep, and that an erased shopper is not kept in them."""

import json
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlmodel import Session

from core.rejects import Rejects, RejectsFolder
from core.shoppers import ensure_shopper, set_email
from tests.clock import ManualClock


def test_no_rejects_no_file(tmp_path: Path) -> None:
    with Rejects(tmp_path / "rejects" / "a.jsonl"):
        pass
    assert not (tmp_path / "rejects").exists()


def test_an_erased_shopper_is_taken_out(tmp_path: Path, session: Session, clock: ManualClock) -> None:
    shopper = ensure_shopper(session, "5204", now=clock.now())
    set_email(session, shopper, "Zoë@example.com")
    rows = ["view,1,5204,s", "view,1,52041,s", {"email": "zoë@example.com"}, {"shopper_id": 5204}, "15204"]
    with Rejects(tmp_path / "a.jsonl") as rejects:
        for line, row in enumerate(rows):
            rejects.add(line=line, reason="cut", row=row)
    with Rejects(tmp_path / "b.jsonl") as rejects:
        rejects.add(line=1, reason="cut", row="somebody else")

    assert RejectsFolder(tmp_path).erase(session, shopper.shopper_id) == 3
    left = [json.loads(line)["row"] for line in (tmp_path / "a.jsonl").read_text().splitlines()]
    assert left == ["view,1,52041,s", "15204"]
    assert len((tmp_path / "b.jsonl").read_text().splitlines()) == 1
    assert sorted(path.name for path in tmp_path.iterdir() if path.is_file()) == ["a.jsonl", "b.jsonl"]


def test_a_shopper_without_a_name_is_in_no_file(tmp_path: Path, session: Session) -> None:
    assert RejectsFolder(tmp_path / "none").erase(session, "unknown") == 0


def test_old_files_go(tmp_path: Path) -> None:
    now = datetime(2026, 3, 1, tzinfo=UTC)
    for name, days in (("old", 31), ("new", 29)):
        path = tmp_path / f"{name}.jsonl"
        path.write_text("{}\n")
        written = (now - timedelta(days=days)).timestamp()
        os.utime(path, (written, written))
    assert RejectsFolder(tmp_path).purge(before=now - timedelta(days=30)) == 1
    assert [path.name for path in tmp_path.glob("*.jsonl")] == ["new.jsonl"]
