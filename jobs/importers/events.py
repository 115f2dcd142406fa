"""An event in Rapport's columns, whatever format it came in; docs/importing.md describes them."""

from collections.abc import Collection
from decimal import Decimal

from core.products import Product, ProductId
from feedback.events import OF_ORDERS, WITH_PRODUCT
from feedback.tables import EventType
from jobs.importers import fields
from jobs.importers.fields import RejectedField
from jobs.importers.formats.translation import Shop
from jobs.importers.history import HistoryFormat, import_history
from jobs.importers.incoming import Incoming
from jobs.importers.interactions import ImportedInteraction
from jobs.importers.reading import Values
from jobs.importers.task import Task
from jobs.importers.totals import Totals

CONTEXT = ("device", "country", "source")
TYPES = {event_type.value: event_type for event_type in EventType}


def import_events(task: Task, incoming: Incoming, shop: Shop) -> Totals:
    """Import a file of events; a price without a currency is in the shop's own."""
    form = HistoryFormat(
        incoming.form.name,
        (),
        lambda values: parse(values, shop.currency, shop.placeholders),
        describes_products=False,
    )
    return import_history(task, form, incoming.source)


def parse(values: Values, currency: str, placeholders: Collection[str] = ()) -> ImportedInteraction:
    """One line, one event; without a session, a shopper's day is one."""
    shopper = fields.shopper(values, "shopper_id", placeholders)
    kind = TYPES[fields.one_of(values, "type", TYPES)]
    occurred_at = fields.moment(values, "occurred_at")
    price = fields.amount(values, "price")
    return ImportedInteraction(
        shopper=shopper,
        session_id=fields.identifier(values, "session_id") or f"{shopper}-{occurred_at:%Y-%m-%d}",
        type=kind,
        occurred_at=occurred_at,
        product=_product(values, kind, price, currency),
        event_id=fields.identifier(values, "event_id"),
        quantity=fields.count(values, "quantity", least=1) or 1,
        price=price,
        order_id=fields.identifier(values, "order_id") or None,
        placement=fields.text(values, "placement") or None,
        query=fields.text(values, "query") or None,
        context={name: value for name in CONTEXT if (value := fields.text(values, name))},
    )


def _product(values: Values, kind: EventType, price: Decimal | None, currency: str) -> Product | None:
    """What --create-products makes of a product that the catalog lacks."""
    product_id = fields.identifier(values, "product_id")
    if not product_id:
        of_an_order = kind in OF_ORDERS and fields.text(values, "order_id")
        if kind in WITH_PRODUCT and not of_an_order:
            raise RejectedField("product_id", f"is empty; a {kind} is of a product")
        return None
    return Product(
        product_id=ProductId(product_id),
        title=fields.text(values, "product_title") or f"Product {product_id}",
        price=price if price is not None else Decimal(0),
        currency=fields.text(values, "currency").upper() or currency,
    )
