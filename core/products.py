"""A product as a plain value, as the shop describes it and as every room passes it on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NewType

ProductId = NewType("ProductId", str)


@dataclass(frozen=True, slots=True)
class Product:
    """One sellable product; `price` is in units of `currency`, `stock` None means not counted."""

    product_id: ProductId
    title: str
    description: str = ""
    category: str = ""  # a path, "Home > Kitchen > Mugs"
    brand: str = ""
    price: Decimal = Decimal(0)
    currency: str = "GBP"
    stock: int | None = None
    url: str = ""
    image_url: str = ""
    attributes: Mapping[str, str] = field(default_factory=dict)  # {"colour": "blue", "for": "toddlers"}
    active: bool = True
    cost: Decimal | None = None  # what one piece costs the shop; never shown to shoppers
    aliases: Sequence[str] = ()  # SKU, GTIN, ids of variants, as they are written; core.aliases reads them

    @property
    def margin(self) -> Decimal | None:
        """The share of the price that stays with the shop; None where the cost or the price is not known."""
        return None if self.cost is None or not self.price else (self.price - self.cost) / self.price

    @property
    def available(self) -> bool:
        """Whether a shopper can buy it now."""
        return self.active and (self.stock is None or self.stock > 0)

    @property
    def text(self) -> str:
        """What the encoder reads: title first, for models that cut long texts."""
        attributes = ", ".join(f"{name}: {value}" for name, value in sorted(self.attributes.items()))
        parts = (self.title, self.category.replace(" > ", ", "), self.brand, attributes, self.description)
        return ". ".join(part for part in parts if part)
