"""A made-up shop as large as asked for: texts as long as real ones, shoppers who come back."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Engine

from core import catalog
from core.database import batched, insert_new, transaction
from core.products import Product, ProductId
from core.tables import Shopper
from feedback.tables import Event, EventType

COLOURS = ("blue", "red", "green", "black", "white", "yellow", "grey", "brown", "sand", "navy")
MATERIALS = ("cotton", "oak", "steel", "wool", "leather", "linen", "bamboo", "ceramic", "canvas", "glass")
THINGS = {
    "Garden": ("trowel", "watering can", "bench", "planter", "hose", "lantern"),
    "Kitchen": ("saucepan", "mug", "chopping board", "kettle", "grater", "storage jar"),
    "Outdoor": ("tent", "sleeping mat", "headlamp", "backpack", "flask", "compass"),
    "Clothing": ("jacket", "scarf", "shirt", "trousers", "boots", "cardigan"),
    "Home": ("cushion", "floor lamp", "blanket", "rug", "mirror", "bookshelf"),
    "Play": ("puzzle", "kite", "board game", "doll's house", "train set", "paint box"),
}
SENTENCES = (
    "Made of {material} that feels good in the hand and lasts for years of daily use.",
    "The {colour} finish keeps its look in sun and rain, and wipes clean with a damp cloth.",
    "Weighs {number} grams and packs small enough for any drawer, shelf or bag.",
    "Our {thing} is checked by hand before it leaves the workshop, one piece at a time.",
    "A thoughtful present for anyone who likes {material}, and it comes in a box that can be used again.",
    "Designed together with people who use a {thing} every day, so that nothing gets in the way.",
    "Spare parts are to be had for ten years, and a short guide to mending comes with it.",
    "Measures {number} by {other} millimetres; please see the drawing for how it is put together.",
    "Goes well with the other {colour} pieces of the series, and with plain {material}.",
)
SYLLABLES = tuple(consonant + vowel for consonant in "bdfgklmnprstvz" for vowel in "aeiou")
DAYS, SESSION_MINUTES, LONGEST = 90, 2, 400
_TYPES = (EventType.VIEW,) * 6 + (EventType.CLICK, EventType.CART, EventType.CART, EventType.PURCHASE)
_HISTORY, _SESSION, _SHELF = 15, 5, 40  # events a shopper and a session, products of a shelf


def name(number: int) -> str:
    """A word that no other product has: what somebody who wants this one types."""
    syllables = [SYLLABLES[number % len(SYLLABLES)]]
    while number := number // len(SYLLABLES):
        syllables.append(SYLLABLES[number % len(SYLLABLES)])
    return "".join(syllables).ljust(4, "x").capitalize()


def product(number: int, *, prefix: str = "p") -> Product:
    """The product of a number, always the same: 30 to 80 words."""
    random = np.random.default_rng(number)
    department = tuple(THINGS)[number // _SHELF % len(THINGS)]
    thing = THINGS[department][number // _SHELF // len(THINGS) % 6]
    colour, material = (str(random.choice(words)) for words in (COLOURS, MATERIALS))
    told = {
        "thing": thing,
        "colour": colour,
        "material": material,
        "number": 40 + number % 900,
        "other": 30 + number % 700,
    }
    sentences = random.permutation(SENTENCES)[: int(random.integers(2, 5))]
    return Product(
        product_id=ProductId(f"{prefix}{number}"),
        title=f"{name(number)} {material} {thing}, {colour}",
        description=" ".join(str(sentence).format(**told) for sentence in sentences),
        category=f"{department} > {thing.capitalize()}",
        brand=name(number // 400),
        price=Decimal(500 + number % 9500) / 100,
        stock=10,
        attributes={"colour": colour, "material": material},
    )


def fill(engine: Engine, *, products: int, events: int, now: datetime, seed: int = 0) -> None:
    """Store so many products, and shoppers with so many events in the last three months."""
    with transaction(engine) as session:
        catalog.upsert(session, [product(number) for number in range(products)], now=now)
    random = np.random.default_rng(seed)
    count = max(events // _HISTORY, 1)
    drawn = np.clip(random.lognormal(np.log(_HISTORY) - 0.5, 1.0, 2 * count), 1, LONGEST)
    lengths = _sum_to(drawn.astype(np.int64), events)
    for batch in batched(range(len(lengths)), 500):
        rows = [row for shopper in batch for row in _events(shopper, lengths[shopper], products, now, random)]
        with transaction(engine) as session:
            insert_new(
                session, Shopper, [{"shopper_id": f"s{shopper}", "created_at": now} for shopper in batch]
            )
            insert_new(session, Event, rows)


def _sum_to(lengths: NDArray[np.int64], total: int) -> list[int]:
    """The first of the histories, as many as come to `total`."""
    sums = np.cumsum(lengths)
    last = int(np.searchsorted(sums, total))
    return [*lengths[:last].tolist(), total - int(sums[last - 1] if last else 0)]


def _events(
    shopper: int, length: int, products: int, now: datetime, random: np.random.Generator
) -> Iterator[dict[str, object]]:
    """Sessions of a few minutes on a shelf or two; its first products are its hits, and some shelves are."""
    shelves = max(products // _SHELF, 1)
    favourites = (shelves * random.random(3) ** 2).astype(np.int64)
    sessions = np.sort(random.random(length // _SESSION + 1)) * DAYS
    for step in range(length):
        own = random.random() < 0.8
        shelf = int(favourites[step // _SESSION % 3] if own else random.integers(shelves))
        number = min(shelf * _SHELF + int(_SHELF * random.random() ** 2), products - 1)
        days = DAYS - float(sessions[step // _SESSION])
        at = now - timedelta(days=days) + timedelta(minutes=SESSION_MINUTES * (step % _SESSION))
        event_type = _TYPES[int(random.integers(len(_TYPES)))]
        yield {
            "event_id": f"e{shopper}-{step}",
            "shopper_id": f"s{shopper}",
            "session_id": f"v{shopper}-{step // _SESSION}",
            "type": event_type,
            "product_id": f"p{number}",
            "quantity": 1,
            "price": Decimal(500 + number % 9500) / 100,
            "currency": "GBP",
            "order_id": f"o{shopper}-{step // _SESSION}" if event_type is EventType.PURCHASE else None,
            "context": {"device": "phone" if shopper % 3 else "desktop", "country": "GB"},
            "occurred_at": min(at, now),
            "received_at": min(at, now),
        }
