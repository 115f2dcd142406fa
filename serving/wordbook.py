"""What is known of words beyond the catalog: the shop's synonyms, the language's words, what they mean."""

import logging
import tempfile
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from core.errors import FieldError, InvalidInput, Unavailable
from recommender import Encoder
from search import MalformedSynonyms, SearchIndex, Synonyms, WordVectors, usual

log = logging.getLogger(__name__)

MOST_WORDS = 4_000
"""So many words of a catalog have a vector, those that most products are called by: a millisecond each."""
AT_ONCE = 64
"""Words that are learned in one go, in a tenth of a second."""
_SHORTEST = 3  # letters
NOTHING: NDArray[np.float32] = np.zeros((0, 0), dtype=np.float32)


@dataclass(frozen=True, eq=False)  # another is never the same: it stands in keys of what was answered
class Wordbook:
    """What a question is read with."""

    synonyms: Synonyms = field(default_factory=Synonyms)
    lexicon: Collection[str] = ()
    vectors: WordVectors = field(default_factory=lambda: WordVectors((), NOTHING))


class WordbookKeeper:
    """Keeps a process's wordbook up to date: with the file of synonyms, and with the words of the catalog."""

    def __init__(self, file: Path, *, encoder: Encoder, lexicon: Collection[str] = ()) -> None:
        self._file, self._encoder = file, encoder
        self._stamp: tuple[int, int] | None = None
        self._vectors: dict[str, NDArray[np.float32]] = {}
        self._index: SearchIndex | None = None
        self._words: Sequence[str] = ()
        self._waiting: Sequence[str] = ()
        self.wordbook = Wordbook(Synonyms.of(usual()), lexicon)

    def refresh(self) -> bool:
        """Read the synonyms where the file changed; tells whether they did. A broken one changes nothing."""
        stamp = _stamp(self._file)
        if stamp == self._stamp:
            return False
        self._stamp = stamp
        try:
            synonyms = Synonyms.of([*usual(), *read(self._file)])
        except (MalformedSynonyms, OSError, UnicodeDecodeError) as error:
            log.warning("%s cannot be read, and the synonyms before stay: %s", self._file.name, error)
            return False
        self.wordbook = Wordbook(synonyms, self.wordbook.lexicon, self.wordbook.vectors)
        return True

    def learn(self, index: SearchIndex) -> bool:
        """Give some words that products of `index` are called by their vectors; tells whether any are left.

        A few at a time: whoever calls it has a catalog to look after. They serve when all are learned.
        """
        if index is self._index and not self._waiting:
            return False
        if index is not self._index:
            self._index, self._words = index, _commonest(index)
            self._vectors = {word: self._vectors[word] for word in self._words if word in self._vectors}
            self._waiting = [word for word in self._words if word not in self._vectors]
        chunk, self._waiting = self._waiting[:AT_ONCE], self._waiting[AT_ONCE:]
        if chunk:
            self._vectors.update(zip(chunk, self._encoder.encode(chunk), strict=True))
        if not self._waiting:
            rows = [self._vectors[word] for word in self._words]
            vectors = np.array(rows, dtype=np.float32).reshape(len(rows), -1) if rows else NOTHING
            near = WordVectors(self._words, vectors)
            self.wordbook = Wordbook(self.wordbook.synonyms, self.wordbook.lexicon, near)
        return bool(self._waiting)


def _commonest(index: SearchIndex) -> list[str]:
    """The shortest word of each stem that products are called by, those of most products first."""
    shortest: dict[str, str] = {}
    for word, stem in index.written.items():
        if len(word) >= _SHORTEST and word.isalpha() and stem in index.names:
            shortest[stem] = min(shortest.get(stem, word), word, key=len)
    by_count = sorted(shortest, key=lambda stem: -len(index.names.positions(stem)))
    return [shortest[stem] for stem in by_count[:MOST_WORDS]]


def read(file: Path) -> list[str]:
    """The lines of the shop's own synonyms; none where there is no file."""
    return file.read_text(encoding="utf-8").splitlines() if file.is_file() else []


def write(file: Path, lines: Sequence[str]) -> None:
    """Replace the shop's own synonyms; InvalidInput names each line that is none, Unavailable a full disk.

    Either way nothing is written.
    """
    errors = tuple(
        FieldError(f"synonyms[{number}]", message)
        for number, line in enumerate(lines)
        if (message := _problem(line))
    )
    if errors:
        raise InvalidInput("Some synonyms cannot be read; nothing was stored.", errors=errors)
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile("w", encoding="utf-8", dir=file.parent, delete=False) as fresh:
            fresh.write("".join(f"{line}\n" for line in lines))
        Path(fresh.name).chmod(0o644)
        Path(fresh.name).replace(file)
    except OSError as error:
        raise Unavailable(f"{file.name} cannot be written; nothing was stored.") from error


def _problem(line: str) -> str:
    try:
        Synonyms.of([line])
    except MalformedSynonyms as malformed:
        return str(malformed).partition(": ")[2]
    return ""


def _stamp(file: Path) -> tuple[int, int] | None:
    try:
        stat = file.stat()
    except OSError:
        return None
    return stat.st_mtime_ns, stat.st_size
