"""What a shop says of its terms: one file, a section a subject, a field a question, in the shop's own words.

What a field leaves out is not known, and nothing is said of it.
"""

from core.facts.reading import facts_of, read
from core.facts.shop import ShopFacts, topics
from core.facts.stating import Fact, amounts_of, stated
from core.facts.texts import Listing, placeholders

__all__ = [
    "Fact",
    "Listing",
    "ShopFacts",
    "amounts_of",
    "facts_of",
    "placeholders",
    "read",
    "stated",
    "topics",
]
