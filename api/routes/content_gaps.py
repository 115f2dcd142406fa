"""What shoppers asked about products and no text answered, for whoever writes the texts."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from api.http.dependencies import Server, ServicesOf
from api.http.work import SessionOf, WorkRoute
from feedback import content_gaps

router = APIRouter(
    prefix="/v1/content-gaps", tags=["assistant"], dependencies=[Server], route_class=WorkRoute
)


class GapProduct(BaseModel):
    """A product that it was asked about."""

    product_id: str = Field(description="The shop's own id.")
    title: str = Field(description="What it is called; empty where it is not on sale any more.")
    asked: int = Field(description="How often.")


class GapCategory(BaseModel):
    """A category of those products."""

    category: str = Field(description="Its path.")
    asked: int = Field(description="How often.")


class GapBody(BaseModel):
    """Questions that mean the same."""

    question: str = Field(description="The one that stands for them, in a shopper's words.")
    wordings: list[str] = Field(description="Some of them as they were asked, that one first.")
    asked: int = Field(description="How often.")
    shoppers: int = Field(description="By how many shoppers.")
    products: list[GapProduct] = Field(description="What about, the most asked first.")
    categories: list[GapCategory] = Field(description="Of which categories, likewise.")
    last_asked_at: datetime = Field(description="When last, in UTC.")


class GapsBody(BaseModel):
    """What the catalog's texts leave open."""

    gaps: list[GapBody] = Field(description="What most shoppers asked first.")
    total: int = Field(description="How many there are.")


@router.get("")
def read(
    services: ServicesOf,
    session: SessionOf,
    limit: Annotated[int, Query(ge=1, le=200, description="Gaps, at most.")] = 50,
) -> GapsBody:
    """Questions that no text or value of a product answered, by what they mean; who asked is not told.

    Of the newest 2,000; they are kept as long as conversations are.
    """
    titles = services.answers.snapshot.titles
    gaps = content_gaps.gaps(session, encode=services.answers.encoder.encode)
    return GapsBody(
        gaps=[
            GapBody(
                question=gap.questions[0],
                wordings=list(gap.questions),
                asked=gap.asked,
                shoppers=gap.shoppers,
                products=[
                    GapProduct(product_id=product_id, title=titles.get(product_id, ""), asked=asked)
                    for product_id, asked in gap.products
                ],
                categories=[GapCategory(category=name, asked=asked) for name, asked in gap.categories],
                last_asked_at=gap.last_asked_at,
            )
            for gap in gaps[:limit]
        ],
        total=len(gaps),
    )
