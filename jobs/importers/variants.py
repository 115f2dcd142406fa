"""Makes products of a catalog's rows: those that are variants of one product become one."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from core.products import Product, ProductId
from jobs.importers.fields import RejectedField, reason
from jobs.importers.formats import Form
from jobs.importers.formats.form import ATTRIBUTE
from jobs.importers.products import OPTIONS, TAGS, CatalogRow, distinct, parse
from jobs.importers.reading import FileLine
from jobs.importers.totals import Tally

SAID_BY = {
    "description": ("description",),
    "category": ("category",),
    "brand": ("brand",),
    "currency": ("currency",),
    "stock": ("stock", "in_stock"),
    "url": ("url",),
    "image_url": ("image_url",),
    "active": ("active", "visible"),
    "cost": ("cost",),
    "aliases": ("aliases", "sku", "gtin", "variant_id", "variant_of", "children"),
}
"""Fields of a product, and the columns of which a file has at least one, or else does not speak of them."""

OWN = frozenset({TAGS, "for", "age"})
"""Attributes that have a column of their own in some formats, and are no options."""

TWICE = RejectedField("product_id", "stands on an earlier line already")
ORPHAN = RejectedField("variant_of", "names a product that is not in the file")
NO_OPTION = "title"
"""Title: Default Title is how Shopify writes that a product has no options."""


@dataclass(frozen=True, slots=True)
class DescribedProduct:
    """A product, and the rows that describe it."""

    product: Product
    rows: Sequence[CatalogRow]

    @property
    def lines(self) -> Sequence[FileLine]:
        """The lines that describe it."""
        return [row.line for row in self.rows]


def described(
    lines: Iterable[FileLine], tally: Tally, form: Form, *, currency: str, now: datetime
) -> Iterator[DescribedProduct]:
    """The products of a file; every line goes into one or is rejected.

    Where lines may be variants all of them are read before the first product is known.
    """
    waiting: list[CatalogRow] = []
    seen: set[str] = set()
    for line in lines:
        row = _row(line, tally, currency=currency, now=now)
        if row is None:
            continue
        if not form.grouped and row.product_id in seen:
            tally.reject(line, reason(TWICE, line.values))
            continue
        seen.add(row.product_id)
        if form.grouped or "variant_of" in line.values or "children" in line.values:
            waiting.append(row)
        else:
            yield from _merged(row.product_id, [row], tally)
    for product_id, rows in _groups(waiting, tally).items():
        yield from _merged(product_id, rows, tally)


def _row(line: FileLine, tally: Tally, *, currency: str, now: datetime) -> CatalogRow | None:
    if line.problem:
        tally.reject(line, line.problem)
        return None
    if line.skipped:
        tally.skip(line)
        return None
    try:
        return parse(line, currency=currency, now=now)
    except RejectedField as rejected:
        tally.reject(line, reason(rejected, line.values))
        return None


def _groups(rows: Sequence[CatalogRow], tally: Tally) -> Mapping[str, list[CatalogRow]]:
    """The rows of each product by its id: a variant names its product by id or by article number."""
    parents = {alias: row.product_id for row in rows if not row.variant_of for alias in row.aliases}
    parents |= {row.product_id: row.product_id for row in rows if not row.variant_of}
    parents |= {child: row.product_id for row in rows for child in row.children}
    groups: dict[str, list[CatalogRow]] = {}
    for row in rows:
        product_id = parents.get(row.variant_of or row.product_id)
        if product_id is None:
            tally.reject(row.line, reason(ORPHAN, row.line.values))
        else:
            groups.setdefault(product_id, []).append(row)
    return groups


def _merged(product_id: str, rows: Sequence[CatalogRow], tally: Tally) -> Iterator[DescribedProduct]:
    try:
        yield DescribedProduct(_product(product_id, rows), rows)
    except RejectedField as rejected:
        for row in rows:
            tally.reject(row.line, reason(rejected, row.line.values))


def _product(product_id: str, rows: Sequence[CatalogRow]) -> Product:
    """One product: the first text of each kind, the lowest price, the stock of all variants."""
    itself = next((row for row in rows if row.product_id == product_id), None)
    rows = sorted(rows, key=lambda row: row is not itself)
    cheapest = _cheapest(product_id, rows)
    return Product(
        product_id=ProductId(product_id),
        title=_needed(rows, "title"),
        description=_first(rows, "description"),
        category=_first(rows, "category"),
        brand=_first(rows, "brand"),
        price=cheapest.price if cheapest.price is not None else Decimal(0),
        currency=cheapest.currency,
        stock=_stock(product_id, rows),
        url=_first(rows, "url"),
        image_url=_first(rows, "image_url"),
        attributes=_attributes(rows),
        active=(itself is None or (itself.active and itself.visible)) and any(row.active for row in rows),
        cost=cheapest.cost,
        aliases=_aliases(product_id, rows),
    )


def _first(rows: Sequence[CatalogRow], name: str) -> str:
    return next((text for row in rows if (text := getattr(row, name))), "")


def _needed(rows: Sequence[CatalogRow], name: str) -> str:
    if text := _first(rows, name):
        return text
    raise _missing(rows, name)


def _missing(rows: Sequence[CatalogRow], name: str) -> RejectedField:
    alone = "is empty; every line needs one"
    return RejectedField(name, alone if len(rows) == 1 else "none of the product's lines has one")


def _variants(product_id: str, rows: Sequence[CatalogRow]) -> Sequence[CatalogRow]:
    """What is sold: the variants, or the product itself where it has none."""
    priced = [row for row in rows if row.price is not None]
    variants = [row for row in priced if row.product_id != product_id] or priced
    shown = [row for row in variants if row.active] or variants
    return [row for row in shown if row.stock != 0] or shown


def _cheapest(product_id: str, rows: Sequence[CatalogRow]) -> CatalogRow:
    variants = _variants(product_id, rows)
    if not variants:
        raise _missing(rows, "price")
    return min(variants, key=lambda row: row.price or 0)


def _stock(product_id: str, rows: Sequence[CatalogRow]) -> int | None:
    """The stock of all variants; None where one of them is not counted, unless the product is as a whole."""
    counts = [row.stock for row in _variants(product_id, rows)]
    if all(count is None for count in counts):
        return next(
            (row.stock for row in rows if row.product_id == product_id and row.stock is not None), None
        )
    return None if None in counts else sum(count or 0 for count in counts)


def _attributes(rows: Sequence[CatalogRow]) -> dict[str, str]:
    """What the variants differ in, {"size": "Small, Medium"}, and what else helps to find the product."""
    if len(rows) == 1:
        return {**rows[0].attributes, **dict(_options(rows[0], ()))}
    names = [name for name, _ in rows[0].options]
    texts: dict[str, list[str]] = {}
    for row in rows:
        for name, text in (*row.attributes.items(), *_options(row, names)):
            if name != TAGS or name not in texts:
                texts.setdefault(name, []).extend(part.strip() for part in text.split(", "))
    return {name: ", ".join(distinct(parts)) for name, parts in texts.items()}


def _options(row: CatalogRow, names: Sequence[str]) -> Iterator[tuple[str, str]]:
    """The attributes of a variant, some of which only its product's row calls by `names`."""
    for number, (own_name, text) in enumerate(row.options):
        name = own_name or (names[number] if number < len(names) else "")
        if name and text and name != NO_OPTION:
            yield ("colour" if name == "color" else name), text


