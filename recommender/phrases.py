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


def preferred(accepted: str, default: str = DEFAULT) -> str:
    """The language of `LANGUAGES` that an Accept-Language header likes best (RFC 9110, 12.5.4).

    "*" and a header that names none of them mean `default`; what has the weight 0 is not wanted.
    """
    weights: dict[str, float] = {}
    for part in accepted.split(","):
        name, _, weight = part.partition(";")
        code = name.strip().partition("-")[0].lower()
        language = default if code == "*" else code
        if language in LANGUAGES:
            weights[language] = max(weights.get(language, 0.0), _weight(weight))
    best = max(weights, key=weights.__getitem__, default=default)  # the first of those liked alike
    return best if weights.get(best, 1.0) > 0 else default


def _weight(parameter: str) -> float:
    """The weight of "q=0.8", 1 where there is none, 0 where it cannot be read."""
    name, equals, value = parameter.strip().partition("=")
    if not equals:
        return 1.0 if not name else 0.0
    try:
        return min(max(float(value), 0.0), 1.0) if name.strip().lower() == "q" else 0.0
    except ValueError:
        return 0.0
