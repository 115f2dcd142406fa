"""Synonyms: other words for the same thing, in the format of Solr, that nearly every search engine reads.

A line is a group of words or phrases of one meaning, "rucksack, backpack"; or what a word also finds but not
the other way round, "footwear => shoes, boots". What follows a # is a remark.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from search.analysis import language, split, stem
from search.languages import ENGLISH

Phrase = tuple[str, ...]
"""Stems in their order."""
_OWN = Path(__file__).parent / "words"
LONGEST = 4
"""Words of a phrase at most."""


class MalformedSynonyms(ValueError):
    """A line that is none; the message names it and says what is wrong."""


@dataclass(frozen=True)
class Synonyms:
    """For each phrase the others that mean the same."""

    others: Mapping[Phrase, tuple[Phrase, ...]] = field(default_factory=dict)
    words: frozenset[str] = frozenset()
    """Those of a single word, as they are written: what slips may be of."""

    @classmethod
    def of(cls, lines: Iterable[str]) -> "Synonyms":
        """Read lines in the language of the process; MalformedSynonyms where a line is none."""
        others: dict[Phrase, dict[Phrase, None]] = defaultdict(dict)
        words: set[str] = set()
        for number, line in enumerate(lines, start=1):
            sources, targets = _read(line, number)
            words.update(word for word in split(line.partition("#")[0].lower()) if len(word) > LONGEST)
            for source in sources:
                others[source].update(dict.fromkeys(target for target in targets if target != source))
        return cls({phrase: tuple(alike) for phrase, alike in others.items()}, frozenset(words))

    def of_phrase(self, phrase: Phrase) -> tuple[Phrase, ...]:
        """What means the same as a phrase; nothing where none is known."""
        return self.others.get(phrase, ())


def usual() -> list[str]:
    """The lines that come with the search, of everyday words in British and American English."""
    if language() != ENGLISH:
        return []
    return (_OWN / "synonyms.en.txt").read_text(encoding="utf-8").splitlines()


def _read(line: str, number: int) -> tuple[list[Phrase], list[Phrase]]:
    text = line.partition("#")[0].strip()
    if not text:
        return [], []
    before, arrow, after = text.partition("=>")
    sources = [_phrase(part, number) for part in before.split(",")]
    targets = [_phrase(part, number) for part in after.split(",")] if arrow else sources
    if not arrow and len(sources) < 2:
        raise MalformedSynonyms(f"line {number}: {text[:60]!r} has no second word; write two, with a comma.")
    return sources, targets


def _phrase(text: str, number: int) -> Phrase:
    phrase = tuple(stem(word) for word in split(text.strip().lower()))
    if not phrase:
        raise MalformedSynonyms(f"line {number}: there is nothing before or after a comma or an arrow.")
    if len(phrase) > LONGEST:
        raise MalformedSynonyms(f"line {number}: {text.strip()[:60]!r} has more than {LONGEST} words.")
    return phrase
