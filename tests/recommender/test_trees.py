"""LightGBM loads with the system's OpenMP or torch's, and says what is missing where there is neither."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import sklearn

from recommender.trees import lightgbm
from tests.architecture.tree import ROOT

NEEDS_OPENMP = """
maps = open("/proc/self/maps").read()
if "libgomp.so.1" not in maps:
    raise OSError("libgomp.so.1: cannot open shared object file")
"""
LOAD = """
import sys
sys.path[:0] = sys.argv[1:]
from recommender.trees import lightgbm
print(lightgbm().__file__)
"""


@pytest.fixture
def packages(tmp_path: Path) -> Path:
    """A LightGBM that wants libgomp.so.1, and a torch that is found and must not be imported."""
    for name, text in (("lightgbm", NEEDS_OPENMP), ("torch", "raise AssertionError('torch was imported')")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "__init__.py").write_text(text)
    return tmp_path


def load(packages: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", LOAD, str(packages), str(ROOT)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_the_library_is_the_installed_one() -> None:
    assert lightgbm().__name__ == "lightgbm"
    assert hasattr(lightgbm(), "Booster")


@pytest.mark.skipif(sys.platform != "linux", reason="libgomp is Linux's")
def test_torchs_openmp_will_do(packages: Path) -> None:
    (bundled, *_) = Path(sklearn.__file__).parents[1].glob("scikit_learn.libs/libgomp*")
    (packages / "torch/lib").mkdir()
    shutil.copy(bundled, packages / "torch/lib/libgomp.so.1")
    loaded = load(packages)
    assert loaded.stdout.strip() == str(packages / "lightgbm/__init__.py"), loaded.stderr


@pytest.mark.skipif(sys.platform != "linux", reason="libgomp is Linux's")
def test_without_openmp_the_remedy_is_told(packages: Path) -> None:
    failed = load(packages)
    assert failed.returncode == 1
    assert "OSError: LightGBM needs the OpenMP library: apt install libgomp1." in failed.stderr
