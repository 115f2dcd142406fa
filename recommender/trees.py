"""LightGBM, loaded so that it also works where the system has no OpenMP library of its own."""

import ctypes
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType


def lightgbm() -> ModuleType:
    """The library; its wheel expects libgomp.so.1 from the system, and torch's, found by name, will do."""
    try:
        import lightgbm
    except OSError:
        ctypes.CDLL(str(_openmp_of_torch()), mode=ctypes.RTLD_GLOBAL)
        import lightgbm
    return lightgbm


def _openmp_of_torch() -> Path:
    """Found without importing torch; raises OSError where there is none."""
    torch = find_spec("torch")
    folder = Path(torch.origin).parent / "lib" if torch and torch.origin else Path()
    library = folder / "libgomp.so.1"
    if not library.is_file():
        raise OSError("LightGBM needs the OpenMP library: apt install libgomp1.")
    return library
