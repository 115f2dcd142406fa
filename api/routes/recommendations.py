"""Recommendations by placement, each with its reason."""

from enum import StrEnum
from typing import Annotated

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel

from api.dependencies import Role, RoleOf, ServicesOf, SessionOf, ShopperOrNobody
from api.schemas import Identifier, RecommendedBody
from core.products import ProductId

router = APIRouter(prefix="/v1", tags=["recommendations"])


class Placement(StrEnum):
    """Where the recommendations are shown."""

    HOME = "home"
    PRODUCT = "product"
    CART = "cart"
    CHECKOUT = "checkout"
    EMAIL = "email"


class RecommendationsBody(BaseModel):
    """Products, best first, and the version of the model that chose them (null before the first training)."""

    placement: Placement
    model: str | None
    products: list[RecommendedBody]


@router.get("/recommendations", response_model=RecommendationsBody)
def recommend(
    role: RoleOf,
    services: ServicesOf,
    session: SessionOf,
    shopper: ShopperOrNobody,
    placement: Placement = Placement.HOME,
    product_id: Annotated[Identifier | None, Query(description="The product on the page.")] = None,
    cart: Annotated[
        list[Identifier] | None, Query(max_length=50, description="The products in the cart.")
    ] = None,
    limit: Annotated[int, Query(ge=1, le=50)] = 8,
) -> Response:
    """The best products for this shopper here; never one out of stock, disliked, or beyond her budget."""
    context = [ProductId(one) for one in [product_id, *(cart or [])] if one is not None]
    answers = services.answers.recommend(
        session,
        shopper.shopper_id if shopper else None,
        placement=placement,
        count=limit,
        products=context,
    )
    explained = role is Role.SERVER
    body = RecommendationsBody.model_construct(
        placement=placement,
        model=services.answers.snapshot.model,
        products=[RecommendedBody.of(answer, explained=explained) for answer in answers],
    )
    # Written as it is: the shop's busiest answer need not be checked against its own schema twice.
    return Response(body.model_dump_json(), media_type="application/json")
