"""What an engine must not do to those who have the same database open."""

import subprocess
import sys
from pathlib import Path

from sqlalchemy import text

from core.database import connect, transaction

COMES_AND_GOES = (
    "import sqlite3, sys; c = sqlite3.connect(sys.argv[1]); c.execute('SELECT 1 FROM t'); c.close()"
)


def test_a_second_engine_of_a_process_leaves_the_first_ones_locks(tmp_path: Path) -> None:
    """Opening and closing the file would drop them (POSIX): another who leaves then takes the log away."""
    path = tmp_path / "rapport.db"
    first = connect(f"sqlite:///{path}")
    with transaction(first) as session:
        session.execute(text("CREATE TABLE t (x)"))
    second = connect(f"sqlite:///{path}")

    subprocess.run([sys.executable, "-c", COMES_AND_GOES, path], check=True)

    assert (tmp_path / "rapport.db-wal").exists(), "what is written from here on is lost when we are killed"
    first.dispose()
    second.dispose()
