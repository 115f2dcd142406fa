"""A format as its table describes it: how it is recognised, and which of its columns is which of ours."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from importlib.resources import files
from typing import Any

from core.errors import InvalidInput

KINDS = ("products", "events", "orders", "shoppers")
ATTRIBUTE = "attributes."
"""Columns of ours that begin so hold one attribute of a product each."""
ITEM = "item."
"""Sources that begin so are of an entry in the list that a line holds, the others of the line."""


@dataclass(frozen=True, slots=True)
class Mapped:
    """What --map says: columns of ours from theirs, and words of theirs that mean ours."""

    columns: Mapping[str, Sequence[str]] = field(default_factory=dict)
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.columns or self.words)


@dataclass(frozen=True, slots=True)
class Column:
    """One column of ours: where it is read from, and how."""

    name: str
    sources: tuple[str, ...]
    """The first of them that says something counts."""
    read: str = "text"
    """How, by its name in `readers.READERS`."""
    words: Mapping[str, str] = field(default_factory=dict)
    """Their word, in lower case, to ours."""
    otherwise: str | None = None
    """What any other word is; None: a word that is not known is passed on as it is."""
    all_of: bool = False
    """A false in any of the sources is a false."""
    template: str = ""
    """What becomes of a text that is no address: {storefront} and {value}."""
    split: str = ","
    step: str = ">"
    """What separates paths, and the steps of one."""
    dropped: tuple[str, ...] = ()
    """Steps that say nothing."""
    escaped: bool = False
    """A line break is written \\n, and a comma that separates nothing \\,."""
    joined: bool = False
    """All of the sources together, such as a first and a last name."""


@dataclass(frozen=True, slots=True)
class Form:
    """One format."""

    name: str
    title: str
    """As it is said aloud: "Shopify products"."""
    kind: str
    needs: tuple[tuple[str, ...], ...]
    """What it is recognised by: each under one of its names."""
    columns: Mapping[str, Column]
    own: bool = False
    """Whether it is Rapport's own, which any other file becomes by --map."""
    lists: tuple[str, ...] = ()
    """Where a line may hold a list of things that are told one by one."""
    only: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Lines are passed over whose value there is none of these."""
    options: tuple[tuple[str, str], ...] = ()
    """Columns with the name of an attribute, and those with its value."""
    numbered: tuple[str, ...] = ()
    """The same, where the columns' names have one of these and a number: first the name, then the value."""
    layout: tuple[str, ...] = ()
    """The columns in their order, by which a header in another language is read."""
    types: tuple[str, ...] = ()
    """What the second column of such a file holds."""
    mark: str | None = None
    """The decimal mark that it always writes."""
    days: str | None = None
    """The place whose way of writing days it always has."""
    also: str = ""
    """The format of the lines that tell of something else, read after the others."""
    orders_known: bool = False
    """Whether an order is told once more without its products, so that it is known if they are not."""
    same_person: tuple[str, ...] = ()
    """A browser's id and that of who signed in on it: what it did before was theirs, if nobody else's."""
    grouped: bool = False
    """Whether lines with one product_id are one product."""
    items_in: str = ""
    """How columns begin, before a number, of which every one holds a thing, as name:Mug|quantity:2."""
    repeats: bool = False
    """Whether a shopper may stand on several lines, each newer than the one before."""

    def mapped(self, mapping: "Mapped") -> "Form":
        """The format with some of our columns read from others of theirs, or by other words."""
        columns = dict(self.columns)
        for ours in (*mapping.columns, *mapping.words):
            known = columns.get(ours) or own(self.kind).columns.get(ours)
            if known is None and not (self.kind == "products" and ours.startswith(ATTRIBUTE)):
                allowed = ", ".join(own(self.kind).columns)
                raise InvalidInput(f"--map: {ours!r} is no column of ours; ours are: {allowed}.", field="map")
            column = known or Column(ours, ())
            words = {word.lower(): our_word for word, our_word in mapping.words.get(ours, {}).items()}
            columns[ours] = replace(
                column,
                sources=tuple(mapping.columns.get(ours, column.sources)),
                words={**column.words, **words},
            )
        needs = tuple(_theirs(names, mapping) for names in self.needs)
        return replace(self, columns=columns, needs=needs if self.own else self.needs)


SIMPLE = (
    "title",
    "kind",
    "own",
    "mark",
    "days",
    "also",
    "orders_known",
    "grouped",
    "items_in",
    "repeats",
)
"""What a table says as it stands here."""


@cache
def forms() -> Mapping[str, Form]:
    """All formats by their names, from the tables beside this module."""
    tables = sorted(entry.name for entry in files(__package__).iterdir() if entry.name.endswith(".toml"))
    made: dict[str, Form] = {}
    for table in tables:
        told = tomllib.loads((files(__package__) / table).read_text(encoding="utf-8"))
        made.update((name, _form(name, entry)) for name, entry in told.items())
    return made


def own(kind: str) -> Form:
    """Rapport's own format of a kind."""
    return next(form for form in forms().values() if form.own and form.kind == kind)


def _theirs(names: Sequence[str], mapping: Mapped) -> tuple[str, ...]:
    """What a file must have for a column that is needed: what is mapped to it, or one of its names."""
    mapped = [theirs for name in names for theirs in mapping.columns.get(name, ())]
    return tuple(mapped or names)


def _form(name: str, told: Mapping[str, Any]) -> Form:
    simple = {key: told[key] for key in SIMPLE if key in told}
    return Form(
        name=name,
        needs=tuple(_names(entry) for entry in told["needs"]),
        columns={ours: _column(ours, entry) for ours, entry in told["columns"].items()},
        lists=tuple(told.get("lists", ())),
        only={column: tuple(words) for column, words in told.get("only", {}).items()},
        options=tuple((first, second) for first, second in told.get("options", ())),
        layout=tuple(told.get("layout", ())),
        types=tuple(told.get("types", ())),
        numbered=tuple(told.get("numbered", ())),
        same_person=tuple(told.get("same_person", ())),
        **simple,
    )


def _column(ours: str, told: Any) -> Column:
    if isinstance(told, str | list):
        return Column(ours, _names(told))
    rest: dict[str, Any] = {
        key: tuple(value) if isinstance(value, list) else value
        for key, value in told.items()
        if key != "from"
    }
    return Column(ours, _names(told["from"]), **rest)


def _names(told: str | Sequence[str]) -> tuple[str, ...]:
    return (told,) if isinstance(told, str) else tuple(told)


@cache
def plain(name: str) -> str:
    """A column's name without what differs by chance: "Image Link" is image_link, and "UGS " is ugs."""
    return " ".join("".join(letter if letter.isalnum() else " " for letter in name.casefold()).split())
