"""REES46's open event logs: event_time, event_type, product_id, …, user_session; one event a line."""

from collections.abc import Collection

from core.products import Product, ProductId
from feedback.tables import EventType
from jobs.importers import fields
from jobs.importers.history import HistoryFormat
from jobs.importers.interactions import ImportedInteraction
from jobs.importers.reading import Values

TYPES = {
    "view": EventType.VIEW,
    "cart": EventType.CART,
    "remove_from_cart": EventType.REMOVE,
    "purchase": EventType.PURCHASE,
}
COLUMNS = (
    "event_time",
    "event_type",
    "product_id",
    "category_code",
    "brand",
    "price",
    "user_id",
    "user_session",
)


def rees46(currency: str, placeholders: Collection[str] = ()) -> HistoryFormat:
    """The format; the file names no currency, so the shop's own is taken."""
    return HistoryFormat(
        "rees46",
        COLUMNS,
        lambda values: parse(values, currency, placeholders),
        describes_products=True,
        moment="event_time",
    )


def parse(values: Values, currency: str, placeholders: Collection[str] = ()) -> ImportedInteraction:
    """One line; what a session buys at one moment is an order, since the log has no order ids."""
    kind = TYPES[fields.one_of(values, "event_type", TYPES)]
    session_id = fields.required(values, "user_session")
    occurred_at = fields.moment(values, "event_time")
    product = _product(values, currency)
    return ImportedInteraction(
        shopper=fields.shopper(values, "user_id", placeholders),
        session_id=session_id,
        type=kind,
        occurred_at=occurred_at,
        product=product,
        price=product.price,
        order_id=f"{session_id}/{occurred_at.timestamp():.0f}" if kind is EventType.PURCHASE else None,
    )


def _product(values: Values, currency: str) -> Product:
    """A product in words: "Aqua water heater" of "Appliances > Environment > Water heater"."""
    product_id = fields.required_identifier(values, "product_id")
    brand = fields.text(values, "brand").replace("_", " ").capitalize()
    path = [part.replace("_", " ") for part in fields.text(values, "category_code").split(".") if part]
    noun = path[-1] if path else f"product {product_id}"
    return Product(
        product_id=ProductId(product_id),
        title=f"{brand} {noun}" if brand else noun.capitalize(),
        category=" > ".join(part.capitalize() for part in path),
        brand=brand,
        price=fields.required_amount(values, "price"),
        currency=currency,
    )
