"""Carts: replayed from events, found when they are left, followed to their end, put back."""

from feedback.events import Cart, CartLine
from recovery.carts.contents import SoldLine, current, lines_now, lines_of, restore, still_sold
from recovery.carts.detection import look
from recovery.carts.outcomes import active_since, outcomes
from recovery.carts.records import Detection, note

__all__ = [
    "Cart",
    "CartLine",
    "Detection",
    "SoldLine",
    "active_since",
    "current",
    "lines_now",
    "lines_of",
    "look",
    "note",
    "outcomes",
    "restore",
    "still_sold",
]
