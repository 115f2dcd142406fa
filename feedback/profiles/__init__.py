"""The bridge: what shoppers did and said, as the plain values that are learned from and answered from."""

from feedback.profiles.profile import Profile, Said, profile_of, read_profile
from feedback.profiles.records import By, Whose, read_records
from feedback.profiles.training import TrainingData, training_data

__all__ = [
    "By",
    "Profile",
    "Said",
    "TrainingData",
    "Whose",
    "profile_of",
    "read_profile",
    "read_records",
    "training_data",
]
