"""The lists of words that the grammar reads by: `words.yml`."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml

_FILE = Path(__file__).with_name("words.yml")


def words(module: str, name: str) -> frozenset[str]:
    """A list of single words."""
    return frozenset(text(module, name).split())


def text(module: str, name: str) -> str:
    """A list of phrases between bars, as it is written."""
    return str(_lists()[module][name])


def section(module: str, name: str) -> Mapping[str, str]:
    """Several lists of phrases by what they say."""
    return dict(_lists()[module][name])


@cache
def _lists() -> Mapping[str, Any]:
    loaded: Mapping[str, Any] = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    return loaded
