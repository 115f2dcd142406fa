"""A question as the index understands it: what is looked for, in which words of the catalog, and for whom."""

import unicodedata
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field

from search.analysis import is_stop_word, language, split, stem
from search.audiences import groups_of, read_age
from search.languages import asking_words
from search.spelling import MOST_SLIPS
from search.synonyms import LONGEST, Phrase, Synonyms
from search.units import is_quantity, quantities
from search.vocabulary import Vocabulary

MOST_LETTERS, MOST_WORDS = (
    1_000,
    48,
)  # of a question that are read
_SYNONYM, _MENDED, _SPLIT, _COMPOUND, _HEAD = (
    0.85,
    0.9,
    0.95,
    0.9,
    0.4,
)  # a match by another word
AS_GOOD = 0.8
"""A wording that is worth so much is nearly the word itself."""
Near = Callable[[str], Sequence[tuple[str, float]]]
"""A word -> words of the catalog that mean nearly the same, each with what a match by it is worth, 0–1."""


@dataclass(frozen=True, slots=True)
class Alternative:
    """Stems that all stand in a text that is meant, and what meeting them is worth, 0–1."""

    stems: Phrase
    worth: float = 1.0


@dataclass(frozen=True, slots=True)
class Concept:
    """One thing that is asked for, in any of several wordings; none where the catalog has no word for it."""

    said: str
    alternatives: tuple[Alternative, ...] = ()

    @property
    def is_quantity(self) -> bool:
        """Whether it is a number, with a unit or without."""
        return is_quantity(self.said)


@dataclass(frozen=True)
class ParsedQuery:
    """A question, read."""

    concepts: tuple[Concept, ...] = ()
    groups: tuple[str, ...] = ()
    """For whom, the group first that is meant most; none where it is not said."""
    meaning: str = ""
    """What the encoder reads: the whole question, with its slips mended."""
    unnamed: int = 0
    """Words that no text is called by: of a sentence few are about a product."""
    mendings: Mapping[str, str] = field(default_factory=dict)
    """Words that are taken for slips, with the words that are read in their place."""


@dataclass(frozen=True)
class QueryReader:
    """Reads questions over one catalog; what is not given is not known."""

    vocabulary: Vocabulary
    groups: Collection[str] = ()
    """For whom any text of the catalog is."""
    synonyms: Synonyms = field(default_factory=Synonyms)
    lexicon: Collection[str] = ()
    """Words of the language: none of them is a slip, whether the catalog has it or not."""
    near: Near = lambda _: ()

    def read(self, text: str) -> ParsedQuery:
        """The question of a text; empty where it asks for nothing."""
        lower = unicodedata.normalize("NFKC", text[:MOST_LETTERS]).lower().replace("’", "'")
        rest, aged = read_age(lower)
        rest, sizes = quantities(rest)
        words = split(rest)[:MOST_WORDS]
        reading = _Reading(self, words)
        reading.walk()
        groups = tuple(dict.fromkeys((*aged, *reading.groups)))
        concepts = reading.concepts
        if not (concepts or groups):
            concepts = [self._concept(word, reading) for word in reading.around]
        measured = [Concept(size, self._known((Alternative((size,)),))) for size in sizes]
        return ParsedQuery(
            concepts=(*concepts, *measured),
            groups=groups,
            meaning=" ".join(reading.mendings.get(word, word) for word in split(lower)[:MOST_WORDS]),
            unnamed=max(len(split(rest)) - sum(map(self._is_named, concepts)) - bool(groups), 0),
            mendings=reading.mendings,
        )

    def _sells_for(self, groups: Sequence[str]) -> bool:
        return any(group in self.groups for group in groups)

    def _known(self, alternatives: Sequence[Alternative]) -> tuple[Alternative, ...]:
        return tuple(alternative for alternative in alternatives if self.vocabulary.knows(alternative.stems))

    def _phrase(self, phrase: Phrase, worth: float = 1.0) -> tuple[Alternative, ...]:
        """Some stems and what means the same, as far as texts have them."""
        others = (Alternative(other, worth * _SYNONYM) for other in self.synonyms.of_phrase(phrase))
        # "hand lotion" is a lotion
        head = [Alternative(phrase[-1:], worth * _HEAD)] if len(phrase) > 1 else []
        return self._known((Alternative(phrase, worth), *others, *head))

    def _concept(self, word: str, reading: "_Reading") -> Concept:
        """One word: itself and its synonyms; else in two, mended, or by what means nearly the same."""
        own = self._phrase((stem(word),))
        if is_quantity(word) and own:
            return Concept(word, own)
        if compounds := self.vocabulary.compounds(word):
            return Concept(word, (*own, *(Alternative((other,), _COMPOUND) for other in compounds)))
        mended = Concept(word, self._mended(word, reading) or own)
        if self._is_named(mended) or word in reading.mendings:
            return mended
        if parts := self.vocabulary.parts(word):
            return Concept(word, (*own, *self._phrase(parts, _SPLIT)))
        near = (Alternative((stem(other),), worth) for other, worth in self.near(word))
        return Concept(word, (*own, *self._known(tuple(near))))

    def _mended(self, word: str, reading: "_Reading") -> tuple[Alternative, ...]:
        """What is meant by a word that is a slip; nothing where the catalog or the language has it."""
        is_word = (
            word in self.vocabulary.written or word in self.lexicon or self.synonyms.of_phrase((stem(word),))
        )
        if is_word or len(reading.mendings) >= MOST_SLIPS or self.vocabulary.parts(word):
            return ()
        meant = self.vocabulary.mended(word, also=self._synonyms_of_texts(word[:2]))
        if not meant or stem(meant) == stem(word):
            return ()
        reading.mendings[word] = meant
        return self._phrase((stem(meant),), _MENDED)

    def _synonyms_of_texts(self, letters: str) -> list[str]:
        """Words that begin with one of the letters and mean what stands in texts."""
        words = (word for word in self.synonyms.words if word[0] in letters)
        return [word for word in words if self._phrase((stem(word),))]

    def _is_named(self, concept: Concept) -> bool:
        likely = (own for own in concept.alternatives if own.worth >= AS_GOOD)
        return any(all(map(self.vocabulary.is_named, own.stems)) for own in likely)


