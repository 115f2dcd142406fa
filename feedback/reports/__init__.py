"""The numbers of a period: carts that were left, reasons, the shoppers' own words, what is in no figure."""

from feedback.reports.abandonment import (
    Abandonment,
    CartSessions,
    abandonment,
    abandonment_by_shopper,
    last_cart,
)
from feedback.reports.kept_out import KeptOut, kept_out
from feedback.reports.periods import Period
from feedback.reports.reasons import Quote, ReasonCount, Reasons, quotes, reasons

__all__ = [
    "Abandonment",
    "CartSessions",
    "KeptOut",
    "Period",
    "Quote",
    "ReasonCount",
    "Reasons",
    "abandonment",
    "abandonment_by_shopper",
    "kept_out",
    "last_cart",
    "quotes",
    "reasons",
]
