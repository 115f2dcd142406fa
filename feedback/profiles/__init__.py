"""The bridge: what shoppers did and said, as the plain values that are learned from and answered from."""

from feedback.profiles.profile import Known, Said, known, understood
from feedback.profiles.records import By, Whose, nobody, recorded
from feedback.profiles.training import TrainingData, training_data

__all__ = [
    "By",
    "Known",
    "Said",
    "TrainingData",
    "Whose",
    "known",
    "nobody",
    "recorded",
    "training_data",
    "understood",
]
