"""A shop of any size for measuring speed: made-up products and shoppers whose tastes follow departments."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal

import numpy as np
from sqlalchemy import Engine

from core import catalog
from core.database import batched, transaction
from core.products import Product, ProductId
from core.shoppers import create_visitor
from feedback.events import NewEvent, store
from feedback.tables import EventType

COLOURS = ("blue", "red", "green", "black", "white", "yellow", "grey", "brown")
THINGS = (
    "jacket",
    "mug",
    "lamp",
    "tent",
    "scarf",
    "pan",
    "notebook",
    "soap",
    "cushion",
    "trowel",
    "boots",
    "puzzle",
)
TYPES = (EventType.VIEW, EventType.VIEW, EventType.VIEW, EventType.CART, EventType.PURCHASE)


def fill(
    engine: Engine, *, products: int, shoppers: int, history: int, now: datetime, seed: int = 0
) -> list[str]:
    """Store `products` and `shoppers` with `history` events each; returns a visitor id for each shopper."""
    random = np.random.default_rng(seed)
    with transaction(engine) as session:
        catalog.upsert(session, [made_up(number) for number in range(products)], now=now)
    visitors = []
    for batch in batched(range(shoppers), 200):
        with transaction(engine) as session:
            for _ in batch:
                visitor = create_visitor(session, now=now)
                visitors.append(visitor.visitor_id)
                store(session, list(_events(visitor.shopper_id, products, history, now, random)), now=now)
    return visitors


def made_up(number: int) -> Product:
    """A product of the made-up shop."""
    colour, thing = COLOURS[number % len(COLOURS)], THINGS[number // len(COLOURS) % len(THINGS)]
    return Product(
        product_id=ProductId(f"p{number}"),
        title=f"{colour} {thing} {number}",
        description=f"A {colour} {thing}, model {number}, for every day.",
        category=f"Department {number % 40} > {thing}",
        price=Decimal(5 + number % 95),
        stock=10,
        attributes={"colour": colour},
    )


def _events(
    shopper_id: str, products: int, history: int, now: datetime, random: np.random.Generator
) -> Iterator[NewEvent]:
    """Mostly from one fortieth of the products, the popular ones more often."""
    home = int(random.integers(40))
    for step in range(history):
        ranked = int(min(random.zipf(1.3) - 1, products // 40 - 1))
        own = random.random() < 0.8
        number = ranked * 40 + home if own else int(random.integers(products))
        yield NewEvent(
            event_id=f"{shopper_id}-{step}",
            shopper_id=shopper_id,
            session_id=f"{shopper_id}-{step // 10}",
            type=TYPES[int(random.integers(len(TYPES)))],
            occurred_at=now - timedelta(hours=history - step),
            product_id=f"p{number}",
        )
