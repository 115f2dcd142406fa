"""A product as the shop's server sends it, whole or in part, and as it is told again."""

from decimal import Decimal
from typing import Annotated, Any

from pydantic import ConfigDict, Field

from api.http.fields import Amount
from api.http.schemas import RAIN_JACKET, Currency, Identifier, ProductBody, ProductFields
from core.aliases import distinct
from core.products import Product, ProductId

NAMED_JACKET = RAIN_JACKET | {"aliases": ["RJ-BLUE-M", "5012345678900"]}

Aliases = Annotated[
    list[Identifier],
    Field(
        max_length=1_000,
        description="What it is called beside its id: SKU, GTIN, ids of variants; each of one product only.",
    ),
]


class CatalogProductBody(ProductBody):
    """A product with all that it is called."""

    aliases: Aliases

    model_config = ConfigDict(json_schema_extra={"examples": [NAMED_JACKET]})

    @classmethod
    def of(cls, product: Product) -> "CatalogProductBody":
        """From the plain value, as it is stored."""
        shown = dict(ProductBody.of(product))
        return CatalogProductBody.model_construct(**shown, aliases=list(product.aliases))


class ProductInput(ProductFields):
    """A product without its id as the shop's server sends it: with what it costs the shop."""

    currency: Currency | None = Field(default=None, description="Without one the shop's, RAPPORT_CURRENCY.")
    cost: Amount | None = Field(
        default=None, description="What one piece costs you, for rules about margins; never shown to anybody."
    )
    aliases: Aliases = Field(default_factory=list)

    def value(self, product_id: str, *, currency: str) -> Product:
        """The product as a plain value; without a currency it has the shop's."""
        own = self.model_dump(exclude={"product_id", "currency"})
        return distinct(Product(product_id=ProductId(product_id), currency=self.currency or currency, **own))


class NamedProductInput(ProductInput):
    """A product as the shop's server sends it."""

    product_id: Identifier = Field(description="The shop's own id.", examples=["rain-jacket"])

    model_config = ConfigDict(json_schema_extra={"examples": [NAMED_JACKET]})


def _as_change(schema: dict[str, Any]) -> None:
    """A field that is not sent has no default: it stays."""
    schema["examples"] = [
        {name: RAIN_JACKET[name] for name in ("product_id", "price", "stock") if name in schema["properties"]}
    ]
    for described in schema["properties"].values():
        described.pop("default", None)


class ProductChange(ProductInput):
    """What changes of a product: a field that is not sent stays, one that is sent is replaced whole."""

    title: str = Field(default="", min_length=1, max_length=500, description="What shoppers read first.")
    price: Amount = Field(default=Decimal(0), description="Of one piece, in `currency`.", examples=["29.00"])

    model_config = ConfigDict(json_schema_extra=_as_change)

    def fields(self, *, currency: str) -> dict[str, Any]:
        """Those that were sent; a currency of null is the shop's."""
        sent = self.model_dump(exclude={"product_id"}, exclude_unset=True)
        return sent | ({"currency": currency} if sent.get("currency", "") is None else {})


class NamedProductChange(ProductChange):
    """What changes of the product of this id."""

    product_id: Identifier = Field(
        description="The shop's own id of a product in the catalog.", examples=["rain-jacket"]
    )
