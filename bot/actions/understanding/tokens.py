"""A text as the grammar of amounts sees it: numbers, words and signs, each with its place."""

from __future__ import annotations

import re
from dataclasses import dataclass

# A number keeps all that joins its digits, so that "12_99" or "1.299,00" can't be read in part.
_TOKEN = re.compile(
    r"(?P<number>(?:\d+|(?<![\w.,])[.,]\d+)(?:[.,'’_/:·]+\d+)*[½¼¾]?)|(?P<word>[^\W\d_]+(?:['’][^\W\d_]+)*)|(?P<sign>[^\w\s]|_)"
)
_APOSTROPHES = str.maketrans("", "", "'’")


@dataclass(frozen=True)
class Token:
    """A number, a word (in lower case, without apostrophes: "dont") or a sign."""

    text: str
    start: int
    end: int
    kind: str  # "number", "word" or "sign"
    glued: bool  # to the token before: nothing stands between them

    @property
    def is_number(self) -> bool:
        """Whether it is made of digits."""
        return self.kind == "number"

    @property
    def is_word(self) -> bool:
        """Whether it is made of letters."""
        return self.kind == "word"


def tokens(text: str) -> list[Token]:
    """All of a text, from left to right."""
    read: list[Token] = []
    for match in _TOKEN.finditer(text):
        kind = str(match.lastgroup)
        said = match[0].lower()
        said = said.translate(_APOSTROPHES) if kind == "word" else said
        glued = bool(read) and read[-1].end == match.start()
        read.append(Token(said, match.start(), match.end(), kind, glued))
    return read
