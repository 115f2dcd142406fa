"""What stays on disk, and that nobody who is killed leaves half of anything."""

import os
import signal
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path

import pytest

from recommender.hybrid import Hybrid
from recommender.models import files
from recommender.models.manifest import Manifest
from recommender.models.registry import load, load_current, promote, publish, rollback, versions
from recommender.models.retention import prune
from tests.recommender.shop import NOW

WINDOW = (NOW.isoformat(), NOW.isoformat())
ENDLESS = """
import sys
from datetime import timedelta
from pathlib import Path
from recommender.models.manifest import Manifest
from recommender.models.registry import promote, publish
from recommender.models.retention import prune
from tests.recommender.shop import NOW, trained

root, model = Path(sys.argv[1]), trained()
for step in range(10**6):
    version = publish(root, model, Manifest(), auxiliary_models={"other": {"day": model.catalog.embeddings}})
    promote(root, version)
    prune(root, keep=2)
    print(version, flush=True)
"""


def published(root: Path, hybrid: Hybrid, *, hours: int) -> str:
    return publish(root, hybrid, Manifest(window=WINDOW), now=NOW + timedelta(hours=hours))


def test_the_newest_stay_and_always_the_serving_and_its_predecessor(tmp_path: Path, hybrid: Hybrid) -> None:
    made = [published(tmp_path, hybrid, hours=hour) for hour in range(7)]
    promote(tmp_path, made[0])
    promote(tmp_path, made[2])
    assert prune(tmp_path, keep=2) == [made[1], made[3], made[4]]
    assert [manifest.version for manifest in versions(tmp_path)] == [made[6], made[5], made[2], made[0]]
    assert rollback(tmp_path) == made[0]
    assert prune(tmp_path, keep=1) == [made[2], made[5]]
    loaded = load_current(tmp_path)
    assert loaded is not None
    assert (loaded.manifest.version, loaded.warning) == (made[0], None)


def test_broken_folders_do_not_push_whole_ones_out(tmp_path: Path, hybrid: Hybrid) -> None:
    made = [published(tmp_path, hybrid, hours=hour) for hour in range(4)]
    for version in made[2:]:
        (tmp_path / version / "manifest.json").unlink()
    assert prune(tmp_path, keep=2) == []
    assert [manifest.version for manifest in versions(tmp_path)] == [made[1], made[0]]


def test_nothing_to_prune(tmp_path: Path) -> None:
    assert prune(tmp_path / "models", keep=3) == []


def test_what_dead_writers_left_goes_after_a_day(tmp_path: Path) -> None:
    old, new = tmp_path / f"{files.UNFINISHED}old", tmp_path / f"{files.UNFINISHED}new"
    (old / "version").mkdir(parents=True)
    new.write_text("still writing")
    long_ago = time.time() - 2 * 86_400
    os.utime(old, (long_ago, long_ago))
    files.sweep(tmp_path)
    assert list(tmp_path.iterdir()) == [new]


@pytest.mark.parametrize("progress", [1, 3, 6])
def test_a_kill_leaves_whole_versions_and_one_that_serves(tmp_path: Path, progress: int) -> None:
    """Killed without a warning while it publishes, promotes and prunes as fast as it can."""
    command = [sys.executable, "-c", ENDLESS, str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        for _ in range(progress):
            assert process.stdout.readline()
        time.sleep(0.003 * progress)
        process.send_signal(signal.SIGKILL)
    loaded = load_current(tmp_path)
    assert loaded is not None
    assert loaded.warning is None, "what serves is what was promoted last, and is whole"
    manifests = versions(tmp_path)
    assert 1 <= len(manifests) <= 4
    assert all(load(tmp_path, manifest.version).warning is None for manifest in manifests)
