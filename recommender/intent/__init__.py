"""How likely a visit is to end with a purchase."""

from recommender.intent.model import NAME, IntentModel
from recommender.intent.training import Examples, examples, learned
from recommender.intent.visits import features, in_words

__all__ = [
    "NAME",
    "Examples",
    "IntentModel",
    "examples",
    "features",
    "in_words",
    "learned",
]
