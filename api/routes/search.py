"""Search: words and their meaning together, filtered, by pages, with counts of what else there is."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Annotated

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, Field

from api.http.dependencies import RoleOf, ServicesOf
from api.http.fields import Amount, Checked
from api.http.limited import limited
from api.http.quotas import QuotaKind
from api.http.rule_fields import Word
from api.http.schemas import ProductBody
from api.http.work import WorkRoute
from core.errors import FieldError, InvalidInput
from recommender import Filters
from serving.facets import Facets
from serving.searching import SearchAnswer, SearchQuestion

router = APIRouter(
    prefix="/v1", tags=["search"], route_class=WorkRoute, dependencies=[limited(QuotaKind.SEARCH)]
)

DEEPEST = 10_000
"""So far into what was found a page may lie; a walk over the whole catalog has a route of its own."""


class SearchParameters(Checked):
    """The query."""

    q: str = Field(min_length=1, max_length=300, description="What is looked for; a price may stand in it.")
    min_price: Amount | None = Field(default=None, description="The least, in the shop's currency.")
    max_price: Amount | None = Field(default=None, description="The greatest, in the shop's currency.")
    category: list[Word] = Field(default=[], max_length=50, description="Of any of these, and those below.")
    brand: list[Word] = Field(default=[], max_length=50, description="Of any of these.")
    attribute: list[Word] = Field(
        default=[],
        max_length=50,
        description="name:value, as colour:blue; of one name any value will do, of several all must.",
    )
    in_stock: bool = Field(default=True, description="Only what can be bought now.")
    limit: int = Field(default=20, ge=1, le=100, description="How many at most.")
    offset: int = Field(default=0, ge=0, le=DEEPEST, description="How many of the best to leave out.")
    facets: bool = Field(default=False, description="Count what was found by category, brand and so on.")

    def question(self) -> SearchQuestion:
        """The plain value; InvalidInput where it contradicts itself."""
        if self.min_price is not None and self.max_price is not None and self.min_price > self.max_price:
            raise InvalidInput("min_price is above max_price.", field="min_price")
        return SearchQuestion(
            text=self.q,
            filters=Filters(
                in_stock=self.in_stock,
                min_price=self.min_price,
                max_price=self.max_price,
                categories=frozenset(self.category),
                brands=frozenset(self.brand),
            ),
            attributes=_by_name(self.attribute),
            count=self.limit,
            offset=self.offset,
            with_facets=self.facets,
        )


class FoundBody(BaseModel):
    """A product that was found, and how well it fits."""

    product: ProductBody = Field(description="What fits.")
    score: float = Field(description="How well, from 0 to 1; comparable within one answer only.")


class ReadAsBody(BaseModel):
    """How the question was read."""

    min_price: Decimal | None = Field(description="Of parameter and words the higher.")
    max_price: Decimal | None = Field(description="Of parameter and words the lower.")
    mended: dict[str, str] = Field(description="Words taken for slips, and what was looked for instead.")


class FacetValueBody(BaseModel):
    """A value that can be filtered by, and how many of what was found have it."""

    value: str = Field(description="As products have it.")
    count: int = Field(description="How many products.")


class PriceRangeBody(BaseModel):
    """From the lowest to the highest price of some of what was found, both included."""

    min_price: Decimal = Field(description="The lowest price.")
    max_price: Decimal = Field(description="The highest price.")
    count: int = Field(description="How many products.")


class FacetsBody(BaseModel):
    """What can be chosen from all that was found; of each the fifty values that most products have."""

    categories: list[FacetValueBody] = Field(description="Paths; of each those above it, too.")
    brands: list[FacetValueBody] = Field(description="As products write them.")
    attributes: dict[str, list[FacetValueBody]] = Field(description="By the attribute's name.")
    prices: list[PriceRangeBody] = Field(description="Parted at round amounts, the lowest first.")

    @classmethod
    def of(cls, facets: Facets) -> "FacetsBody":
        """From the plain value."""
        return cls.model_validate(facets, from_attributes=True)


class SearchBody(BaseModel):
    """What was found, best first; empty rather than far-fetched."""

    query: str = Field(description="What was searched for.")
    total: int = Field(description="On all pages.")
    offset: int = Field(description="How many better ones are left out.")
    read_as: ReadAsBody = Field(description="What was read into the words.")
    products: list[FoundBody] = Field(description="The page, best first.")
    facets: FacetsBody | None = Field(description="null unless they were asked for.")


@router.get("/search", response_model=SearchBody)
def search(_role: RoleOf, services: ServicesOf, asked: Annotated[SearchParameters, Query()]) -> Response:
    """Find products by what they are called and what they are; that whose id or SKU is typed comes first."""
    body = services.answers.search_written(asked.question(), _written)
    return Response(body, media_type="application/json")


def _by_name(attributes: Sequence[str]) -> tuple[tuple[str, frozenset[str]], ...]:
    values: dict[str, set[str]] = {}
    for place, text in enumerate(attributes):
        name, colon, value = (part.strip() for part in text.partition(":"))
        if not (name and colon and value):
            wrong = FieldError(f"attribute[{place}]", "is not written as name:value, such as colour:blue.")
            raise InvalidInput("An attribute cannot be read.", errors=(wrong,))
        values.setdefault(name.lower(), set()).add(value)
    return tuple((name, frozenset(any_of)) for name, any_of in sorted(values.items()))


def _written(question: SearchQuestion, answer: SearchAnswer) -> bytes:
    body = SearchBody(
        query=question.text,
        total=answer.total,
        offset=question.offset,
        read_as=ReadAsBody(
            min_price=answer.min_price, max_price=answer.max_price, mended=dict(answer.mendings)
        ),
        products=[
            FoundBody(product=ProductBody.of(product), score=score) for product, score in answer.products
        ],
        facets=FacetsBody.of(answer.facets) if answer.facets else None,
    )
    return body.model_dump_json().encode()
