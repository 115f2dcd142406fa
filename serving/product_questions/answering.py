"""Answers questions about products: reads each product's texts once, and keeps their vectors for the next."""

from collections import OrderedDict
from collections.abc import Collection
from dataclasses import dataclass
from threading import Lock

import numpy as np
from numpy.typing import NDArray

from core.products import Product, ProductId
from recommender import Encoder, RememberingEncoder, knows_language
from search import Synonyms, language, split, usual, words
from serving.codes import IDENTIFYING
from serving.product_questions import kinds
from serving.product_questions.answer import UNKNOWN, ProductAnswer, of_facts, of_sentence
from serving.product_questions.asked import AskedQuestion, mended
from serving.product_questions.relevance import THRESHOLD, features, likelihoods
from serving.product_questions.sentences import AnswerSource, Sentence, sentences
from serving.product_questions.topics import Topics

KEPT = 500
"""Products whose sentences are kept with their vectors: some 20 kB each."""
_SAID_ELSEWHERE = frozenset({"style", "occasion", "tags", "tag"}) | IDENTIFYING
_NOTHING = Topics.nothing()


@dataclass(frozen=True)
class ReadProduct:
    """A product's sentences, and the vectors of them and of their clauses."""

    product: Product
    sentences: list[Sentence]
    vectors: NDArray[np.float32]  # (m, d)
    places: NDArray[np.int64]  # (m,): which sentence each is of
    title: frozenset[str]
    written: frozenset[str]

    def cosines(self, vector: NDArray[np.float32]) -> NDArray[np.float64]:
        """Of a question (d,) with each sentence, its nearest part counting: (n,)."""
        best = np.full(len(self.sentences), -1.0)
        np.maximum.at(best, self.places, self.vectors @ vector)
        return best


class ProductQuestions:
    """What answers questions about products in one process; for several threads."""

    def __init__(self, encoder: Encoder, *, lexicon: Collection[str] = (), kept: int = KEPT) -> None:
        self._encoder, self._most = encoder, kept
        # Texts of products are not asked for again: what shoppers said must not be forgotten for them.
        self._reader = encoder.behind if isinstance(encoder, RememberingEncoder) else encoder
        self._lexicon = lexicon or getattr(self._reader, "lexicon", ())
        self._topics: Topics | None = None
        self._synonyms = Synonyms.of(usual())
        self._read: OrderedDict[ProductId, ReadProduct] = OrderedDict()
        self._lock = Lock()

    def ask(self, question: str, product: Product) -> ProductAnswer:
        """What the product's values and words answer; `unknown` where none of them does."""
        read = self.read(product)
        topics = self.topics
        known = read.written | topics.vocabulary
        question = mended(question, known=known, lexicon=self._lexicon)
        vector = self._encoder.encode([question])[0] if self.understands else None
        asked = AskedQuestion.of(question, topics.of(vector) if vector is not None else {})
        return of_facts(asked, product, topics) or self._of_texts(asked, read, vector)

    @property
    def understands(self) -> bool:
        """Whether the encoder knows the shop's language; else words speak alone."""
        return knows_language(self._encoder, language())

    @property
    def topics(self) -> Topics:
        """The classifier of questions, learned when it is first needed."""
        if not self.understands:
            return _NOTHING
        with self._lock:
            if self._topics is None:
                self._topics = Topics.learned(self._reader.encode)
            return self._topics

    def read(self, product: Product) -> ReadProduct:
        """The product's sentences with their vectors, made once for each text of it."""
        with self._lock:
            read = self._read.get(product.product_id)
            if read is not None and read.product == product:
                self._read.move_to_end(product.product_id)
                return read
        read = self._reading(product)
        with self._lock:
            self._read[product.product_id] = read
            self._read.move_to_end(product.product_id)
            while len(self._read) > self._most:
                self._read.popitem(last=False)
        return read

    def _reading(self, product: Product) -> ReadProduct:
        said = [*sentences(product), *_attributes(product)]
        parts = [(place, part) for place, sentence in enumerate(said) for part in _parts(sentence)]
        texts = [text for _, text in parts]
        title = frozenset(words(f"{product.title} {product.category}"))
        return ReadProduct(
            product=product,
            sentences=said,
            vectors=self._reader.encode(texts if self.understands else []),
            places=np.array([place for place, _ in parts if self.understands], dtype=np.int64),
            title=title,
            written=frozenset(word for sentence in said for word in split(sentence.text.lower())),
        )

    def _of_texts(
        self, asked: AskedQuestion, read: ReadProduct, vector: NDArray[np.float32] | None
    ) -> ProductAnswer:
        if not read.sentences:
            return UNKNOWN
        cosines = read.cosines(vector) if vector is not None else np.zeros(len(read.sentences))
        told = features(asked, read.sentences, cosines, title=read.title, synonyms=self._synonyms)
        shares = likelihoods(told)
        best = int(np.argmax(shares))
        if shares[best] < THRESHOLD:
            return UNKNOWN
        return of_sentence(asked, read.sentences[best], read.product)


def _parts(sentence: Sentence) -> list[str]:
    clauses = sentence.clauses
    return [sentence.text, *clauses] if len(clauses) > 1 else [sentence.text]


def _attributes(product: Product) -> list[Sentence]:
    """Attributes that questions may mean without their name; those of the usual kinds are read apart."""
    return [
        Sentence.of(f"{name}: {value}", AnswerSource.ATTRIBUTE)
        for name, value in product.attributes.items()
        if value and not kinds.is_plain(name) and name.lower() not in _SAID_ELSEWHERE
    ]
