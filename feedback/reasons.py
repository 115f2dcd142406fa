"""Why shoppers leave: the one vocabulary, and what each reason says about the products left behind."""

from collections.abc import Mapping
from enum import StrEnum


class Reason(StrEnum):
    """A reason for leaving; the codes are stored, answered and learned from everywhere.

    Source: Baymard Institute's studies of cart abandonment, and four of our own for what they leave out.
    """

    EXTRA_COSTS = "extra_costs"
    SLOW_DELIVERY = "slow_delivery"
    TRUST = "trust"
    ACCOUNT_REQUIRED = "account_required"
    LONG_CHECKOUT = "long_checkout"
    SITE_ERROR = "site_error"
    RETURNS_POLICY = "returns_policy"
    TOTAL_NOT_VISIBLE = "total_not_visible"
    CARD_DECLINED = "card_declined"
    PAYMENT_METHODS = "payment_methods"
    JUST_BROWSING = "just_browsing"
    PRICE = "price"
    COMPARING = "comparing"
    SIZE_OR_FIT = "size_or_fit"
    STOCK = "stock"
    OTHER = "other"


class Effect(StrEnum):
    """What a reason does to the interest in the products that the shopper left."""

    KEEP = "keep"
    """The shop was in the way, not the product."""
    PRICE_SENSITIVE = "price_sensitive"
    """The interest stays; cheaper things rank higher for the shopper."""
    HALVE = "halve"
    """The shopper was looking around."""
    NEGATIVE = "negative"
    """It was not what the shopper wanted."""


FACTORS: Mapping[Effect, float] = {
    Effect.KEEP: 1.0,
    Effect.PRICE_SENSITIVE: 1.0,
    Effect.HALVE: 0.5,
    Effect.NEGATIVE: -0.5,
}
"""What an interaction's weight is multiplied by."""

_EFFECTS: Mapping[Reason, Effect] = {
    Reason.EXTRA_COSTS: Effect.PRICE_SENSITIVE,
    Reason.TOTAL_NOT_VISIBLE: Effect.PRICE_SENSITIVE,
    Reason.PRICE: Effect.PRICE_SENSITIVE,
    Reason.JUST_BROWSING: Effect.HALVE,
    Reason.COMPARING: Effect.HALVE,
}


def effect_of(reason: Reason) -> Effect:
    """What `reason` does to the shopper's interest; most reasons speak of the shop and leave it as it is."""
    return _EFFECTS.get(reason, Effect.KEEP)
