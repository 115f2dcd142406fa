"""A question in the chat: what the words find, narrowed to what is asked for, as far as anything is left."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

import numpy as np

from core.interactions import Statement
from core.products import ProductId
from feedback.profiles import Profile
from recommender import Encoder, Filters, Query, Recommendation
from recommender.policy import Settled, binding, name_of, settle
from serving.queries import query_of
from serving.searching import with_prices
from serving.snapshot import Snapshot
from serving.wordbook import Wordbook

HITS = 40
"""How many search hits the model ranks anew for a question in the chat."""

RELEVANT = 0.6
"""So much of a guess's best score must have what is looked among for something within the limits."""
BESIDE_THE_BEST, BESIDE_A_GUESS = 0.75, 0.85
"""And so much what is shown beside it: three products are shown, and each of them should answer."""
GOOD = 0.5
"""What the search holds for likelier to answer than not; its scores are calibrated (docs/search.md)."""
UNLIKELY = 0.3
"""Below it what is found is near the words by chance about as often as not."""
Fit = Literal["good", "guess", "slight", "none"]


@dataclass(frozen=True, slots=True)
class ChatQuestion:
    """A question in a shopper's words, what is known of that shopper, and the prices that were understood."""

    text: str
    query: Query
    filters: Filters
    insisted: tuple[Statement, ...] = ()
    """What the question itself says must hold, whether or not its text repeats it."""

    @property
    def within(self) -> Filters:
        """The prices of the question and the shopper's budget, whichever is the lower."""
        limits = [limit for limit in (self.filters.max_price, self.query.max_price) if limit is not None]
        return replace(self.filters, max_price=min(limits, default=None))


def settled(asked: ChatQuestion, snapshot: Snapshot, *, encoder: Encoder, wordbook: Wordbook) -> Settled:
    """What to recommend from: what answers the words, within what is asked for, and what had to be given up.

    The words come first and the limits second: what is affordable and answers nothing is no answer.
    """
    hard = (*binding(asked.insisted, always=True), *binding(asked.query.statements, asked.text))
    filters = replace(asked.within, exclude_purchased=False, hard=tuple(dict.fromkeys(hard)))
    query = asked.query
    if asked.text:  # "anything under 5 pounds" is for all that costs less
        query = replace(query, hits=_hits(asked, snapshot, encoder=encoder, wordbook=wordbook))
        filters = replace(filters, only=frozenset(query.hits))
    catalog, state = snapshot.hybrid.catalog, snapshot.hybrid.policy_state
    return _near_the_best(settle(query, catalog, filters, state), snapshot)


def _hits(
    asked: ChatQuestion, snapshot: Snapshot, *, encoder: Encoder, wordbook: Wordbook
) -> dict[ProductId, float]:
    """What answers the words at whatever price, but what answers them much worse than the best."""
    hits = snapshot.index.search(
        asked.text,
        encoder=encoder,
        wordbook=wordbook,
        filters=Filters(in_stock=asked.filters.in_stock),
        count=HITS,
    )
    best = max((hit.score for hit in hits), default=0.0)
    least = best * (BESIDE_THE_BEST if best >= GOOD else RELEVANT)
    return {hit.product_id: hit.score for hit in hits if hit.score >= least}


def _near_the_best(asked: Settled, snapshot: Snapshot) -> Settled:
    """Without hits that answer worse than the best: the taste must not bring them to the top."""
    hits = asked.query.hits
    if asked.filters.only is None:
        return asked
    again = replace(
        asked, filters=replace(asked.filters, exclude=frozenset())
    )  # what was shown is the measure, too
    left = again.left(snapshot.hybrid.catalog, snapshot.hybrid.policy_state)
    ids = snapshot.hybrid.catalog.product_ids
    scores = {ids[at]: hits.get(ids[at], 0.0) for at in np.flatnonzero(left).tolist()}
    best = max(scores.values(), default=0.0)
    least = best * (BESIDE_THE_BEST if best >= GOOD else BESIDE_A_GUESS)
    near = frozenset(product_id for product_id, score in scores.items() if score >= least)
    return replace(asked, filters=replace(asked.filters, only=near))


def question_of(
    profile: Profile,
    snapshot: Snapshot,
    text: str,
    *,
    filters: Filters,
    statements: tuple[Statement, ...],
    now: datetime,
) -> ChatQuestion:
    """A text of a shopper's as a question: its limits of a price are no words to look for."""
    wish, filters = with_prices(text, filters)
    query = query_of(profile, snapshot, placement="chat", now=now)
    query = replace(query, said_texts=(text,), statements=with_newer(query.statements, statements))
    return ChatQuestion(wish, query, filters, statements)


def fit_of(asked: Settled, recommended: Sequence[Recommendation]) -> Fit:
    """How well these products answer; what was asked without words, such as "under 5", is met by any."""
    if not recommended:
        return "none"
    if asked.filters.only is None:
        return "good"
    best = max(asked.query.hits.get(product.product_id, 0.0) for product in recommended)
    if best >= GOOD:
        return "good"
    return "guess" if best >= UNLIKELY else "slight"


def with_newer(before: Sequence[Statement], newer: Sequence[Statement]) -> tuple[Statement, ...]:
    """All of them but what the newer ones contradict: a colour by another one, "not wool" by wool."""
    named = {name_of(statement) for statement in newer if statement.wanted}
    values = {(name_of(statement), statement.value.lower()) for statement in newer}
    kept = (
        statement
        for statement in before
        if not (statement.wanted and name_of(statement) in named)
        and (name_of(statement), statement.value.lower()) not in values
    )
    return (*kept, *newer)
