"""Rapport's own catalog format, CSV, JSONL or Parquet; docs/importing.md describes its columns."""

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from core.products import Product, ProductId
from jobs.importers import fields
from jobs.importers.catalog import CatalogFormat, DescribedProduct, keeping, one_a_line
from jobs.importers.fields import RejectedField
from jobs.importers.reading import Values

COLUMNS = ("product_id", "title", "price")
OPTIONAL = (
    "description",
    "category",
    "brand",
    "currency",
    "stock",
    "url",
    "image_url",
    "active",
    "cost",
    "aliases",
)
ATTRIBUTE = "attributes."
"""Columns that begin so hold one attribute each: attributes.colour."""
TAGS = "tags"
"""A column, and the attribute that it becomes: tags, separated by commas."""


def products(currency: str) -> CatalogFormat:
    """The format; a product without a currency has the shop's own."""
    return CatalogFormat("products", COLUMNS, one_a_line(lambda values: parse(values, currency)), onto)


def parse(values: Values, currency: str) -> Product:
    """One line, one product."""
    return Product(
        product_id=ProductId(fields.required_identifier(values, "product_id")),
        title=fields.required(values, "title"),
        description=fields.text(values, "description"),
        category=fields.text(values, "category"),
        brand=fields.text(values, "brand"),
        price=fields.required_amount(values, "price"),
        currency=_currency(values) or currency,
        stock=fields.count(values, "stock"),
        url=fields.web_address(values, "url"),
        image_url=fields.web_address(values, "image_url"),
        attributes=_attributes(values),
        active=fields.truth(values, "active") if fields.text(values, "active") else True,
        cost=fields.amount(values, "cost"),
    )


def onto(described: DescribedProduct, stored: Product) -> Product:
    """A stored product after its line; a price list without stock does not put what is sold out on sale."""
    product, [line] = described.product, described.lines
    attributes = _attributes_onto(product, stored, line.values)
    silent = (name for name in OPTIONAL if name not in line.values)
    return keeping(replace(product, attributes=attributes), stored, silent)


def _attributes_onto(product: Product, stored: Product, values: Values) -> Mapping[str, str]:
    """The column `attributes` says all of them, any other column only its own."""
    if "attributes" in values:
        return product.attributes
    said = {column.removeprefix(ATTRIBUTE) for column in values if column.startswith(ATTRIBUTE)}
    said |= {TAGS} & values.keys()
    kept = {name: text for name, text in stored.attributes.items() if name not in said}
    return kept | dict(product.attributes)


def _currency(values: Values) -> str:
    code = fields.text(values, "currency").upper()
    if code and not (len(code) == 3 and code.isascii() and code.isalpha()):
        raise RejectedField("currency", "is not a code of three letters such as GBP")
    return code


def _attributes(values: Values) -> dict[str, str]:
    """From a column with a JSON object, from columns named attributes.colour, and from that of the tags."""
    given = _attributes_object(values).items()
    attributes = {str(name): _one_text(value) for name, value in given if value is not None}
    if tags := _tags(values):
        attributes[TAGS] = tags
    for column in values:
        if column.startswith(ATTRIBUTE) and (value := fields.text(values, column)):
            attributes[column.removeprefix(ATTRIBUTE)] = value
    return {name: fields.text(attributes, name) for name in attributes}


def _one_text(value: Any) -> str:
    """Several values as one text: ["new", "gift"] as "new, gift"."""
    return ", ".join(str(element) for element in value) if isinstance(value, list) else str(value)


def _tags(values: Values) -> str:
    given = values.get(TAGS)
    return _one_text(given) if isinstance(given, list) else fields.text(values, TAGS)


def _attributes_object(values: Values) -> dict[str, Any]:
    given = values.get("attributes")
    if isinstance(given, str) and given.strip():
        try:
            given = json.loads(given)
        except json.JSONDecodeError:
            given = None
    elif given is None or given == "":
        given = {}
    elif isinstance(given, list):
        given = dict(given)  # how Parquet's map type is read
    if not isinstance(given, dict):
        raise RejectedField("attributes", 'is not a JSON object such as {"colour": "blue"}')
    return given
