"""What is known of a shopper as a query: the one way to ask the recommender, whoever asks for whom."""

from collections.abc import Sequence
from dataclasses import fields
from datetime import datetime
from zlib import crc32

from core.products import ProductId
from feedback.profiles import Known
from recommender import Context, Query
from serving.snapshot import Snapshot


def query_of(
    known: Known,
    snapshot: Snapshot,
    *,
    placement: str,
    now: datetime,
    products: Sequence[ProductId] = (),
    texts: tuple[str, ...] = (),
    told: Context | None = None,
) -> Query:
    """The query of a shopper `now`; `products` are in front of them, `told` is how they came, if said."""
    said, standing = known.said, snapshot.standing
    query = Query(
        history=known.history,
        statements=said.statements,
        said_texts=texts,
        max_price=said.max_price,
        price_sensitivity=said.price_sensitivity,
        placement=placement,
        context_products=tuple(each for each in products if each in snapshot.products),
        context=_context(known, told or Context()),
        seed=crc32(known.shopper_id.encode()) if known.shopper_id and known.allowed else 0,
        now=now,
    )
    return standing.placed(query) if standing and known.allowed else query


def _context(known: Known, told: Context) -> Context:
    return Context(
        **{
            each.name: getattr(told, each.name) or known.context.get(each.name, "")
            for each in fields(Context)
        }
    )
