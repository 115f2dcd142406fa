"""Words of product texts and of what shoppers write, brought to one form: lower-case stems.

A shop writes in one language, and a process reads all words in it: were training, serving and search to stem
apart, what was said would no longer meet what is sold.
"""

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

from snowballstemmer import stemmer

from search.languages import ENGLISH, IRREGULAR, SNOWBALL, stop_words
from search.units import NUMBERS, quantities

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
_HYPHENED = re.compile(r"(?<![\w-])([^\W_]{1,15})-([^\W_]{1,15})(?![\w-])")
_ACCENTS = re.compile("[\u0300-\u036f]")  # those of Latin and Greek letters; Hindi's vowels are none
_PRICE = re.compile(r"\b(?:under|over|unter|über|onder)(?= [$£€]?\d)")  # "under £40" is not "under the bed"
_LONGEST = 40  # letters; what is longer is no word, and would cost time and memory to stem
_SPELLINGS = {"color": "colour", "colour": "color"}

Spelled = Sequence[tuple[str, str]]
"""Words in the order of a text, each as it is written, lower case, and its stem."""


class _Reading:
    """The language that this process reads."""

    language = ENGLISH
    stop_words = stop_words(ENGLISH)


def read_in(language: str) -> None:
    """Read all words in this language (ISO 639-1) from now on; one without a stemmer keeps them whole."""
    _Reading.language, _Reading.stop_words = language, stop_words(language)


def language() -> str:
    """The language that words are read in."""
    return _Reading.language


def stem(word: str) -> str:
    """The stem of a lower-case word without accents; the word itself without a stemmer for the language."""
    return _stem(word, _Reading.language)


@lru_cache(maxsize=65_536)  # Snowball takes 50 µs a word, and a shop has some ten thousand different ones
def _stem(word: str, language: str) -> str:
    if language not in SNOWBALL or len(word) > _LONGEST:
        return word
    if language == ENGLISH and word in NUMBERS:
        return NUMBERS[word]
    whole = IRREGULAR.get(word, word) if language == ENGLISH else word
    stemmed = str(
        stemmer(SNOWBALL[language]).stemWord(whole)
    )  # one each: a stemmer is not for several threads
    if language == ENGLISH and stemmed in IRREGULAR:  # "men's"
        stemmed = IRREGULAR[stemmed]
    return stemmed if stemmed.isascii() else without_accents(stemmed)


def without_accents(word: str) -> str:
    """A word as it is typed on any keyboard: "cafetière" is "cafetiere"."""
    return unicodedata.normalize("NFC", _ACCENTS.sub("", unicodedata.normalize("NFD", word)))


def spellings(name: str) -> frozenset[str]:
    """The ways in which shops write the name of an attribute, lower case; none for an empty name."""
    own = name.lower()
    return frozenset({own, _SPELLINGS.get(own, own)} - {""})


def words(text: str) -> list[str]:
    """The stemmed words of a text in order, stop words included."""
    return [stem(word) for word in split(text.lower())]


def terms(text: str) -> list[str]:
    """The stemmed words that carry meaning."""
    return [own for _, own in spelled(text)]


def spelled(text: str) -> Spelled:
    """The words that carry meaning, each as it is written and its stem."""
    pairs = ((word, stem(word)) for word in split(_PRICE.sub(" ", text.lower())))
    return [(word, own) for word, own in pairs if not _Reading.stop_words.intersection((word, own))]


def indexed(text: str) -> Spelled:
    """What a text can be met by: its words, those with a hyphen joined too, and its quantities as such."""
    if not text:
        return []
    lower = (text if text.isascii() else unicodedata.normalize("NFKC", text)).lower()
    hyphened = _HYPHENED.findall(lower) if "-" in lower else ()
    joined = ((word, stem(word)) for word in map("".join, hyphened))
    return [*spelled(lower), *joined, *((quantity, quantity) for quantity in quantities(lower)[1])]


def is_stop_word(word: str) -> bool:
    """Whether a lower-case word says nothing of a product."""
    return not _Reading.stop_words.isdisjoint((word, stem(word)))


def split(text: str) -> list[str]:
    """The words of a lower-case text as they are written, in order."""
    return [match.replace("’", "'") for match in _WORD.findall(text)]
