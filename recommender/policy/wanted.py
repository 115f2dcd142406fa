"""What the shopper asked for that must hold: a product that says otherwise is not for them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from core.interactions import Statement
from recommender.products.catalog import Catalog
from recommender.products.matching import matches, sized
from recommender.products.sizes import KINDS_OF_SIZE, size_of
from search import terms as meaningful

HARD = frozenset({"style", "occasion", "material", "brand", "colour", "for"}) | KINDS_OF_SIZE
"""The attributes that can be made to hold."""
ANYBODY = tuple(Statement("for", whom) for whom in ("everyone", "anyone", "all", "everybody", "family"))
"""Values of "for" that exclude nobody."""
_SAME = {"color": "colour", "recipient": "for", "age": "for"}


@dataclass(frozen=True)
class Described:
    """Which products say anything of an attribute at all; looked up once for each name."""

    catalog: Catalog
    _masks: dict[str, NDArray[np.bool_]] = field(default_factory=dict, compare=False, repr=False)

    def by(self, attribute: str) -> NDArray[np.bool_]:
        """Whether each product has a value of `attribute`, or of another name for it: (P,)."""
        if attribute not in self._masks:
            names = {attribute, *(name for name, other in _SAME.items() if other == attribute)}
            self._masks[attribute] = np.array(
                [_says(product.attributes, names) for product in self.catalog.products], dtype=bool
            )
        return self._masks[attribute]

    def violating(self, statements: Sequence[Statement]) -> NDArray[np.bool_]:
        """Products that say something else of an attribute than all `statements` about it: (P,).

        What a product says nothing of is not held against it, but for its brand. "For my sister" excludes
        nothing where no product says that it is for sisters, and what is for everyone is for them, too.
        """
        violating = np.zeros(len(self.catalog), dtype=bool)
        for name in {name_of(statement) for statement in statements}:
            own = [statement for statement in statements if name_of(statement) == name]
            met = np.max([matches(self.catalog, statement) for statement in own], axis=0)
            if name == "for" and not (met == 1).any():
                continue
            says = self._speaks(name, own)
            if name == "for":
                says = says & ~np.max([matches(self.catalog, anyone) == 1 for anyone in ANYBODY], axis=0)
            violating |= says & ~(met > 0)
        return violating

    def _speaks(self, name: str, statements: Sequence[Statement]) -> NDArray[np.bool_]:
        """Whether each product has a say in these statements about one attribute: (P,)."""
        if any(map(size_of, statements)):
            return sized(self.catalog, name)  # a size of shoes says nothing of coats
        return self.by(name) if name != "brand" else np.ones(len(self.catalog), dtype=bool)


def binding(
    statements: Sequence[Statement], text: str = "", *, always: bool = False
) -> tuple[Statement, ...]:
    """What the shopper insists on in this question; of an attribute any value will do.

    What was said on another day leads, as any wish does, but a white teapot need not be blue for it: only
    what `text` repeats binds, but for statements of the question itself (`always`).
    """
    said = frozenset(meaningful(text))
    return tuple(
        statement
        for statement in statements
        if statement.wanted
        and name_of(statement) in HARD
        and (always or said.issuperset(meaningful(statement.value) or {""}))
    )


def name_of(statement: Statement) -> str:
    """The attribute of a statement under its usual name."""
    name = statement.attribute.lower()
    return _SAME.get(name, name)


def _says(attributes: Mapping[str, str], names: set[str]) -> bool:
    return any(name.lower() in names for name in attributes)
