"""What delivery costs, as a sentence: the one fact that a shopper who left over costs wants to hear."""

from decimal import Decimal

from core.locales import money
from core.settings import Settings


def delivery_sentence(settings: Settings, total: Decimal, currency: str) -> str:
    """The shop's delivery terms against a cart's total; empty where the shop has not set any."""
    currency = currency or settings.currency
    cost, free_from = _exact(settings.delivery_cost), _exact(settings.free_delivery_from)
    if cost is None or currency != settings.currency:
        return ""
    if not cost:
        return "Delivery is free."
    price = f"Delivery is {money(cost, currency)}"
    if free_from is None:
        return f"{price}, whatever you order."
    if total >= free_from:
        return f"Delivery is free from {money(free_from, currency)}, so it costs you nothing."
    if not total:
        return f"{price}, and free from {money(free_from, currency)}."
    missing = money(free_from - total, currency)
    return f"{price}, and free from {money(free_from, currency)}: you are {missing} away."


def _exact(amount: float | None) -> Decimal | None:
    return None if amount is None else Decimal(str(amount))
