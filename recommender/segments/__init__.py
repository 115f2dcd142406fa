"""Groups of shoppers who behave alike, their names, and who is in which now."""

from recommender.segments.arrivals import signs
from recommender.segments.behaviour import CatalogShelf, behaviour_of, by_shopper
from recommender.segments.model import FEWEST_SHOPPERS, NAME, VOTE, Choice, Membership, Portrait, Segments
from recommender.segments.naming import title
from recommender.segments.segmentation import Acquisition, SegmentationConfig, segmented

__all__ = [
    "FEWEST_SHOPPERS",
    "NAME",
    "VOTE",
    "Acquisition",
    "CatalogShelf",
    "Choice",
    "Membership",
    "Portrait",
    "SegmentationConfig",
    "Segments",
    "behaviour_of",
    "by_shopper",
    "segmented",
    "signs",
    "title",
]
