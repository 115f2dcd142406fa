"""Kinds of materials and colours: wool covers lambswool, blue navy, and oak is no steel (kinds.toml)."""

import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

from search import spellings, stem

_FILE = Path(__file__).parent / "kinds.toml"
_NAMES = {
    "material": frozenset({"material", "materials", "fabric", "composition"}),
    "colour": spellings("colour") | {"colours", "colors"},
    "size": frozenset({"size", "sizes", "age", "waist", "shoe size"}),
    "for": frozenset({"for", "gender", "audience", "age group"}),
}
_BETWEEN = frozenset({"and", "with", "or"})


def attribute(attributes: Mapping[str, str], kind: str) -> tuple[str, str] | None:
    """The attribute of a kind (material, colour, size, for) as the shop calls it, with its value."""
    return next(
        ((name, value) for name, value in attributes.items() if value and name.lower() in _NAMES[kind]), None
    )


def is_size(name: str) -> bool:
    """Whether an attribute lists sizes."""
    return name.lower() in _NAMES["size"]


def is_plain(name: str) -> bool:
    """Whether an attribute is of one of these kinds, which questions ask for in many words."""
    return any(name.lower() in names for names in _NAMES.values())


@cache
def kinds(name: str) -> Mapping[str, frozenset[str]]:
    """Stems of the materials or colours, each with all that it covers."""
    lines = tomllib.loads(_FILE.read_text(encoding="utf-8"))[name]
    return {stem(kind): frozenset(map(stem, (kind, *others.split()))) for kind, others in lines.items()}


def is_kind(asked: str) -> bool:
    """Whether a stem names a material or a colour."""
    return asked in kinds("material") or asked in kinds("colour")


def of_kind(name: str, value: Sequence[str], asked: str) -> bool | None:
    """Whether a value ("cotton and wool", as stems) is of the kind that is asked for.

    None where it is so in part only, or where what the value says is not known to be another kind.
    """
    known = kinds(name)
    covered = known.get(asked, frozenset({asked}))
    parts = [word for word in value if word not in _BETWEEN]
    if len(set(value) & _BETWEEN) or (len(parts) > 1 and all(part in known for part in parts)):
        return None  # of several materials nothing is claimed of one
    if any(f"?{part}" in covered for part in parts):
        return None
    if any(part in covered or part.endswith(asked) for part in parts):
        return True
    if asked not in known or not parts:
        return None
    above = {kind for kind, own in known.items() if asked in own}
    theirs = {kind for kind, own in known.items() if own & set(parts)}
    told_apart = bool(theirs) and not above & theirs
    return False if told_apart else None
