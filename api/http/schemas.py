"""The bodies that several routes share."""

from collections.abc import Sequence
from enum import StrEnum
from typing import Annotated, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    JsonValue,
    StringConstraints,
    model_validator,
)
from pydantic_core import PydanticCustomError

from api.http.fields import Amount, Checked
from core import identifiers
from core.columns import LARGEST_INTEGER
from core.external_ids import is_placeholder, problem
from core.products import Product
from core.shopper_details import checked
from serving.answers import Answer


def _mailable(text: str) -> str:
    return checked("email", text)


Address = Annotated[str, Field(max_length=254), AfterValidator(_mailable)]
"""Where somebody is mailed; the shop's own placeholders, a setting, `dependencies.addressed` refuses."""


def _whole(sent: object) -> object:
    """Says what an id may be, which the pattern would say in its own way."""
    text = sent.strip() if isinstance(sent, str) else ""
    if 0 < len(text) <= identifiers.LONGEST and not identifiers.is_identifier(text):
        raise PydanticCustomError("no_identifier", identifiers.REMEDY)
    return sent


Identifier = Annotated[
    str,
    StringConstraints(min_length=1, max_length=identifiers.LONGEST, pattern=identifiers.PATTERN),
    BeforeValidator(_whole),
]
"""A shop's own id, as `core.identifiers` has it."""


def _names_somebody(sent: object) -> object:
    if isinstance(sent, str) and is_placeholder(sent):
        raise PydanticCustomError("placeholder", "{problem}", {"problem": problem(sent)})
    return sent


ExternalId = Annotated[Identifier, BeforeValidator(_names_somebody)]
"""The shop's own id of a shopper; its own placeholders, a setting, are refused by `dependencies.named`."""
Currency = Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")]

RAIN_JACKET: dict[str, JsonValue] = {
    "product_id": "rain-jacket",
    "title": "Rain jacket",
    "description": "A light jacket that keeps a day of rain out.",
    "category": "Outdoors > Rainwear",
    "brand": "Skerry",
    "price": "34.00",
    "currency": "GBP",
    "stock": 12,
    "url": "https://shop.example/rain-jacket",
    "image_url": "https://shop.example/rain-jacket.png",
    "attributes": {"colour": "blue", "for": "women"},
    "active": True,
}


class Placement(StrEnum):
    """Where the recommendations are shown."""

    HOME = "home"
    PRODUCT = "product"
    CART = "cart"
    CHECKOUT = "checkout"
    EMAIL = "email"


MOST_MEMBERS = 100
"""An object with more fields is refused unread: naming each that we do not know would cost seconds."""


class Body(Checked):
    """A body that is sent to us: a field that we do not know is an error, not a silence."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    @model_validator(mode="before")
    @classmethod
    def _few_members(cls, sent: object) -> object:
        for part in (sent, *sent.values()) if isinstance(sent, dict) else ():
            if isinstance(part, dict) and len(part) > MOST_MEMBERS:
                raise PydanticCustomError(
                    "too_many_members", "holds an object of over 100 fields; send fewer."
                )
        return sent


class ProductFields(Body):
    """A product without its id, as PUT takes it."""

    title: str = Field(min_length=1, max_length=500, description="What shoppers read first.")
    description: str = Field(
        default="",
        max_length=20_000,
        description="Plain text; it is searched, and tells what the product is like.",
    )
    category: str = Field(default="", max_length=500, description='A path such as "Home > Kitchen > Mugs".')
    brand: str = Field(default="", max_length=200, description="Who makes it; rules and filters go by it.")
    price: Amount = Field(description="Of one piece, in `currency`.", examples=["34.00"])
    stock: int | None = Field(
        default=None, ge=0, le=LARGEST_INTEGER, description="Pieces; null: not counted."
    )
    url: str = Field(default="", max_length=2_000, description="The product's page.")
    image_url: str = Field(default="", max_length=2_000, description="Its picture.")
    attributes: dict[str, str] = Field(
        default_factory=dict,
        max_length=50,
        description="Traits by name, such as its colour; shoppers search for them and the chat asks by them.",
    )
    active: bool = Field(default=True, description="false: it is in no answer, and its history stays.")

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{name: value for name, value in RAIN_JACKET.items() if name != "product_id"}]
        }
    )


class ProductBody(ProductFields):
    """A product."""

    product_id: Identifier = Field(description="The shop's own id.", examples=["rain-jacket"])
    currency: Currency = Field(description="Of the price, by ISO 4217.", examples=["GBP"])

    model_config = ConfigDict(json_schema_extra={"examples": [RAIN_JACKET]})

    @classmethod
    def of(cls, product: Product) -> "ProductBody":
        """From the plain value; what is stored is right, so it is not checked again."""
        return ProductBody.model_construct(
            product_id=product.product_id,
            title=product.title,
            description=product.description,
            category=product.category,
            brand=product.brand,
            price=product.price,
            currency=product.currency,
            stock=product.stock,
            url=product.url,
            image_url=product.image_url,
            attributes=dict(product.attributes),
            active=product.active,
        )


class ReasonBody(BaseModel):
    """Why a product is recommended, as a code and as a sentence for the shopper."""

    code: str = Field(
        description="What kind of reason it is; docs/explanations.md lists them.", examples=["goes_with"]
    )
    text: str = Field(description="A sentence for the shopper, in the language asked for.")
    product_id: str | None = Field(description="The product that it speaks of; null: of none.")


class ContributionBody(BaseModel):
    """A part of the score: which scorer gave it, and from which product or statement."""

    scorer: str = Field(description="The part of the recommender.", examples=["collaborative"])
    source: str | None = Field(
        description="The product, statement or rule that it comes from; null: the same for everyone."
    )
    value: float = Field(description="What it adds to the score; below 0 where it speaks against.")


class RecommendedBody(BaseModel):
    """A recommended product; the contributions, for servers, add up to the score."""

    product: ProductBody = Field(description="What is recommended.")
    score: float = Field(
        description="What it is ranked by; the higher the better, comparable within one answer only."
    )
    reason: ReasonBody = Field(description="Why it is recommended.")
    contributions: list[ContributionBody] | None = Field(
        default=None, description="What the score is the sum of, for servers; null for storefronts."
    )

    @classmethod
    def of(cls, answer: Answer, *, explained: bool = False) -> "RecommendedBody":
        """From an answer, with its sum when `explained`."""
        contributions = [
            ContributionBody.model_construct(
                scorer=contribution.scorer, source=contribution.source, value=contribution.value
            )
            for contribution in (answer.contributions if explained else ())
        ]
        reason = answer.reason
        return RecommendedBody.model_construct(
            product=ProductBody.of(answer.product),
            score=answer.score,
            reason=ReasonBody.model_construct(
                code=reason.code, text=reason.text, product_id=reason.product_id
            ),
            contributions=contributions if explained else None,
        )


class ProductList(BaseModel):
    """Recommended products, best first."""

    products: list[RecommendedBody] = Field(
        description="The best first; fewer than asked for where no more fit."
    )

    @classmethod
    def of(cls, answers: Sequence[Answer], *, explained: bool = False) -> Self:
        """From answers in their order."""
        return cls(products=[RecommendedBody.of(answer, explained=explained) for answer in answers])
