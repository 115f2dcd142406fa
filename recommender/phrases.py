"""The sentences of reasons in the languages that a shopper may read them in; each is a file in `wording/`."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

DEFAULT = "en"
_FOLDER = Path(__file__).parent / "wording"
LANGUAGES = tuple(sorted(path.stem for path in _FOLDER.glob("*.toml")))
"""ISO 639-1 codes of the languages that there is a file for."""


@dataclass(frozen=True)
class Phrases:
    """One language: what it calls itself, and its sentences by code."""

    language: str
    article: str  # put before a title that does not begin with it; "" where the language needs none
    reasons: Mapping[str, str]  # with {title} or {value} where one is named
    did: Mapping[str, str]  # what the shopper did with the product that {start} names
    again: Mapping[str, str]  # what the shopper did with the very product that is recommended
    asked: Mapping[str, str]  # by attribute, with the {value} the shopper asked for

    def named(self, title: str) -> str:
        """A title as it stands within a sentence."""
        return title if title.lower().startswith(self.article) else self.article + title


def phrases(language: str = DEFAULT) -> Phrases:
    """The sentences of a language; a region's ("de-AT") are its language's, an unknown language's English."""
    code = language.partition("-")[0].lower()
    return _read(code if code in LANGUAGES else DEFAULT)


@cache
def _read(code: str) -> Phrases:
    return Phrases(**tomllib.loads((_FOLDER / f"{code}.toml").read_text(encoding="utf-8")))
