"""What `rapport train` costs: its CPU seconds, its steps, and one training of the same data beside it."""

import json
import os
import re
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from benchmarks.bulk.importing import RAPPORT
from benchmarks.bulk.shop import fill
from benchmarks.freshness import HashedWords
from core import catalog
from core.clock import SystemClock
from core.database import connect, transaction
from core.migration import upgrade
from core.settings import Settings
from recommender import OnnxEncoder

STEP = re.compile(r"([A-Z][\w ,]+): ([\d.]+) s, ([\d.]+) s of CPU")


def trained(products: int, events: int, encoder: Path, code: Path) -> dict[str, Any]:
    """Fill a shop and train on it with the `rapport` that lies in `code`."""
    with tempfile.TemporaryDirectory() as folder:
        _fill(Path(folder), products, events, OnnxEncoder(encoder).identity)
        settings = {"RAPPORT_VAR": folder, "RAPPORT_ENCODER": str(encoder.resolve()), "DATABASE_URL": ""}
        cpu, said, told = _run({**os.environ, **settings, "PYTHONPATH": str(code.resolve())}, folder)
    steps = {name: float(seconds) for name, _, seconds in STEP.findall(" ".join(told.split()))}
    once = steps.get("Trained on everything")
    return {
        "products": products,
        "events": events,
        "cpu_seconds": round(cpu, 1),
        "steps_cpu_seconds": steps,
        "times_one_training": round(cpu / once, 2) if once else None,
        "ndcg@10": said["counts"].get("ndcg@10"),
    }


def _fill(folder: Path, products: int, events: int, identity: str) -> None:
    """With vectors that cost nothing: what encoding costs is another figure."""
    settings = Settings(_env_file=None, var=folder, database_url="")
    engine = connect(settings.database)
    upgrade(engine)
    fill(engine, products=products, events=events, now=SystemClock().now())
    with transaction(engine, writes=False) as session:
        stored = catalog.products(session)
    catalog.vectors(engine, stored, encoder=identity, encode=HashedWords().encode)
    engine.dispose()


def _run(environment: Mapping[str, str], folder: str) -> tuple[float, Mapping[str, Any], str]:
    """CPU seconds of the process, what it printed and what it told of itself.

    It works in a folder without code: the folder that a process is in goes before PYTHONPATH.
    """
    with tempfile.TemporaryFile("w+") as out, tempfile.TemporaryFile("w+") as err:
        process = subprocess.Popen(  # noqa: S603 - our own command
            [*RAPPORT, "train", "--json"], env=environment, cwd=folder, stdout=out, stderr=err
        )
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        err.seek(0)
        said, told = out.read(), err.read()
    if process.returncode:
        raise SystemExit(f"rapport train failed: {said}{told}")
    return usage.ru_utime + usage.ru_stime, json.loads(said.splitlines()[-1]), told
