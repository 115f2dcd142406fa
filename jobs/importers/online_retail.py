"""UCI's Online Retail (doi 10.24432/C5BW33): invoice lines of a British gift shop over a year."""

from collections.abc import Collection
from datetime import datetime
from zoneinfo import ZoneInfo

from core.products import Product, ProductId
from feedback.tables import EventType
from jobs.importers import fields
from jobs.importers.fields import RejectedField
from jobs.importers.history import HistoryFormat
from jobs.importers.interactions import ImportedInteraction
from jobs.importers.reading import Values

LONDON = ZoneInfo("Europe/London")
NOT_PRODUCTS = frozenset({"AMAZONFEE", "B", "BANK CHARGES", "C2", "CRUK", "D", "DOT", "M", "POST", "S"})
"""Fees, bad debts, carriage, commission, discounts, manual entries, postage and samples."""
COLUMNS = (
    "InvoiceNo",
    "StockCode",
    "Description",
    "Quantity",
    "InvoiceDate",
    "UnitPrice",
    "CustomerID",
    "Country",
)


def online_retail(placeholders: Collection[str] = ()) -> HistoryFormat:
    """The format."""
    return HistoryFormat(
        "online-retail",
        COLUMNS,
        lambda values: parse(values, placeholders),
        describes_products=True,
        moment="InvoiceDate",
    )


def parse(values: Values, placeholders: Collection[str] = ()) -> ImportedInteraction:
    """One invoice line: a purchase; on an invoice with a leading C the product is taken back, `return`.

    An invoice without a customer belongs to a guest of its own: what was bought together still counts.
    """
    invoice = fields.required(values, "InvoiceNo")
    cancelled = invoice.upper().startswith("C")
    product = _product(values)
    customer = fields.text(values, "CustomerID").removesuffix(".0")
    if customer:
        fields.named(customer, "CustomerID", placeholders)
    if cancelled and not customer:
        raise RejectedField(
            "CustomerID", "is empty on a cancellation; nobody knows whose purchase it takes back"
        )
    return ImportedInteraction(
        shopper=customer or f"invoice-{invoice}",
        guest=not customer,
        session_id=f"invoice-{invoice}",
        type=EventType.RETURN if cancelled else EventType.PURCHASE,
        occurred_at=_moment(values),
        product=product,
        quantity=_quantity(values, cancelled=cancelled),
        price=product.price,
        order_id=invoice,
        context={"country": fields.text(values, "Country")},
    )


def _quantity(values: Values, *, cancelled: bool) -> int:
    sign = -1 if cancelled else 1
    quantity = sign * (fields.count(values, "Quantity", least=-fields.LARGEST_COUNT) or 0)
    if quantity <= 0:
        raise RejectedField("Quantity", "is not above zero; a correction of the stock, not a sale")
    return quantity


def _product(values: Values) -> Product:
    # "15056bl" and "15056BL" are one product that was typed in twice.
    code = fields.required_identifier(values, "StockCode").upper()
    if code in NOT_PRODUCTS:
        raise RejectedField("StockCode", "is a charge, a discount or a sample, not a product")
    if fields.text(values, "UnitPrice").startswith("-"):
        raise RejectedField("UnitPrice", "is below zero; an adjustment of the books, not a sale")
    price = fields.required_amount(values, "UnitPrice")
    if not price:
        raise RejectedField("UnitPrice", "is zero; a note, a sample or a loss, not a sale")
    title = " ".join(fields.text(values, "Description").split()).capitalize()
    return Product(product_id=ProductId(code), title=title or f"Product {code}", price=price, currency="GBP")


def _moment(values: Values) -> datetime:
    """The shop's own time; the CSV that is passed around writes 12/1/2010 8:26."""
    raw = fields.required(values, "InvoiceDate")
    if "/" not in raw:
        return fields.moment(values, "InvoiceDate", zone=LONDON)
    try:
        at = datetime.strptime(raw, "%m/%d/%Y %H:%M").replace(tzinfo=LONDON)
    except ValueError:
        raise RejectedField("InvoiceDate", "is not a time such as 2010-12-01 08:26:00") from None
    return fields.moment({"InvoiceDate": at.isoformat()}, "InvoiceDate")
