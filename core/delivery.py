"""What delivery costs, as a sentence: the one fact that a shopper who left over costs wants to hear."""

from decimal import Decimal

from core.locales import money
from core.settings import Settings


def delivery_sentence(settings: Settings, total: Decimal, currency: str) -> str:
    """What the shop has set of its delivery terms against a cart's total; empty where it has set none."""
    currency = currency or settings.currency
    cost, free_from = settings.delivery_cost, settings.free_delivery_from
    if currency != settings.currency or (cost is None and free_from is None):
        return ""
    if 0 in (cost, free_from):
        return "Delivery is free."
    if free_from is None:
        return f"Delivery is {money(cost or 0, currency)}."
    limit = money(free_from, currency)
    if total >= free_from:
        return f"Delivery is free from {limit}, so it costs you nothing."
    price = f"Delivery is {money(cost, currency)}, and" if cost else "Delivery is"
    if not total:
        return f"{price} free from {limit}."
    return f"{price} free from {limit}: you are {money(free_from - total, currency)} away."
