"""Segments: the groups of shoppers who behave alike, and which of them a shopper is in now."""

from typing import Annotated, Self

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from api.http.dependencies import Now, Server, ServicesOf, named
from api.http.work import SessionOf, WorkRoute
from core.shoppers import shopper_or_newcomer
from recommender.segments import VOTE, Choice, Portrait, title

router = APIRouter(prefix="/v1", tags=["segments"], dependencies=[Server], route_class=WorkRoute)


class SegmentBody(BaseModel):
    """One segment; shares are of all shoppers, money is in the shop's currency."""

    code: str = Field(description="Its name for machines; it stays the same from one training to the next.")
    title: str = Field(description="Its name for people.")
    shoppers: int = Field(description="How many are in it.")
    share: float = Field(description="Of all shoppers, from 0 to 1.")
    share_before: float | None = Field(
        description="In the model before; null where that had no such segment."
    )
    revenue: float = Field(description="Of its shoppers, in the shop's currency.")
    revenue_share: float = Field(description="Of all revenue, from 0 to 1.")
    abandonment_rate: float | None = Field(
        description="Of finished sessions with a cart, as on the dashboard; null where there were none."
    )
    typical: dict[str, float] = Field(description="The centre: days, counts, shares and money.")

    @classmethod
    def of(cls, portrait: Portrait) -> Self:
        """From the plain value."""
        return cls(
            code=portrait.code,
            title=portrait.title,
            shoppers=portrait.shoppers,
            share=portrait.share,
            share_before=portrait.share_before,
            revenue=portrait.revenue,
            revenue_share=portrait.revenue_share,
            abandonment_rate=portrait.abandonment_rate,
            typical=portrait.typical._asdict(),
        )


class ChoiceBody(BaseModel):
    """How they were found: the method, the vote on their number, and how well a second look agrees."""

    method: str = Field(description="kmeans or dbscan.")
    vote: list[dict[str, float]] = Field(
        description="A row for each number of segments that was tried, and what each measure says of it."
    )
    stability: dict[str, float] = Field(
        description="How well groupings of two halves agree, by method: adjusted Rand index, 1 is wholly."
    )
    counts: dict[str, int] = Field(description="How many segments each method finds.")
    noise: float = Field(description="The share of shoppers that DBSCAN would leave out.")

    @classmethod
    def of(cls, choice: Choice) -> Self:
        """From the plain value."""
        return cls(
            method=choice.method,
            vote=[dict(zip(VOTE, row, strict=True)) for row in choice.table.tolist()],
            stability=dict(choice.stability),
            counts=dict(choice.counts),
            noise=choice.noise,
        )


class SegmentsBody(BaseModel):
    """All segments of the current model, the largest first; empty before there are any."""

    model: str | None = Field(description="The version of the model; null before the first training.")
    segments: list[SegmentBody] = Field(description="The largest first.")
    choice: ChoiceBody | None = Field(description="How they were found; null before there are any.")


class MembershipBody(BaseModel):
    """The segment a shopper is in now, null where too little is known of them,
    where they do not allow it, and before there are segments; and the chance of each."""

    code: str | None = Field(description="The segment, by its name for machines.")
    title: str | None = Field(description="The segment, by its name for people.")
    probabilities: dict[str, float] = Field(
        description="Segment -> its chance, from 0 to 1; they add up to 1."
    )


@router.get("/segments")
def segments(services: ServicesOf) -> SegmentsBody:
    """How the shop's shoppers fall into groups."""
    snapshot = services.answers.snapshot
    segmentation = snapshot.segment_lookup.segments if snapshot.segment_lookup else None
    return SegmentsBody(
        model=snapshot.model,
        segments=[SegmentBody.of(portrait) for portrait in segmentation.portraits()] if segmentation else [],
        choice=ChoiceBody.of(segmentation.choice) if segmentation else None,
    )


@router.get("/segments/membership")
def membership(
    services: ServicesOf,
    session: SessionOf,
    now: Now,
    shopper_id: Annotated[str, Query(max_length=200, description="The shop's own id of the shopper.")],
) -> MembershipBody:
    """Which segment a shopper is in, their session in progress included."""
    external_id = named(services, shopper_id, field="shopper_id")
    shopper = shopper_or_newcomer(session, external_id, now=now)
    shopper_membership = services.answers.membership(session, shopper.shopper_id)
    if shopper_membership is None:
        return MembershipBody(code=None, title=None, probabilities={})
    code = shopper_membership.code or None
    return MembershipBody(
        code=code, title=title(code) if code else None, probabilities=dict(shopper_membership.probabilities)
    )
