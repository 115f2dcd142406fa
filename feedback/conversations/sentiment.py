"""How a message sounds, by VADER's lexicon and rules: they are for English, all else sounds like nothing."""

from functools import cache

from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

READ = 300
"""So many characters are read: of a thousand emoji each is looked up, and anger does not come late."""
UPSET = -0.4
"""Who sounds at most like this is answered first."""


def sentiment(text: str) -> float:
    """From -1, angry or sad, over 0 to 1, glad; rounded to two places."""
    compound: float = _analyzer().polarity_scores(text[:READ])["compound"]
    return round(compound, 2)


@cache
def _analyzer() -> SentimentIntensityAnalyzer:
    return SentimentIntensityAnalyzer()
