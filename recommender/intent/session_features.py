"""What a session in progress shows, as features of purchase intent, and each of them in words."""

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

import numpy as np

from core.locales import weekday
from core.products import Product, ProductId
from core.shopper_sessions import ShopperSession, Step
from recommender.intent.table import UNKNOWN, Table

Catalog = Mapping[ProductId, Product]
MOMENTS = 5
"""At so many moments of a session, at most, the model learns what came of it."""
LOOKS = ("view", "click")

WORDS: Mapping[str, str] = {
    "steps": "{} steps so far",
    "views": "{} products looked at",
    "products": "{} different products",
    "categories": "{} different categories",
    "most_views": "one product looked at {} times",
    "searches": "{} searches",
    "clicks": "{} recommendations clicked",
    "adds": "put into the cart {} times",
    "removes": "taken out of the cart {} times",
    "checkouts": "the checkout opened {} times",
    "exits": "about to leave {} times",
    "in_cart": "{} pieces in the cart",
    "cart_value": "a cart worth {}",
    "minutes": "{} minutes in the shop",
    "pace": "{} minutes from step to step",
    "last_pause": "{} minutes before the last step",
    "since_cart": "{} minutes since something was put into the cart",
    "last_price": "the last product costs {}",
    "price_level": "the products seen cost {} on average",
    "again": "the last product had been seen {} times before",
    "earlier_visits": "{} earlier sessions in three months",
    "earlier_bought": "{} of the earlier sessions with a purchase",
    "earlier_left": "{} of the earlier sessions left a cart",
    "days_away": "{} days since the session before",
    "days_since_bought": "{} days since the last purchase",
    "hour": "hour of the day: {}",
    "weekday": "day of the week: {}",
    "last": "the last step: {}",
    "department": "looked last at: {}",
    "device": "device: {}",
    "country": "country: {}",
    "source": "came from: {}",
}
"""Every feature as a marketer reads it; counts and amounts come rounded, what is not known as "not known"."""
CATEGORICAL = ("last", "department", "device", "country", "source")


def features(sessions: Sequence[ShopperSession], catalog: Catalog) -> Table:
    """The features of sessions as they stand after their last step; moments are UTC."""
    rows = [_row(session, catalog) for session in sessions]
    words = [[_word(session, name, catalog) for session in sessions] for name in CATEGORICAL]
    numbers = [name for name in WORDS if name not in CATEGORICAL]
    return Table(
        {name: np.array([row[name] for row in rows], dtype=np.float64) for name in numbers},
        {name: np.array(column, dtype=np.str_) for name, column in zip(CATEGORICAL, words, strict=True)},
    )


def moments(session: ShopperSession, random: np.random.Generator) -> list[ShopperSession]:
    """The session as it stood at up to `MOMENTS` of its steps, drawn evenly, all before a purchase."""
    open_steps = len(session.steps) if session.purchase is None else session.purchase
    drawn = random.permutation(open_steps)[:MOMENTS]
    return [session.first(int(position) + 1) for position in np.sort(drawn)]


def in_words(name: str, value: float | str) -> str:
    """One feature and its value as a phrase: "3 pieces in the cart"."""
    if isinstance(value, str):
        return WORDS[name].format(value.replace("_", " ") or "not known")
    if math.isnan(value):
        return f"{WORDS[name].replace('{}', '').strip(' :')}: not known"
    if name == "weekday":
        return WORDS[name].format(weekday(int(value)))
    return WORDS[name].format(f"{value:.0f}" if value == round(value) else f"{value:.1f}")


def _row(session: ShopperSession, catalog: Catalog) -> dict[str, float]:
    return {
        **_progress(session.steps),
        **_products(session.steps, catalog),
        **_cart(session, catalog),
        **_past(session),
        "hour": float(session.steps[-1].at.hour),
        "weekday": float(session.steps[-1].at.weekday()),
    }


def _progress(steps: Sequence[Step]) -> dict[str, float]:
    kinds = Counter(step.kind for step in steps)
    length = _minutes(steps[0].at, steps[-1].at)
    return {
        "steps": len(steps),
        "views": kinds["view"],
        "searches": kinds["search"],
        "clicks": kinds["click"],
        "adds": kinds["cart"],
        "removes": kinds["remove"],
        "checkouts": kinds["checkout"],
        "exits": kinds["exit_intent"],
        "minutes": length,
        "pace": length / (len(steps) - 1) if len(steps) > 1 else UNKNOWN,
        "last_pause": _minutes(steps[-2].at, steps[-1].at) if len(steps) > 1 else UNKNOWN,
    }


def _products(steps: Sequence[Step], catalog: Catalog) -> dict[str, float]:
    seen = [step.product_id for step in steps if step.product_id is not None]
    looks = Counter(step.product_id for step in steps if step.kind in LOOKS and step.product_id is not None)
    known = [catalog[product_id] for product_id in looks if product_id in catalog]
    last = _last(steps, catalog)
    return {
        "products": len(looks),
        "categories": len({product.category for product in known}),
        "most_views": max(looks.values(), default=0),
        "again": seen.count(seen[-1]) - 1 if seen else UNKNOWN,
        "last_price": float(last.price) if last else UNKNOWN,
        "price_level": _mean(float(product.price) for product in known),
    }


def _cart(session: ShopperSession, catalog: Catalog) -> dict[str, float]:
    held = session.cart
    added = [step.at for step in session.steps if step.kind == "cart"]
    worth = (
        float(catalog[product_id].price) * count
        for product_id, count in held.items()
        if product_id in catalog
    )
    return {
        "in_cart": sum(held.values()),
        "cart_value": sum(worth),
        "since_cart": _minutes(added[-1], session.steps[-1].at) if added else UNKNOWN,
    }


def _past(session: ShopperSession) -> dict[str, float]:
    past, begun = session.past, session.steps[0].at
    return {
        "earlier_visits": past.sessions,
        "earlier_bought": past.bought,
        "earlier_left": past.left,
        "days_away": _minutes(past.last_at, begun) / 1440,
        "days_since_bought": _minutes(past.bought_at, begun) / 1440,
    }


def _word(session: ShopperSession, name: str, catalog: Catalog) -> str:
    if name == "last":
        return session.steps[-1].kind
    if name == "department":
        last = _last(session.steps, catalog)
        return last.category.split(" > ")[0] if last else ""
    return session.said(name)


def _last(steps: Sequence[Step], catalog: Catalog) -> Product | None:
    """The product of the last step that had one."""
    ids = (step.product_id for step in reversed(steps) if step.product_id is not None)
    newest = next(ids, None)
    return catalog.get(newest) if newest is not None else None


def _minutes(start: datetime | None, end: datetime) -> float:
    return (end - start).total_seconds() / 60 if start is not None else UNKNOWN


def _mean(values: Iterable[float]) -> float:
    numbers = list(values)
    return sum(numbers) / len(numbers) if numbers else UNKNOWN
