"""Phrases of a list in a text: the longest that begins, or ends, at a place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from actions.understanding.tokens import Token


@dataclass(frozen=True)
class Phrases:
    """Phrases as their words, in lower case and without apostrophes."""

    known: frozenset[tuple[str, ...]]
    longest: int

    @classmethod
    def of(cls, listed: str) -> Phrases:
        """From a list with bars and line ends between the phrases."""
        parts = (tuple(part.split()) for line in listed.splitlines() for part in line.split("|"))
        known = frozenset(part for part in parts if part)
        return cls(known, max(map(len, known)))

    def starting(self, read: Sequence[Token], at: int) -> int:
        """How many tokens the longest phrase takes that begins at a place; 0 where none does."""
        return next(
            (
                count
                for count in range(min(self.longest, len(read) - at), 0, -1)
                if tuple(token.text for token in read[at : at + count]) in self.known
            ),
            0,
        )

    def ending(self, read: Sequence[Token], at: int) -> int:
        """How many tokens the longest phrase takes that ends before a place; 0 where none does."""
        return next(
            (
                count
                for count in range(min(self.longest, at), 0, -1)
                if tuple(token.text for token in read[at - count : at]) in self.known
            ),
            0,
        )

    def anywhere(self, read: Sequence[Token]) -> bool:
        """Whether one of them stands in the text."""
        return any(self.starting(read, at) for at in range(len(read)))
