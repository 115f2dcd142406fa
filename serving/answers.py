"""Recommendations and search for one shopper, whose records become the query; the current model answers."""

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Protocol

from sqlalchemy import Engine
from sqlmodel import Session

from core.aliases import Names
from core.clock import Clock
from core.database import Reader
from core.errors import NotFound, Unavailable
from core.interactions import Statement
from core.products import Product, ProductId
from core.settings import Settings
from core.shoppers import unknown_visitor
from feedback.profiles import By, Profile, Whose, profile_of, read_profile, read_records
from recommender import (
    Context,
    Contribution,
    Encoder,
    Explanation,
    Filters,
    OnnxEncoder,
    Query,
    Recommendation,
    RememberingEncoder,
    reason,
)
from recommender.phrases import DEFAULT
from recommender.segments import Membership
from serving.asking import Fit, fit_of, question_of, settled
from serving.queries import query_of
from serving.response_cache import ResponseCache, digest
from serving.searching import SearchAnswer, SearchQuestion, search
from serving.snapshot import EncodingProgress, Snapshot, state_of, take
from serving.wordbook import WordbookKeeper

FIRST_SECONDS = 1.0
"""So long a request waits for the catalog to be read for the first time, before it is told to come again."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One recommended product, ready to show."""

    product: Product
    reason: Explanation
    recommendation: Recommendation

    @property
    def score(self) -> float:
        """What it is ranked by."""
        return self.recommendation.score

    @property
    def contributions(self) -> tuple[Contribution, ...]:
        """The parts that add up to the score; made when they are asked for, which storefronts never do."""
        return self.recommendation.contributions


@dataclass(frozen=True, slots=True)
class ChatAnswer:
    """The answers to a question in the chat, and what of it they leave out: "colour", "price" …"""

    answers: list[Answer]
    given_up: tuple[str, ...] = ()
    in_cart: bool = False
    """All that fits is in the shopper's cart, so that there are no answers."""
    fit: Fit = "none"
    """Whether what was found answers the question as it was put."""


