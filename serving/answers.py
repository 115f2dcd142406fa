"""Recommendations and search for one shopper: her records become the query, the current model answers."""

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import Engine
from sqlmodel import Session

from core.clock import Clock
from core.consent import ConsentPurpose, allows
from core.errors import NotFound
from core.products import Product, ProductId
from core.settings import Settings
from feedback import interactions
from recommender.embeddings import Encoder, OnnxEncoder, RememberingEncoder
from recommender.explanation import Reason, reason
from recommender.policy import Filters
from recommender.query import Query
from recommender.recommendation import Contribution, Recommendation
from serving.snapshot import Snapshot, state_of, take

HITS = 40
"""How many search hits the model ranks anew for a question in the chat."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One recommended product, ready to show; the contributions add up to the score."""

    product: Product
    score: float
    reason: Reason
    contributions: tuple[Contribution, ...]


class Answers:
    """The answering side of one process; `refresh` replaces its snapshot when catalogue or model changed."""

    def __init__(
        self, settings: Settings, engine: Engine, *, clock: Clock, encoder: Encoder | None = None
    ) -> None:
        self._engine = engine
        self._models = settings.models_folder
        self._clock = clock
        self.encoder = encoder or RememberingEncoder(OnnxEncoder(settings.encoder_folder))
        self._lock = threading.Lock()
        self._snapshot: Snapshot | None = None

    def refresh(self) -> bool:
        """Take a new snapshot if the catalogue or the model changed since the last; tells whether it did."""
        with self._lock:
            if self._snapshot and self._snapshot.state == state_of(self._engine, self._models):
                return False
            self._snapshot = take(self._engine, self._models, encoder=self.encoder, now=self._clock.now())
            return True

    @property
    def snapshot(self) -> Snapshot:
        """What is answered from now."""
        if self._snapshot is None:
            self.refresh()
        snapshot = self._snapshot
        if snapshot is None:
            raise RuntimeError("A refreshed process has a snapshot.")
        return snapshot

    def recommend(
        self,
        session: Session,
        shopper_id: str | None,
        *,
        placement: str,
        count: int = 8,
        products: Sequence[ProductId] = (),
        max_price: Decimal | None = None,
    ) -> list[Answer]:
        """The best products for her at a placement; `products` are those on the page or in the cart."""
        snapshot = self.snapshot
        query = self._query(session, shopper_id, placement=placement, products=products)
        found = snapshot.hybrid.recommend(
            query, count=count, filters=Filters(max_price=max_price), encode=self.encoder
        )
        return _answers(snapshot, found, query)

    def similar(self, product_id: ProductId, *, count: int = 8) -> list[Answer]:
        """Products that go with one product, whoever asks."""
        snapshot = self.snapshot
        if product_id not in snapshot.products:
            raise NotFound(f"No product has the id {product_id!r}.", field="product_id")
        found = snapshot.hybrid.similar(product_id, count)
        return _answers(snapshot, found, Query(context_products=(product_id,), now=self._clock.now()))

    def search(self, text: str, *, filters: Filters, count: int = 20) -> list[tuple[Product, float]]:
        """What the words and their meaning find, the same for everyone."""
        snapshot = self.snapshot
        hits = snapshot.index.search(text, encoder=self.encoder, filters=filters, count=count)
        return [(snapshot.products[hit.product_id], hit.score) for hit in hits]

    def ask(
        self,
        session: Session,
        shopper_id: str,
        text: str,
        *,
        filters: Filters,
        count: int = 3,
    ) -> list[Answer]:
        """What a question in the chat finds, in the order of her taste and of all that she said."""
        snapshot = self.snapshot
        query = self._query(session, shopper_id, placement="chat", texts=(text,))
        hits = snapshot.index.search(text, encoder=self.encoder, filters=filters, count=HITS)
        only = frozenset(hit.product_id for hit in hits)
        narrowed = Filters(
            min_price=filters.min_price, max_price=filters.max_price, only=only, exclude_purchased=False
        )
        found = snapshot.hybrid.recommend(query, count=count, filters=narrowed, encode=self.encoder)
        return _answers(snapshot, found, query)

    def _query(
        self,
        session: Session,
        shopper_id: str | None,
        *,
        placement: str,
        products: Sequence[ProductId] = (),
        texts: tuple[str, ...] = (),
    ) -> Query:
        now = self._clock.now()
        known = tuple(one for one in products if one in self.snapshot.products)
        if shopper_id is None or not allows(session, shopper_id, ConsentPurpose.PERSONALISATION):
            return Query(placement=placement, context_products=known, said_texts=texts, now=now)
        found = interactions.known(session, shopper_id)
        said = found.said
        return Query(
            history=found.history,
            statements=said.statements,
            said_texts=texts,
            max_price=said.max_price,
            price_sensitivity=said.price_sensitivity,
            placement=placement,
            context_products=known,
            now=now,
        )


def _answers(snapshot: Snapshot, found: Sequence[Recommendation], query: Query) -> list[Answer]:
    return [
        Answer(
            product=snapshot.products[one.product_id],
            score=one.score,
            reason=reason(one, titles=snapshot.titles, statements=query.statements),
            contributions=one.contributions,
        )
        for one in found
    ]
