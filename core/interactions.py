"""What a shopper did with a product, as a plain value: the only thing that the recommender learns from."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from core.products import ProductId


class Kind(StrEnum):
    """What was done, from the weakest interest to the strongest; `dislike` is against it."""

    VIEW = "view"
    CLICK = "click"
    CART = "cart"
    REMOVE = "remove"
    PURCHASE = "purchase"
    LIKE = "like"
    DISLIKE = "dislike"


@dataclass(frozen=True, slots=True)
class Interaction:
    """One interaction of one shopper on one product.

    `factor` is what the shopper said of it: 1.0 nothing, 0.5 "just browsing", below zero "not what I wanted".
    """

    shopper_id: str
    product_id: ProductId
    kind: Kind
    at: datetime  # UTC, aware
    factor: float = 1.0


@dataclass(frozen=True, slots=True)
class Statement:
    """A preference as it was said: `attribute` one of colour, category, for, material, brand, style, …"""

    attribute: str
    value: str
    wanted: bool = True  # False: "not pink"
