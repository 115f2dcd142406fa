"""Search by words and by meaning: pure, of texts and vectors, whatever they are of."""

from search.analysis import read_in, spelled, spellings, terms, words
from search.index import SearchIndex
from search.postings import Postings

__all__ = ["Postings", "SearchIndex", "read_in", "spelled", "spellings", "terms", "words"]
