"""Search by words and by meaning: pure, of texts and vectors, whatever they are of."""

from search.analysis import language, read_in, spelled, spellings, split, stem, terms, words
from search.index import Ranked, SearchIndex
from search.languages import ENGLISH
from search.neighbours import WordVectors
from search.postings import Postings
from search.price_words import PriceWords, read_prices
from search.query import ParsedQuery, QueryReader
from search.synonyms import MalformedSynonyms, Synonyms, usual
from search.taxonomy import Kinds, ambiguous, kinds, kinds_of
from search.texts import SearchText
from search.units import NUMBERS

__all__ = [
    "ENGLISH",
    "NUMBERS",
    "Kinds",
    "MalformedSynonyms",
    "ParsedQuery",
    "Postings",
    "PriceWords",
    "QueryReader",
    "Ranked",
    "SearchIndex",
    "SearchText",
    "Synonyms",
    "WordVectors",
    "ambiguous",
    "kinds",
    "kinds_of",
    "language",
    "read_in",
    "read_prices",
    "spelled",
    "spellings",
    "split",
    "stem",
    "terms",
    "usual",
    "words",
]
