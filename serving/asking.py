"""A question in the chat: what the words find, narrowed to what is asked for, as far as anything is left."""

from dataclasses import dataclass, replace
from functools import partial

from recommender import Encoder, Filters, Query
from recommender.policy import PRICE, Settled, binding, settle
from serving.snapshot import Snapshot
from serving.wordbook import Wordbook

HITS = 40
"""How many search hits the model ranks anew for a question in the chat."""


@dataclass(frozen=True, slots=True)
class ChatQuestion:
    """A question in a shopper's words, what is known of that shopper, and the prices that were understood."""

    text: str
    query: Query
    filters: Filters

    @property
    def within(self) -> Filters:
        """The prices of the question and the shopper's budget, whichever is the lower."""
        limits = [limit for limit in (self.filters.max_price, self.query.max_price) if limit is not None]
        return replace(self.filters, max_price=min(limits, default=None))


def settled(asked: ChatQuestion, snapshot: Snapshot, *, encoder: Encoder, wordbook: Wordbook) -> Settled:
    """What to recommend from: affordable hits, else hits at any price, and what had to be given up."""
    among = partial(_among, asked, snapshot=snapshot, encoder=encoder, wordbook=wordbook)
    affordable = among(asked.within)
    enough = affordable.left(snapshot.hybrid.catalog, snapshot.hybrid.policy_state).any()
    if enough and PRICE not in affordable.given_up:
        return affordable
    return among(replace(asked.filters, max_price=None))


def _among(
    asked: ChatQuestion, prices: Filters, *, snapshot: Snapshot, encoder: Encoder, wordbook: Wordbook
) -> Settled:
    hits = snapshot.index.search(asked.text, encoder=encoder, wordbook=wordbook, filters=prices, count=HITS)
    filters = replace(
        asked.filters,
        only=frozenset(hit.product_id for hit in hits),
        exclude_purchased=False,
        hard=binding(asked.query.statements, asked.text),
    )
    query = replace(asked.query, hits={hit.product_id: hit.score for hit in hits})
    return settle(query, snapshot.hybrid.catalog, filters, snapshot.hybrid.policy_state)
