"""Labels: what an answer means for the products that were left, understood and stored."""

from feedback.labelling.labels import label_responses, store, understand
from feedback.labelling.understanding import CLOSE_ENOUGH, EXAMPLES, NOT_WANTED, Encode

__all__ = ["CLOSE_ENOUGH", "EXAMPLES", "NOT_WANTED", "Encode", "label_responses", "store", "understand"]
