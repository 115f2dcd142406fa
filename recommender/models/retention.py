"""Which versions stay on disk: the newest, the one that serves, and the one to go back to."""

import re
from pathlib import Path

from recommender.models import files
from recommender.models.registry import before, current_version, versions

_VERSION = re.compile(r"\d{8}T\d{12}Z-[0-9a-f]{8}")


def prune(root: Path, *, keep: int) -> list[str]:
    """Remove what is older than the newest `keep` readable versions; returns those removed.

    Never the one that serves nor its predecessor. A version leaves in one step: nobody reads half of it.
    """
    with files.alone(root):
        newest = [manifest.version for manifest in versions(root)[:keep]]
        staying = {*newest, current_version(root), *before(root)[:1]}
        there = sorted(path.name for path in root.iterdir() if _VERSION.fullmatch(path.name))
        removed = [version for version in there if newest and version < newest[-1] and version not in staying]
        with files.unfinished(root) as temporary:
            for version in removed:
                files.move(root / version, temporary / version)
    files.sweep(root)
    return removed