class _Reading:
    """One walk over the words of a question."""

    def __init__(self, reader: QueryReader, words: Sequence[str]) -> None:
        self._reader, self._words = reader, words
        self._stems = [stem(word) for word in words]
        self.concepts: list[Concept] = []
        self.groups: tuple[str, ...] = ()
        self.kept: list[str] = []
        self.around: list[str] = []
        self.mendings: dict[str, str] = {}

    def walk(self) -> None:
        """Read word by word, several at once where they belong together."""
        at = 0
        while at < len(self._words):
            at += self._phrase_at(at) or self._joined_at(at) or self._word_at(at)

    def _phrase_at(self, at: int) -> int:
        """The longest phrase with a synonym that begins here; how many words it has."""
        for length in range(min(LONGEST, len(self._words) - at), 1, -1):
            phrase = tuple(self._stems[at : at + length])
            if self._reader.synonyms.of_phrase(phrase):
                alternatives = self._reader._phrase(phrase)
                if alternatives:
                    self._keep(self._words[at : at + length], alternatives)
                    return length
        return 0

    def _joined_at(self, at: int) -> int:
        """Two words that the catalog writes in one."""
        pair = self._words[at : at + 2]
        if len(pair) < 2 or any(map(is_stop_word, pair)):
            return 0
        joined = self._reader.vocabulary.joined(*pair)
        if not joined:
            return 0
        apart = Alternative(tuple(self._stems[at : at + 2]))
        whole = self._reader._phrase((joined,))
        self._keep(pair, (*self._reader._known((apart,)), *whole))
        return 2

    def _word_at(self, at: int) -> int:
        word = self._words[at]
        groups = groups_of(word)
        if groups:
            self.groups = tuple(dict.fromkeys((*groups, *self.groups)))  # of "my sister's baby" the baby
        if (groups and self._reader._sells_for(groups)) or is_stop_word(word):
            pass
        elif word in asking_words(language()):
            self.around.append(word)
        else:
            concept = self._reader._concept(word, self)
            self._keep([self.mendings.get(word, word)], concept.alternatives, said=word)
        return 1

    def _keep(self, words: Sequence[str], alternatives: tuple[Alternative, ...], *, said: str = "") -> None:
        self.concepts.append(Concept(said or " ".join(words), alternatives))
        self.kept.extend(words)
