"""How large an environment is and how soon its server answers: `pip install .` and all that is locked.

Each is started as `rapport serve` on an empty shop with the same exported encoder, in turns.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import httpx
from rich.console import Console
from rich.table import Table

from benchmarks.report import print_json

SECRET = "sk_" + "a" * 32
PATIENCE = 120.0
"""Seconds without an answer after which a server is given up."""


def megabytes(environment: Path) -> float:
    """What the files of an environment take."""
    return sum(file.lstat().st_size for file in environment.rglob("*") if file.is_file()) / 1e6


def seconds(environment: Path, encoder: Path, port: int) -> float:
    """From the start of the process to its first list of recommendations."""
    with tempfile.TemporaryDirectory() as folder:
        settings = {
            "RAPPORT_VAR": folder,
            "RAPPORT_ENCODER": str(encoder.resolve()),
            "RAPPORT_SECRET_KEY": SECRET,
            "RAPPORT_PUBLISHABLE_KEY": "pk_" + "a" * 32,
        }
        command = [str(environment.absolute() / "bin" / "rapport"), "serve", "--port", str(port)]
        with (Path(folder) / "log").open("w") as log:
            began = time.monotonic()
            server = subprocess.Popen(  # noqa: S603 - our own command
                command, env=os.environ | settings, cwd=folder, stdout=log, stderr=log
            )
            try:
                return _first_answer(server, port) - began
            finally:
                server.terminate()
                server.wait()


def _first_answer(server: "subprocess.Popen[bytes]", port: int) -> float:
    url, headers = f"http://127.0.0.1:{port}/v1/recommendations", {"Authorization": f"Bearer {SECRET}"}
    give_up = time.monotonic() + PATIENCE
    while time.monotonic() < give_up and server.poll() is None:
        try:
            httpx.get(url, params={"placement": "home"}, headers=headers).raise_for_status()
        except httpx.TransportError:
            time.sleep(0.01)
        else:
            return time.monotonic()
    raise SystemExit("The server has ended or does not answer.")


def main() -> None:
    """Measure each environment some times, one after the other."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("environments", nargs="*", type=Path, default=[Path(sys.prefix)])
    parser.add_argument("--encoder", type=Path, default=Path("var/encoder"))
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--port", type=int, default=8899)
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    took: dict[str, list[float]] = {str(environment): [] for environment in given.environments}
    for _ in range(given.runs):
        for environment in given.environments:
            took[str(environment)].append(round(seconds(environment, given.encoder, given.port), 2))
    rows = {name: {"megabytes": round(megabytes(Path(name))), "seconds": own} for name, own in took.items()}
    table = Table("environment", "MB", "s to the first answer", title="Size and start")
    for name, row in rows.items():
        table.add_row(name, f"{row['megabytes']:,}", ", ".join(f"{duration:.2f}" for duration in took[name]))
    Console().print(table)
    if given.json:
        print_json(benchmark="first_answer", environments=rows)


if __name__ == "__main__":
    main()
