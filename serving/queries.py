"""What is known of a shopper as a query: the one way to ask the recommender, whoever asks for whom."""

from collections.abc import Sequence
from dataclasses import fields
from datetime import datetime
from zlib import crc32

from core.products import ProductId
from feedback.profiles import Profile
from recommender import Context, Query
from serving.snapshot import Snapshot


def query_of(
    profile: Profile,
    snapshot: Snapshot,
    *,
    placement: str,
    now: datetime,
    products: Sequence[ProductId] = (),
    told: Context | None = None,
) -> Query:
    """The query of a shopper `now`; `products` are in front of them, `told` is how they came, if said."""
    said, lookup = profile.said, snapshot.segment_lookup
    query = Query(
        history=profile.history,
        statements=said.statements,
        max_price=said.max_price,
        price_sensitivity=said.price_sensitivity,
        placement=placement,
        context_products=tuple(snapshot.names.known(products)),
        context=_context(profile, told or Context()),
        seed=crc32(profile.shopper_id.encode()) if profile.shopper_id and profile.allowed else 0,
        now=now,
    )
    return lookup.placed(query) if lookup and profile.allowed else query


def _context(profile: Profile, told: Context) -> Context:
    return Context(
        **{
            field.name: getattr(told, field.name) or profile.context.get(field.name, "")
            for field in fields(Context)
        }
    )
