"""What may be shown and in which order: filters, rules, repeats, variety, exploration."""

from recommender.policy.filters import allowed
from recommender.policy.matching import ProductMatcher
from recommender.policy.relaxation import PRICE, Settled, settle
from recommender.policy.wanted import binding, name_of

__all__ = [
    "PRICE",
    "ProductMatcher",
    "Settled",
    "allowed",
    "binding",
    "name_of",
    "settle",
]
