"""What she asked for that must hold: a product that says otherwise is not for her."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from core.interactions import Statement
from recommender.products.catalogue import Catalogue
from recommender.products.words import terms as meaningful
from recommender.scorers.said import matches

HARD = frozenset({"style", "occasion", "material", "brand", "colour", "for", "size"})
"""The attributes that can be made to hold."""
_SAME = {"color": "colour", "recipient": "for", "age": "for"}


@dataclass(frozen=True)
class Described:
    """Which products say anything of an attribute at all; looked up once for each name."""

    catalogue: Catalogue
    _masks: dict[str, NDArray[np.bool_]] = field(default_factory=dict, compare=False, repr=False)

    def by(self, attribute: str) -> NDArray[np.bool_]:
        """Whether each product has a value of `attribute`, or of another name for it: (P,)."""
        if attribute not in self._masks:
            names = {attribute, *(name for name, other in _SAME.items() if other == attribute)}
            self._masks[attribute] = np.array(
                [_says(product.attributes, names) for product in self.catalogue.products], dtype=bool
            )
        return self._masks[attribute]

    def violating(self, statement: Statement) -> NDArray[np.bool_]:
        """Products that have the attribute, but not as she wants it; others are not concerned: (P,)."""
        attribute = name_of(statement)
        if attribute == "brand":
            return np.asarray(matches(self.catalogue, statement) == 0)
        return np.asarray(self.by(attribute) & (matches(self.catalogue, statement) == 0))


def binding(statements: Sequence[Statement], text: str) -> tuple[Statement, ...]:
    """What she asks for in this very question and would not take otherwise; of one attribute the last word.

    What she said on another day leads, as any wish does, but a white teapot need not be blue for it.
    """
    said = frozenset(meaningful(text))
    latest = {
        name_of(each): each
        for each in statements
        if each.wanted and name_of(each) in HARD and said.issuperset(meaningful(each.value) or {""})
    }
    return tuple(latest.values())


def name_of(statement: Statement) -> str:
    """The attribute of a statement under its usual name."""
    name = statement.attribute.lower()
    return _SAME.get(name, name)


def _says(attributes: Mapping[str, str], names: set[str]) -> bool:
    return any(name.lower() in names for name in attributes)
