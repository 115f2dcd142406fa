"""Search: words and their meaning together."""

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, Field

from api.http.dependencies import CategoryParameter, RoleOf, ServicesOf
from api.http.fields import Amount
from api.http.limited import limited
from api.http.quotas import QuotaKind
from api.http.schemas import ProductBody
from api.http.work import WorkRoute
from core.errors import InvalidInput
from core.products import Product
from recommender import Filters

router = APIRouter(
    prefix="/v1", tags=["search"], route_class=WorkRoute, dependencies=[limited(QuotaKind.SEARCH)]
)

MinPrice = Annotated[
    Amount | None, Query(description="The least, in the shop's currency.", examples=["10.00"])
]
MaxPrice = Annotated[
    Amount | None, Query(description="The greatest, in the shop's currency.", examples=["20.00"])
]


class FoundBody(BaseModel):
    """A product that was found, and how well it fits."""

    product: ProductBody = Field(description="What fits.")
    score: float = Field(description="How well, from 0; comparable within one answer only.")


class SearchBody(BaseModel):
    """What was found, best first; empty rather than far-fetched."""

    query: str = Field(description="What was searched for, as it was sent.")
    products: list[FoundBody] = Field(description="The best first.")


@router.get("/search", response_model=SearchBody)
def search(
    _role: RoleOf,
    services: ServicesOf,
    q: Annotated[str, Query(min_length=1, max_length=300, description="Words, in the shopper's spelling.")],
    min_price: MinPrice = None,
    max_price: MaxPrice = None,
    category: CategoryParameter = None,
    limit: Annotated[int, Query(ge=1, le=100, description="Products, at most.")] = 20,
    *,
    in_stock: Annotated[bool, Query(description="Only what can be bought now.")] = True,
) -> Response:
    """Find products by what they are called and by what they are."""
    if min_price is not None and max_price is not None and min_price > max_price:
        raise InvalidInput("min_price is above max_price.", field="min_price")
    filters = Filters(
        in_stock=in_stock,
        min_price=min_price,
        max_price=max_price,
        categories=frozenset({category} if category else ()),
    )
    body = services.answers.search_written(q, filters=filters, count=limit, writer=_written)
    return Response(body, media_type="application/json")


def _written(text: str, hits: Sequence[tuple[Product, float]]) -> bytes:
    products = [FoundBody(product=ProductBody.of(product), score=score) for product, score in hits]
    return SearchBody(query=text, products=products).model_dump_json().encode()