@dataclass(frozen=True, slots=True)
class Among:
    """Which products may be recommended: of any of the categories and of any of the brands, none excluded."""

    categories: frozenset[str] = frozenset()
    brands: frozenset[str] = frozenset()
    exclude: frozenset[ProductId] = frozenset()


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked for, whoever asks; `products` are those on the page or in the cart."""

    placement: str
    count: int = 8
    products: tuple[ProductId, ...] = ()
    max_price: Decimal | None = None
    language: str = DEFAULT
    """That of the reasons."""
    context: Context = field(default_factory=Context)
    """How the shopper came, as the request tells it; their newest event speaks where it does not."""
    among: Among = Among()


class Writer(Protocol):
    """Writes answers for whom they are for; a frozen value, so that two alike are known to write alike."""

    def __call__(self, answers: Sequence[Answer], *, question: Question, model: str | None) -> bytes:
        """The answers as bytes."""
        ...

    def __hash__(self) -> int: ...


SearchWriter = Callable[[SearchQuestion, SearchAnswer], bytes]
"""(what was searched for, what was found) -> the answer as bytes."""


class Answers:
    """The answering side of one process; `refresh` replaces its snapshot when catalog or model changed."""

    def __init__(
        self, settings: Settings, engine: Engine, *, clock: Clock, encoder: Encoder | None = None
    ) -> None:
        self.engine = engine
        self._reader = Reader(engine)
        self._cache = ResponseCache()
        self._models = settings.models_folder
        self._clock = clock
        self.usual = Filters(diversity=settings.diversity, exploration=settings.exploration)
        lexicon = frozenset[str]()
        if encoder is None:
            encoder = OnnxEncoder(settings.encoder_folder)
            self.encoder: Encoder = RememberingEncoder(encoder)
            lexicon = encoder.lexicon
        else:
            self.encoder = encoder
        self._words = WordbookKeeper(settings.synonyms_file, encoder=encoder, lexicon=lexicon)
        self._lock = threading.Lock()
        self._snapshot: Snapshot | None = None

    def refresh(self) -> bool:
        """Take a new snapshot if the catalog or the model changed since the last; tells whether it did."""
        with self._lock:
            if self._snapshot and self._snapshot.state == state_of(self.engine, self._models):
                return False
            self._snapshot = take(
                self.engine, self._models, encoder=self.encoder, now=self._clock.now(), before=self._snapshot
            )
            return True

    def refresh_words(self) -> None:
        """Read the shop's synonyms where they changed, and learn the words that are new in the catalog."""
        self._words.refresh()
        if self._snapshot is not None:
            self._words.learn(self._snapshot.index.index)

    @property
    def snapshot(self) -> Snapshot:
        """What is answered from now; Unavailable while the catalog is read for the first time."""
        if self._snapshot is None and self._lock.acquire(timeout=FIRST_SECONDS):
            self._lock.release()  # nobody reads it, or whoever did is done
            self.refresh()
        if self._snapshot is None:
            raise Unavailable("The catalog is being read; ask again in a few seconds.")
        return self._snapshot

    @property
    def on_sale(self) -> Names:
        """What is answered with, by its names; asks nobody, so nothing before the first snapshot."""
        return self._snapshot.names if self._snapshot else Names()

    @property
    def progress(self) -> EncodingProgress | None:
        """How far the encoder has come with what is on sale; asks nobody, None before the first snapshot."""
        return self._snapshot.progress if self._snapshot else None

    @property
    def current_model(self) -> str | None:
        """The version of the model that is answered from; asks nobody, so None before the first snapshot."""
        return self._snapshot.model if self._snapshot else None

    def recommend(self, session: Session, shopper_id: str | None, question: Question) -> list[Answer]:
        """The best products for the shopper, or for somebody new, whatever is asked."""
        snapshot = self.snapshot
        return self._recommend(snapshot, self._profile(session, shopper_id, snapshot), question)

    def written(self, whose: Whose | None, question: Question, writer: Writer) -> bytes:
        """What `writer` makes of the best products for the shopper; NotSignedIn for an unknown visitor.

        The shopper's records are read each time, in one statement; where they and all else are what they were
        within this minute, so is the answer. A click, a withdrawn consent or an erasure makes them other
        records.
        """
        snapshot = self.snapshot
        rows = read_records(self._reader, whose) if whose else ()
        if whose and not rows and whose.by is By.VISITOR_ID:
            raise unknown_visitor()  # a server's newcomer is nobody's mistake

        def make() -> bytes:
            profile = profile_of(rows, products=snapshot.products, now=self._clock.now())
            answers = self._recommend(snapshot, profile, question)
            return writer(answers, question=question, model=snapshot.model)

        key = (digest(rows), question, writer)
        return self._cache.recall(snapshot, key, now=self._clock.now(), make=make)

    def _recommend(self, snapshot: Snapshot, profile: Profile, question: Question) -> list[Answer]:
        query = query_of(
            profile,
            snapshot,
            placement=question.placement,
            now=self._clock.now(),
            products=question.products,
            told=question.context,
        )
        filters = replace(
            self.usual,
            max_price=question.max_price,
            categories=question.among.categories,
            brands=question.among.brands,
            exclude=profile.cart.union(snapshot.names.known(question.among.exclude)),
        )
        recommended = snapshot.hybrid.recommend(
            query, count=question.count, filters=filters, encode=self.encoder
        )
        return _answers(snapshot, recommended, query, question.language)

    def similar(self, product_id: ProductId, *, count: int = 8, language: str = DEFAULT) -> list[Answer]:
        """Products that go with one product, whoever asks."""
        snapshot = self.snapshot
        if (known := snapshot.names.product_id(product_id)) is None:
            raise NotFound(f"No product has the id {product_id!r}.", field="product_id")
        query = Query(context_products=(known,), placement="product", now=self._clock.now())
        certain = replace(self.usual, exploration=0.0)
        recommended = snapshot.hybrid.recommend(query, count=count, filters=certain)
        return _answers(snapshot, recommended, query, language)

    def search(self, question: SearchQuestion) -> SearchAnswer:
        """What the words and their meaning find, the same for everyone."""
        return search(question, self.snapshot.index, encoder=self.encoder, wordbook=self._words.wordbook)

    def search_written(self, question: SearchQuestion, writer: SearchWriter) -> bytes:
        """What `writer` makes of what `search` finds, for a minute without searching again."""

        def make() -> bytes:
            return writer(question, self.search(question))

        key = (question, writer, self._words.wordbook)
        return self._cache.recall(self.snapshot, key, now=self._clock.now(), make=make)

    def ask(
        self,
        session: Session,
        shopper_id: str,
        text: str,
        *,
        filters: Filters,
        count: int = 3,
        statements: tuple[Statement, ...] = (),
    ) -> ChatAnswer:
        """What a question in the chat finds, in the order of the shopper's taste and of all that they said.

        `statements` are of this question. Where nothing has all that is asked for, some of it is given up.
        """
        snapshot, now = self.snapshot, self._clock.now()
        profile = self._profile(session, shopper_id, snapshot)
        question = question_of(profile, snapshot, text, filters=filters, statements=statements, now=now)
        asked = settled(question, snapshot, encoder=self.encoder, wordbook=self._words.wordbook)
        left = replace(asked.filters, exclude=asked.filters.exclude | profile.cart)
        recommended = snapshot.hybrid.recommend(asked.query, count=count, filters=left, encode=self.encoder)
        some_left = asked.left(snapshot.hybrid.catalog, snapshot.hybrid.policy_state).any()
        in_cart = not recommended and bool(some_left)
        answers = _answers(snapshot, recommended, question.query)
        return ChatAnswer(answers, asked.given_up, in_cart=in_cart, fit=fit_of(asked, recommended))

    def membership(self, session: Session, shopper_id: str) -> Membership | None:
        """The shopper's segment now; None before there are any, or where the shopper does not allow it."""
        snapshot, now = self.snapshot, self._clock.now()
        profile = self._profile(session, shopper_id, snapshot)
        if snapshot.segment_lookup is None or not profile.allowed:
            return None
        return snapshot.segment_lookup.membership(query_of(profile, snapshot, placement="home", now=now))

    def _profile(self, session: Session, shopper_id: str | None, snapshot: Snapshot) -> Profile:
        if shopper_id is None:
            return Profile()
        return read_profile(session, shopper_id, products=snapshot.products, now=self._clock.now())


def _answers(
    snapshot: Snapshot, recommended: Sequence[Recommendation], query: Query, language: str = DEFAULT
) -> list[Answer]:
    return [
        Answer(
            product=snapshot.products[recommendation.product_id],
            reason=reason(
                recommendation, titles=snapshot.titles, statements=query.statements, language=language
            ),
            recommendation=recommendation,
        )
        for recommendation in recommended
    ]
