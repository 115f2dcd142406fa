"""What is in the shopper's basket, for the assistant: as far as the shop's page told it."""

from collections.abc import Sequence
from decimal import Decimal

from fastapi import APIRouter
from pydantic import BaseModel, Field
from sqlmodel import Session

from api.http.dependencies import Server, ServicesOf
from api.http.fields import Amount
from api.http.work import SessionOf, WorkRoute
from api.routes.conversations import ConversationOf
from core.catalog import stored
from core.products import Product
from core.settings import Settings
from feedback.events import CartLine
from recovery import carts

router = APIRouter(
    prefix="/v1/conversations/{conversation_id}/basket",
    tags=["assistant"],
    dependencies=[Server],
    route_class=WorkRoute,
)


class BasketLineBody(BaseModel):
    """So many of a product."""

    product_id: str = Field(description="The shop's own id.", examples=["rain-jacket"])
    title: str = Field(description="What it is called.")
    price: Amount | None = Field(description="Of one piece; null: of which variant it is, nobody says.")
    quantity: int = Field(description="Pieces.")


class BasketBody(BaseModel):
    """What is in a basket."""

    lines: list[BasketLineBody] = Field(description="In the order in which they were put in.")
    total: Amount | None = Field(description="Without delivery; null where a price is not known.")
    currency: str = Field(description="Of the amounts, by ISO 4217.", examples=["GBP"])
    to_free_delivery: Amount | None = Field(
        description="What is missing until delivery costs nothing, 0 where nothing is; null: not known."
    )


@router.get("")
def basket(services: ServicesOf, session: SessionOf, conversation: ConversationOf) -> BasketBody:
    """What is in the shopper's basket, as far as the shop's page told."""
    priced = _priced(session, carts.lines_now(session, conversation.shopper_id), services.settings)
    lines = [
        BasketLineBody(product_id=line.product_id, title=product.title, price=price, quantity=line.quantity)
        for line, product, price in priced
        if product is not None
    ]
    total = _total(priced)
    return BasketBody(
        lines=lines,
        total=total,
        currency=services.settings.currency,
        to_free_delivery=_missing(total, services.settings.free_delivery_from),
    )


Priced = tuple[CartLine, Product | None, Decimal | None]


def _priced(session: Session, lines: Sequence[CartLine], settings: Settings) -> list[Priced]:
    """Each line with its product and the price of one piece, each None where it is not known."""
    products = stored(session, [line.product_id for line in lines])
    return [
        (line, product := products.get(line.product_id), _price(line, product, settings)) for line in lines
    ]


def _price(line: CartLine, product: Product | None, settings: Settings) -> Decimal | None:
    if product is None or product.currency != settings.currency or not line.has_price_of(product):
        return None
    return product.price


def _total(priced: Sequence[Priced]) -> Decimal | None:
    """Without a price of one, there is no sum that is true of all."""
    sums = [None if price is None else price * line.quantity for line, _, price in priced]
    known = [amount for amount in sums if amount is not None]
    return sum(known, Decimal()) if len(known) == len(sums) else None


def _missing(total: Decimal | None, free_from: Decimal | None) -> Decimal | None:
    return None if total is None or free_from is None else max(free_from - total, Decimal())
