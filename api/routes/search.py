"""Search: words and their meaning together."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Annotated

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel

from api.http.dependencies import RoleOf, ServicesOf
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

Price = Annotated[Decimal | None, Query(ge=0)]


class FoundBody(BaseModel):
    """A product that was found, and how well it fits."""

    product: ProductBody
    score: float


class SearchBody(BaseModel):
    """What was found, best first; empty rather than far-fetched."""

    query: str
    products: list[FoundBody]


@router.get("/search", response_model=SearchBody)
def search(
    _role: RoleOf,
    services: ServicesOf,
    q: Annotated[str, Query(min_length=1, max_length=300)],
    min_price: Price = None,
    max_price: Price = None,
    category: Annotated[str | None, Query(max_length=500)] = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
    *,
    in_stock: bool = True,
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
