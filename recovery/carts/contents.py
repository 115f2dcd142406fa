"""What is in a shopper's cart now, and what of one that was left can be put back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from sqlmodel import Session

from core.catalog import stored
from core.errors import NotFound
from core.people import people
from core.products import Product, ProductId
from feedback.events import Cart, CartLine
from recovery.carts.movements import replayed
from recovery.carts.outcomes import outcomes
from recovery.tables import AbandonedCart, CartState


@dataclass(frozen=True, slots=True)
class SoldLine:
    """So many of a product as can be bought now; `short` more were in the cart and are not in stock."""

    product: Product
    quantity: int
    short: int = 0
    is_priced: bool = True
    """Whether the product's own price is that of what was chosen (`CartLine.has_price_of`)."""

    @classmethod
    def of(cls, line: CartLine, product: Product) -> "SoldLine":
        """A line of a cart, of which there may be less by now."""
        quantity = line.quantity if product.stock is None else min(line.quantity, product.stock)
        return cls(product, quantity, line.quantity - quantity, line.has_price_of(product))


def current(session: Session, shopper_id: str) -> Cart | None:
    """What is in the shopper's cart now, on all their devices that count as one; None where it is empty."""
    return dict(replayed(session, people(session, [shopper_id]))).get(shopper_id)


def lines_now(session: Session, shopper_id: str) -> Sequence[CartLine]:
    """The lines of a shopper's cart now; none where it is empty."""
    cart = current(session, shopper_id)
    return cart.lines if cart else ()


def lines_of(cart: AbandonedCart) -> list[CartLine]:
    """What was in a cart when it was left."""
    return [
        CartLine(ProductId(line["product_id"]), line["quantity"], Decimal(price) if price else None)
        for line in cart.lines
        for price in [line.get("price")]
    ]


def restore(session: Session, cart_id: str) -> list[SoldLine]:
    """What can be put back: what is still sold, no more of it than there is; nothing once it is bought."""
    cart = session.get(AbandonedCart, cart_id)
    if cart is None:
        raise NotFound("There is no such cart any more.", field="cart_id")
    if outcomes(session, [cart])[cart_id] is CartState.PURCHASED:
        return []
    return still_sold(session, [cart])[cart_id]


def still_sold(session: Session, carts: Sequence[AbandonedCart]) -> Mapping[str, list[SoldLine]]:
    """Cart id -> what of it can be bought now, no more of it than there is."""
    wanted = {line.product_id for cart in carts for line in lines_of(cart)}
    products = stored(session, list(wanted))
    return {
        cart.cart_id: [
            SoldLine.of(line, product)
            for line in lines_of(cart)
            if (product := products.get(line.product_id)) is not None and product.available
        ]
        for cart in carts
    }
