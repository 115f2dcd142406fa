"""Shopify's product export: several lines a product, tied by `Handle`; its variants become one product."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from html.parser import HTMLParser

from core.products import Product, ProductId
from jobs.importers import fields
from jobs.importers.catalog import CatalogFormat, DescribedProduct, keeping
from jobs.importers.fields import RejectedField
from jobs.importers.reading import FileLine, Values
from jobs.importers.totals import Tally

COLUMNS = ("Handle", "Title", "Body (HTML)", "Vendor", "Variant Price", "Image Src")
COST = "Cost per item"
TRACKER, QUANTITY = "Variant Inventory Tracker", "Variant Inventory Qty"
OPTIONS = ("Option1", "Option2", "Option3")
CATEGORIES = ("Product Category", "Type", "Google Shopping / Google Product Category")
EXTRAS = {"tags": "Tags", "for": "Google Shopping / Gender", "age": "Google Shopping / Age Group"}
SAID_BY = {
    "category": CATEGORIES,
    "stock": (QUANTITY,),
    "active": ("Published", "Status"),
    "cost": (COST,),
    "aliases": (),
}
"""The columns of which a file has at least one, or else does not speak of the field."""


def shopify_products(currency: str, storefront_url: str) -> CatalogFormat:
    """The format; the file names neither the currency nor the shop's address."""

    def collect(lines: Iterable[FileLine], tally: Tally) -> Iterator[DescribedProduct]:
        for handle, group in _by_handle(lines, tally).items():
            described = _describe(group, tally)
            if described is not None:
                yield DescribedProduct(_product(handle, described, currency, storefront_url), described)

    return CatalogFormat("shopify-products", COLUMNS, collect, onto)


def onto(described: DescribedProduct, stored: Product) -> Product:
    """A stored product after its lines: a shop of several locations gets exports without quantities."""
    product, columns = described.product, described.lines[0].values
    attributes = _attributes_onto(product, stored, columns)
    silent = (name for name, needed in SAID_BY.items() if not any(column in columns for column in needed))
    return keeping(replace(product, attributes=attributes), stored, silent)


def _attributes_onto(product: Product, stored: Product, columns: Collection[str]) -> Mapping[str, str]:
    """What is none of the extras is an option of the variants."""
    source = {name: EXTRAS.get(name, f"{OPTIONS[0]} Name") for name in stored.attributes}
    kept = {name: text for name, text in stored.attributes.items() if source[name] not in columns}
    return kept | dict(product.attributes)


def _by_handle(lines: Iterable[FileLine], tally: Tally) -> dict[str, list[FileLine]]:
    """The good lines of each product; a bad variant does not take its product along."""
    groups: dict[str, list[FileLine]] = {}
    for line in lines:
        try:
            if line.problem:
                tally.reject(line, line.problem)
                continue
            handle = fields.required_identifier(line.values, "Handle")
            _check(line.values)
        except RejectedField as rejected:
            tally.reject(line, str(rejected))
            continue
        groups.setdefault(handle, []).append(line)
    return groups


def _check(values: Values) -> None:
    """Reads every field that can be wrong, so that Rejected names the line."""
    fields.amount(values, "Variant Price")
    fields.amount(values, COST)
    fields.count(values, QUANTITY, least=-fields.LARGEST_COUNT)
    fields.web_address(values, "Image Src")
    for name in values:
        fields.text(values, name)


def _describe(group: list[FileLine], tally: Tally) -> list[FileLine] | None:
    """The group where it says what the product is called and costs; else its lines are rejected."""
    for name in ("Title", "Variant Price"):
        if not any(fields.text(line.values, name) for line in group):
            for line in group:
                tally.reject(line, f"{name}: no good line of this Handle has one")
            return None
    return group


def _product(handle: str, group: list[FileLine], currency: str, storefront_url: str) -> Product:
    """One product: the first text of each kind, the lowest price, the stock of all variants."""
    rows = [line.values for line in group]
    return Product(
        product_id=ProductId(handle),
        title=_first(rows, "Title"),
        description=plain_text(_first(rows, "Body (HTML)")),
        category=next((category for name in CATEGORIES if (category := _first(rows, name))), ""),
        brand=_first(rows, "Vendor"),
        price=min(price for row in rows if (price := fields.amount(row, "Variant Price")) is not None),
        currency=currency,
        stock=_stock(rows),
        url=f"{storefront_url.rstrip('/')}/products/{handle}",
        image_url=_first(rows, "Image Src"),
        attributes=_attributes(rows),
        active=_active(rows),
        cost=_cost(rows),
    )


def _cost(rows: list[Values]) -> Decimal | None:
    """What the cheapest variant costs the shop: its price is the product's."""
    priced = [(price, row) for row in rows if (price := fields.amount(row, "Variant Price")) is not None]
    return fields.amount(min(priced, key=lambda variant: variant[0])[1], COST)


def _active(rows: list[Values]) -> bool:
    return _first(rows, "Published").lower() != "false" and _first(rows, "Status").lower() in ("", "active")


def _first(rows: list[Values], name: str) -> str:
    return next((text for row in rows if (text := fields.text(row, name))), "")


def _stock(rows: list[Values]) -> int | None:
    """The stock of all variants; None where Shopify does not count one, or sells it without stock."""
    variants = [row for row in rows if fields.text(row, "Variant Price")]
    if not all(_counted(row) for row in variants):
        return None
    counts = (fields.count(row, QUANTITY, least=-fields.LARGEST_COUNT) for row in variants)
    return sum(max(count or 0, 0) for count in counts)


def _counted(row: Values) -> bool:
    tracked = TRACKER not in row or fields.text(row, TRACKER) != ""
    return tracked and QUANTITY in row and fields.text(row, "Variant Inventory Policy") != "continue"


def _attributes(rows: list[Values]) -> dict[str, str]:
    """What the variants differ in, {"size": "Small, Medium"}, and what else helps to find the product."""
    attributes = {name: value for name, column in EXTRAS.items() if (value := _first(rows, column))}
    for option in OPTIONS:
        name = _first(rows, f"{option} Name").lower()
        values = dict.fromkeys(value for row in rows if (value := fields.text(row, f"{option} Value")))
        if name and name != "title":  # "Title: Default Title" is how Shopify writes "no options"
            attributes["colour" if name == "color" else name] = ", ".join(values)
    return attributes


class _Text(HTMLParser):
    """Keeps what a reader would see."""

    HIDDEN = ("script", "style", "template")

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        self._hidden += tag in self.HIDDEN
        self.parts.append(" ")

    def handle_endtag(self, tag: str) -> None:
        self._hidden -= tag in self.HIDDEN and self._hidden > 0
        self.parts.append(" ")

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.parts.append(data)


def plain_text(html: str) -> str:
    """The words of a piece of HTML, with single spaces."""
    parser = _Text()
    parser.feed(_closed(html))
    parser.close()
    return " ".join("".join(parser.parts).split())


def _closed(html: str) -> str:
    """Without what is begun and never closed: the parser would look for the end of each anew."""
    before, end, after = html.rpartition("-->")
    html = before + end + after.partition("<!--")[0]
    before, end, after = html.rpartition(">")
    return before + end + after.replace("<", "&lt;")
