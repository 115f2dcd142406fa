"""How likely a session is to end with a purchase."""

from recommender.intent.model import NAME, IntentModel
from recommender.intent.session_features import features, in_words
from recommender.intent.training import Examples, examples, learned

__all__ = [
    "NAME",
    "Examples",
    "IntentModel",
    "examples",
    "features",
    "in_words",
    "learned",
]
