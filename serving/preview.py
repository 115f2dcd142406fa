"""What a rule would change, before it is saved: the list of somebody new, and those of recent shoppers."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlmodel import Session, col, select

from core import rulebook
from core.automated import by_shoppers
from core.products import Product, ProductId
from core.rules import Rule, check
from feedback.profiles import read_profile
from feedback.tables import Event
from recommender import Filters, Hybrid, Query
from recommender.policy import ProductMatcher
from serving.queries import query_of
from serving.snapshot import Snapshot

SHOPPERS = 20
"""So many of the shoppers who were here last are asked how their lists would change; nobody is named."""
_EVENTS = 1_000  # the newest ones, among which those shoppers are looked for
PLACES = 8


@dataclass(frozen=True, slots=True)
class PreviewLine:
    """One product of the list after, or one that has left it; places count from 1."""

    product: Product
    before: int | None
    after: int | None


@dataclass(frozen=True, slots=True)
class Preview:
    """What a rule is about and what it changes at one placement at one moment."""

    placement: str
    at: datetime
    products: int  # that the rule is about
    available: int  # of them, in stock
    lines: tuple[PreviewLine, ...]  # somebody new: the list after, then what has left it
    asked: int  # recent shoppers
    changed: int  # of them, with another list


def preview(
    session: Session, snapshot: Snapshot, rule: Rule, *, filters: Filters, now: datetime, placement: str = ""
) -> Preview:
    """Compare the lists with and without a rule, or with and without its change; nothing is stored.

    A rule that starts later is looked at as it starts. Raises InvalidInput for a rule that cannot be saved.
    """
    check(rule)
    rule = rulebook.by_id(session, rule)
    at = max(now, rule.starts_at) if rule.starts_at else now
    where = placement or min(rule.placements, default="home")
    stored = rulebook.rules(session)
    before = snapshot.hybrid.ruled(stored)
    after = snapshot.hybrid.ruled([*(other for other in stored if other.rule_id != rule.rule_id), rule])
    queries = [Query(placement=where, now=at), *_recent(session, snapshot, where, at)]
    queries = [_in_context(query, snapshot.hybrid) for query in queries]
    pairs = [(_list(before, query, filters), _list(after, query, filters)) for query in queries]
    catalog = snapshot.hybrid.catalog
    matched = ProductMatcher(catalog).matching(rule.match)
    return Preview(
        placement=where,
        at=at,
        products=int(catalog.listed[matched].sum()),
        available=int(catalog.available[matched].sum()),
        lines=_lines(snapshot, *pairs[0]),
        asked=len(pairs) - 1,
        changed=sum(old != new for old, new in pairs[1:]),
    )


def _recent(session: Session, snapshot: Snapshot, placement: str, now: datetime) -> list[Query]:
    """The shoppers who were here last, as far as they allow it."""
    newest = select(Event.shopper_id).where(by_shoppers(col(Event.shopper_id)))
    newest = newest.order_by(col(Event.received_at).desc()).limit(_EVENTS)
    shoppers = list(dict.fromkeys(session.exec(newest)))[:SHOPPERS]
    profiles = [
        read_profile(session, shopper_id, products=snapshot.products, now=now) for shopper_id in shoppers
    ]
    return [
        query_of(profile, snapshot, placement=placement, now=now) for profile in profiles if profile.allowed
    ]


def _in_context(query: Query, hybrid: Hybrid) -> Query:
    """On a product page or at a cart stands what the shopper touched last, or what most know."""
    if query.placement not in ("product", "cart", "checkout"):
        return query
    seen, ids = hybrid.policy_state.seen, hybrid.catalog.product_ids
    touched = [
        interaction.product_id
        for interaction in query.history
        if interaction.product_id in hybrid.catalog.columns
    ]
    known_best = [ids[int(seen.argmax())]] if seen is not None and len(seen) else []
    return replace(query, context_products=tuple(touched[-1:] or map(ProductId, known_best)))


def _list(hybrid: Hybrid, query: Query, filters: Filters) -> list[ProductId]:
    return [
        recommendation.product_id for recommendation in hybrid.recommend(query, count=PLACES, filters=filters)
    ]


def _lines(
    snapshot: Snapshot, before: Sequence[ProductId], after: Sequence[ProductId]
) -> tuple[PreviewLine, ...]:
    old = {product_id: place for place, product_id in enumerate(before, start=1)}
    shown = [
        PreviewLine(snapshot.products[product_id], old.get(product_id), place)
        for place, product_id in enumerate(after, start=1)
    ]
    gone = [
        PreviewLine(snapshot.products[product_id], place, None)
        for product_id, place in old.items()
        if product_id not in after
    ]
    return (*shown, *gone)
