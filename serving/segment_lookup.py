"""Which segment a shopper is in: the segments trained beside the current model, asked by a request."""

import logging
from dataclasses import dataclass, replace

from recommender import Catalog, Query
from recommender.models import LoadedModel
from recommender.segments import NAME, CatalogShelf, Membership, Segments

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class SegmentLookup:
    """Segments and the products that a history is read with; all of one moment."""

    segments: Segments
    shelf: CatalogShelf

    def membership(self, query: Query) -> Membership:
        """The segment of whoever asks, and the chance of each."""
        return self.segments.membership(query, self.shelf)

    def placed(self, query: Query) -> Query:
        """The query with its segment."""
        return replace(query, segment=self.membership(query).code)

    def over(self, catalog: Catalog) -> "SegmentLookup":
        """The same segments over a catalog of which some products changed."""
        return replace(self, shelf=CatalogShelf(catalog))


def segment_lookup(loaded: LoadedModel | None, catalog: Catalog) -> SegmentLookup | None:
    """The segments of a loaded model; None where it has none, or where they cannot be read."""
    arrays = loaded.auxiliary_models.get(NAME) if loaded is not None else None
    if arrays is None:
        return None
    try:
        return SegmentLookup(Segments.from_arrays(arrays), CatalogShelf(catalog))
    except (KeyError, ValueError) as error:
        log.warning("The segments beside the current model cannot be read: %s", error)
        return None