def _aliases(product_id: str, rows: Sequence[CatalogRow]) -> Sequence[str]:
    """Every id, article number and GTIN of the variants."""
    told = (name for row in rows for name in (row.product_id, *row.aliases))
    return distinct(name for name in told if name != product_id)


def onto(incoming: DescribedProduct, stored: Product) -> Product:
    """What becomes of a stored product: a field that the file has no column for stays as it is.

    So a price list without stock does not put what is sold out on sale.
    """
    columns = {name for row in incoming.rows for name in row.line.values}
    silent = [name for name, needed in SAID_BY.items() if not columns.intersection(needed)]
    attributes = _attributes_onto(incoming, stored, columns)
    product = replace(incoming.product, attributes=attributes)
    if "stock" not in columns and product.stock is None and stored.stock:
        silent.append("stock")  # that there are some says nothing against how many were counted
    return replace(product, **{name: getattr(stored, name) for name in silent})


def _attributes_onto(incoming: DescribedProduct, stored: Product, columns: set[str]) -> Mapping[str, str]:
    """The column `attributes` says all of them, any other column only its own."""
    if "attributes" in columns:
        return incoming.product.attributes
    named = {column.removeprefix(ATTRIBUTE) for column in columns if column.startswith(ATTRIBUTE)}
    named |= {TAGS} & columns
    # What is none of the columns' own is an option of the variants, where the file speaks of those.
    said: Callable[[str], bool] = (
        (lambda name: name in named or name not in OWN)
        if OPTIONS in columns
        else (lambda name: name in named)
    )
    return {name: text for name, text in stored.attributes.items() if not said(name)} | dict(
        incoming.product.attributes
    )
