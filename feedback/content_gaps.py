"""Questions about products that no text of theirs answers: kept, and told together by what they mean."""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from numpy.typing import NDArray
from sklearn.cluster import AgglomerativeClustering
from sqlalchemy import delete
from sqlmodel import Session, col, select

from core.automated import by_shoppers
from core.database import new_id
from core.products import Product, ProductId
from core.shoppers import hold
from feedback.tables import ContentGap

Encode = Callable[[Sequence[str]], NDArray[np.float32]]
"""Texts -> unit vectors (n, d)."""
MOST = 2_000
"""So many questions are told of, the newest."""
DIFFERENT = 500
"""So many that are worded differently: each takes some milliseconds to encode."""
EXAMPLES = 5
_ALIKE = 0.6
"""The mean cosine from which on questions mean the same."""
# An address or a number of a person's, which no question about a product needs
_PERSONAL = re.compile(r"\S{1,64}@\S{1,255}|\+?\d(?:[\s/()-]?\d){6,18}")


@dataclass(frozen=True, slots=True)
class Gap:
    """Questions that mean the same, of whichever products."""

    questions: Sequence[str]
    """In the shoppers' words, the one that is nearest to all of them first."""
    asked: int
    shoppers: int
    products: Sequence[tuple[ProductId, int]]
    """Ids with how often it was asked of each, the most first; so the categories."""
    categories: Sequence[tuple[str, int]]
    last_asked_at: datetime


def note(session: Session, shopper_id: str, product: Product, question: str, *, now: datetime) -> ContentGap:
    """Keep a question that was not answered; addresses and long numbers in it are left out."""
    hold(session, shopper_id)
    gap = ContentGap(
        gap_id=new_id(),
        shopper_id=shopper_id,
        product_id=product.product_id,
        category=product.category,
        question=_PERSONAL.sub("…", " ".join(question.split())),
        asked_at=now,
    )
    session.add(gap)
    session.flush()
    return gap


def gaps(session: Session, *, encode: Encode) -> list[Gap]:
    """What shoppers asked in vain, what most of them asked first."""
    query = select(ContentGap).where(by_shoppers(col(ContentGap.shopper_id)))
    rows = session.exec(query.order_by(col(ContentGap.asked_at).desc()).limit(MOST)).all()
    texts = list(dict.fromkeys(_plain(row.question) for row in rows))[:DIFFERENT]
    vectors = encode(texts)
    clusters = dict(zip(texts, _clusters(vectors), strict=True))
    places = {text: place for place, text in enumerate(texts)}
    members: dict[int, list[ContentGap]] = {}
    for row in rows:
        if (text := _plain(row.question)) in clusters:
            members.setdefault(clusters[text], []).append(row)
    told = [
        _gap(cluster, vectors[[places[_plain(row.question)] for row in cluster]])
        for cluster in members.values()
    ]
    return sorted(told, key=lambda gap: (-gap.shoppers, -gap.asked))


def purge(session: Session, *, before: datetime) -> int:
    """Delete what was asked before a moment; returns how many."""
    result = session.exec(delete(ContentGap).where(col(ContentGap.asked_at) < before))
    return int(result.rowcount)


def _plain(question: str) -> str:
    return question.lower().strip(" ?!.")


def _clusters(vectors: NDArray[np.float32]) -> list[int]:
    """The number of each row's cluster: average linkage by cosine."""
    if len(vectors) < 2:
        return [0] * len(vectors)
    linkage = AgglomerativeClustering(
        n_clusters=None, metric="cosine", linkage="average", distance_threshold=1 - _ALIKE
    )
    clusters: list[int] = linkage.fit_predict(vectors).tolist()
    return clusters


def _gap(rows: Sequence[ContentGap], vectors: NDArray[np.float32]) -> Gap:
    central = np.argsort(-(vectors @ vectors.mean(axis=0)), kind="stable")
    by_wording = {_plain(rows[at].question): rows[at].question for at in reversed(central.tolist())}
    return Gap(
        questions=list(reversed(by_wording.values()))[:EXAMPLES],
        asked=len(rows),
        shoppers=len({row.shopper_id for row in rows}),
        products=Counter(ProductId(row.product_id) for row in rows).most_common(),
        categories=Counter(row.category for row in rows).most_common(),
        last_asked_at=max(row.asked_at for row in rows),
    )
