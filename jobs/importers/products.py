"""A row of a catalog in Rapport's columns, whatever format it came in; docs/importing.md describes them."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from core.identifiers import is_identifier
from jobs.importers import fields
from jobs.importers.fields import RejectedField
from jobs.importers.formats.form import ATTRIBUTE
from jobs.importers.reading import FileLine, Values

TAGS = "tags"
"""A column, and the attribute that it becomes: tags, separated by commas."""
OPTIONS = "options"
"""What the variants of a product differ in, where a format names it in its cells."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogRow:
    """What one line says: a product, or a variant of one, which need not say all."""

    line: FileLine
    product_id: str
    variant_of: str
    children: Sequence[str]
    aliases: Sequence[str]
    title: str
    description: str
    category: str
    brand: str
    price: Decimal | None
    """What it costs now: a reduced price while it holds."""
    currency: str
    cost: Decimal | None
    stock: int | None
    url: str
    image_url: str
    attributes: Mapping[str, str]
    options: Sequence[tuple[str, str]]
    """What tells variants apart, in the order of its columns: of a variant the names may be its product's."""
    active: bool
    visible: bool
    """Whether it is shown by itself; a variant need not be."""


def parse(line: FileLine, *, currency: str, now: datetime) -> CatalogRow:
    """One line; RejectedField where a cell is wrong."""
    values = line.values
    product_id = fields.required_identifier(values, "product_id")
    return CatalogRow(
        line=line,
        product_id=product_id,
        variant_of=fields.identifier(values, "variant_of"),
        children=values.get("children") or (),
        aliases=aliases(values, product_id),
        title=fields.text(values, "title"),
        description=fields.text(values, "description"),
        category=fields.text(values, "category"),
        brand=fields.text(values, "brand"),
        price=_price(values, now),
        currency=_currency(values) or currency,
        cost=fields.amount(values, "cost"),
        stock=_stock(values),
        url=fields.web_address(values, "url"),
        image_url=fields.web_address(values, "image_url"),
        attributes=_attributes(values),
        options=_options(values),
        active=_yes(values, "active") and not _is_past(values, "expires_at", now),
        visible=_yes(values, "visible"),
    )


def aliases(values: Values, product_id: str) -> tuple[str, ...]:
    """What else the shop calls it: article number, GTIN, id of the variant; what is no id is none."""
    more = values.get("aliases") or ()
    names = more if isinstance(more, list) else fields.text(values, "aliases").split(",")
    told = [
        *(fields.text(values, name) for name in ("sku", "gtin", "variant_id") if _is_told(values, name)),
        *names,
    ]
    return distinct(name for text in told if is_identifier(name := str(text).strip()) and name != product_id)


def distinct(texts: Iterable[str]) -> tuple[str, ...]:
    """Each text once, in their order, without empty ones."""
    return tuple(dict.fromkeys(text for text in texts if text))


def _is_told(values: Values, name: str) -> bool:
    """An article number that a spreadsheet cut short is no alias, but its product is still one."""
    return isinstance(values.get(name), str | int)


def _yes(values: Values, name: str) -> bool:
    return fields.truth(values, name) if fields.text(values, name) else True


def _price(values: Values, now: datetime) -> Decimal | None:
    price, reduced = fields.amount(values, "price"), fields.amount(values, "sale_price")
    if reduced is None or (price is not None and reduced >= price) or (price is None and not reduced):
        return price
    since, until = _moment(values, "sale_from"), _moment(values, "sale_until")
    holds = (since is None or since <= now) and (until is None or now <= until)
    return reduced if holds else price


def _moment(values: Values, name: str) -> datetime | None:
    return fields.moment(values, name) if fields.text(values, name) else None


def _is_past(values: Values, name: str, now: datetime) -> bool:
    at = _moment(values, name)
    return at is not None and at < now


def _stock(values: Values) -> int | None:
    """How many there are; None where nobody counts, or it is sold without."""
    if not _yes(values, "in_stock"):
        return 0
    count = fields.whole_part(values, "stock")
    uncounted = not _yes(values, "stock_counted") or (
        fields.text(values, "backorders") and fields.truth(values, "backorders")
    )
    return None if count is None or uncounted else max(count, 0)


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


def _options(values: Values) -> tuple[tuple[str, str], ...]:
    told = values.get(OPTIONS) or ()
    return tuple((name.strip().lower(), fields.text({name: text}, name)) for name, text in told)


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
