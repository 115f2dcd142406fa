"""The groups that shoppers fall into."""

from fastapi import APIRouter, Response

from api.dashboard.pages import PageRoute, page
from api.dashboard.segments import portraits
from api.dashboard.sessions import PATH, SignedInOf
from api.http.dependencies import ServicesOf
from recommender.segments import FEWEST_SHOPPERS

router = APIRouter(prefix=f"{PATH}/segments", include_in_schema=False, route_class=PageRoute)


@router.get("")
def shopper_segments(services: ServicesOf, account: SignedInOf) -> Response:
    """The groups that shoppers fall into, in numbers and words."""
    lookup = services.answers.snapshot.segment_lookup
    segments_page = portraits.page(lookup.segments, currency=services.settings.currency) if lookup else None
    return page("segments/segments.html", services, account, page=segments_page, fewest=FEWEST_SHOPPERS)
