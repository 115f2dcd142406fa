"""Recommendations by placement, each with its reason."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Annotated, Self

from fastapi import APIRouter, Query, Request, Response
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, Field, ValidationError
from pydantic_core import to_json
from starlette.datastructures import QueryParams

from api.http.address import AddressRoute, Handler
from api.http.dependencies import (
    LANGUAGE,
    AcceptedLanguages,
    Role,
    RoleOf,
    VisitorToken,
    done,
    language_of,
    role,
    services,
    whose,
)
from api.http.fields import Checked
from api.http.limited import charge_shopper
from api.http.quotas import QuotaKind
from api.http.rule_fields import Word
from api.http.schemas import Identifier, Placement, ProductBody, RecommendedBody
from api.http.statuses import raises
from core.errors import InvalidInput, TooManyRequests, Unavailable
from core.products import ProductId
from recommender import Context
from serving.answers import Among, Answer, Question

WORD = r"^[a-z_]{0,20}$"
LISTS = ("cart", "category", "brand", "exclude")
"""The parameters that may be sent several times."""
NO_PRODUCT = "placement=product needs the product that is on the page: send its id as product_id."


class RecommendationsBody(BaseModel):
    """Products, best first, and the version of the model that chose them (null before the first training)."""

    placement: Placement = Field(description="As asked for.")
    model: str | None = Field(description="The version of the model; null before the first training.")
    products: list[RecommendedBody] = Field(
        description="The best first; fewer than `limit` where no more may be recommended."
    )


class RecommendationsQuery(Checked):
    """The query."""

    placement: Placement = Field(
        default=Placement.HOME, description="Where they are shown; `product` needs `product_id`."
    )
    product_id: Identifier | None = Field(default=None, description="The product on the page.")
    cart: list[Identifier] = Field(default=[], max_length=50, description="The products in the cart.")
    category: list[Word] = Field(default=[], max_length=50, description="Only of these and those below them.")
    brand: list[Word] = Field(default=[], max_length=50, description="Only of these.")
    exclude: list[Identifier] = Field(default=[], max_length=200, description="Products not to recommend.")
    limit: int = Field(default=8, ge=1, le=50, description="Products, at most.")
    shopper_id: str | None = Field(
        default=None, max_length=200, description="The shop's own id; for servers."
    )
    lang: str | None = Field(default=None, max_length=35, description=LANGUAGE)
    device: str = Field(default="", pattern=WORD, description="phone, tablet or desktop.")
    source: str = Field(default="", pattern=WORD, description="What led them here: search, email, direct, …")
    country: str = Field(default="", pattern=r"^([A-Z]{2})?$", description="ISO 3166, two letters.")

    @classmethod
    def of(cls, query: QueryParams) -> Self:
        """Read and checked; RequestValidationError as FastAPI raises it, InvalidInput without a product."""
        try:
            asked = cls.model_validate({**query, **{name: query.getlist(name) for name in LISTS}})
        except ValidationError as error:
            details = [
                {**detail, "loc": ("query", *detail["loc"])} for detail in error.errors(include_url=False)
            ]
            raise RequestValidationError(details) from None
        if asked.placement is Placement.PRODUCT and asked.product_id is None:
            raise InvalidInput(NO_PRODUCT, field="product_id")
        return asked

    @property
    def products(self) -> tuple[ProductId, ...]:
        """Those in front of the shopper."""
        return tuple(
            ProductId(product_id) for product_id in (self.product_id, *self.cart) if product_id is not None
        )

    @property
    def among(self) -> Among:
        """What may be recommended."""
        return Among(
            categories=frozenset(self.category),
            brands=frozenset(self.brand),
            exclude=frozenset(map(ProductId, self.exclude)),
        )

    @property
    def context(self) -> Context:
        """How the shopper came."""
        return Context(device=self.device, country=self.country, source=self.source)


class Direct(AddressRoute):
    """Hands `recommend` what it asks for: FastAPI's own walk through it costs more than most answers."""

    def answering(self) -> Handler:
        """A handler that reads the request itself, once."""

        async def handle(request: Request) -> Response:
            headers = request.headers
            known_as = await role(request)
            await charge_shopper(QuotaKind.READS, request, known_as)
            asked = RecommendationsQuery.of(request.query_params)
            return await recommend(
                request, known_as, asked, headers.get("rapport-visitor"), headers.get("accept-language")
            )

        return handle


router = APIRouter(prefix="/v1", tags=["recommendations"], route_class=Direct)


@router.get("/recommendations", response_model=RecommendationsBody)
@raises(TooManyRequests, Unavailable)
async def recommend(
    request: Request,
    role: RoleOf,
    asked: Annotated[RecommendationsQuery, Query()],
    visitor: VisitorToken = None,
    accepted: AcceptedLanguages = None,
) -> Response:
    """The best products for this shopper here; never one out of stock, disliked, or beyond their budget."""
    made = services(request)
    who = whose(made, role, visitor=visitor, shopper_id=asked.shopper_id)
    language = language_of(made.settings, asked.lang, accepted)
    question = Question(
        asked.placement,
        asked.limit,
        asked.products,
        language=language,
        context=asked.context,
        among=asked.among,
    )
    writer = Json(explained=role is Role.SERVER)
    body = await done(made, partial(made.answers.written, who, question, writer))
    return Response(body, media_type="application/json")


@dataclass(frozen=True, slots=True)
class Json:
    """Writes a `RecommendationsBody`: the shop's busiest answer, so without making its models first."""

    explained: bool
    """With the sum behind each product, for servers."""

    def __call__(self, answers: Sequence[Answer], *, question: Question, model: str | None) -> bytes:
        """The body as bytes."""
        products = [self._recommended(answer) for answer in answers]
        return to_json({"placement": question.placement, "model": model, "products": products})

    def _recommended(self, answer: Answer) -> dict[str, object]:
        reason = answer.reason
        parts = answer.contributions if self.explained else ()
        contributions = [
            {"scorer": part.scorer, "source": part.source, "value": part.value} for part in parts
        ]
        return {
            "product": {name: getattr(answer.product, name) for name in ProductBody.model_fields},
            "score": answer.score,
            "reason": {"code": reason.code, "text": reason.text, "product_id": reason.product_id},
            "contributions": contributions if self.explained else None,
        }
