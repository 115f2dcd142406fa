"""The numbers of a period: how many carts were left, the reasons given, and the shoppers' own words."""

from feedback.reports.abandonment import (
    Abandonment,
    CartSessions,
    abandonment,
    abandonment_by_shopper,
    last_cart,
)
from feedback.reports.periods import Period
from feedback.reports.reasons import Quote, ReasonCount, Reasons, quotes, reasons

__all__ = [
    "Abandonment",
    "CartSessions",
    "Period",
    "Quote",
    "ReasonCount",
    "Reasons",
    "abandonment",
    "abandonment_by_shopper",
    "last_cart",
    "quotes",
    "reasons",
]
