"""Choosing hyperparameters and blend weights from the past."""

from recommender.learning.configuration import chosen

__all__ = [
    "chosen",
]
