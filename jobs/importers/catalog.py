"""Imports a catalog: lines become products, added where they are new and changed where they differ."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from sqlmodel import Session

from core import aliases, catalog
from core.database import batched, transaction
from core.products import Product
from jobs.importers.fields import RejectedField
from jobs.importers.reading import FileLine, Values, read
from jobs.importers.task import CHUNK, Task
from jobs.importers.totals import Tally, Totals


@dataclass(frozen=True, slots=True)
class DescribedProduct:
    """A product, and the lines that describe it."""

    product: Product
    lines: Sequence[FileLine]


@dataclass(frozen=True, slots=True)
class CatalogFormat:
    """A kind of file: the columns it must have, and the products in its lines."""

    name: str
    columns: tuple[str, ...]
    collect: Callable[[Iterable[FileLine], Tally], Iterator[DescribedProduct]]
    """Every line goes into one product or is rejected."""
    onto: Callable[[DescribedProduct, Product], Product]
    """What becomes of a product that is stored: a field that the file has no column for stays as it is."""


def import_catalog(task: Task, form: CatalogFormat) -> Totals:
    """Import a file of products; those stored exactly so are counted as known."""
    source = read(task.path, columns=form.columns)
    with task.tally(form.name) as tally:
        for described in batched(form.collect(source.lines, tally), CHUNK):
            with transaction(task.engine) as session:
                _store(session, task, form, described, tally)
            task.progress(described[-1].lines[-1].position, source.size)
        task.progress(source.size, source.size)
        return tally.totals


def _store(
    session: Session, task: Task, form: CatalogFormat, described: list[DescribedProduct], tally: Tally
) -> None:
    totals = tally.totals
    stored = catalog.stored(session, [incoming.product.product_id for incoming in described])
    told = [_told(form, incoming, stored.get(incoming.product.product_id)) for incoming in described]
    refused = aliases.refused(session, [incoming.product for incoming in told])
    for place, error in refused.items():
        for line in told[place].lines:
            tally.reject(line, f"{error.field}: {error.message}")
    told = [incoming for place, incoming in enumerate(told) if place not in refused]
    changed = [incoming for incoming in told if stored.get(incoming.product.product_id) != incoming.product]
    catalog.upsert(session, [incoming.product for incoming in changed], now=task.now)
    imported = sum(len(incoming.lines) for incoming in changed)
    totals.imported += imported
    totals.known += sum(len(incoming.lines) for incoming in told) - imported
    totals.new_products += sum(incoming.product.product_id not in stored for incoming in changed)


def _told(form: CatalogFormat, incoming: DescribedProduct, stored: Product | None) -> DescribedProduct:
    product = incoming.product if stored is None else form.onto(incoming, stored)
    return replace(incoming, product=aliases.distinct(product))


def keeping(product: Product, stored: Product, fields: Iterable[str]) -> Product:
    """The product with these fields as they are stored."""
    return replace(product, **{name: getattr(stored, name) for name in fields})


def one_a_line(
    parse: Callable[[Values], Product],
) -> Callable[[Iterable[FileLine], Tally], Iterator[DescribedProduct]]:
    """A file in which every line is a product; a second line about the same one is rejected."""

    def collect(lines: Iterable[FileLine], tally: Tally) -> Iterator[DescribedProduct]:
        seen: set[str] = set()
        for line in lines:
            if line.problem:
                tally.reject(line, line.problem)
                continue
            try:
                product = parse(line.values)
            except RejectedField as rejected:
                tally.reject(line, str(rejected))
                continue
            if product.product_id in seen:
                tally.reject(line, "product_id: stands on an earlier line already")
                continue
            seen.add(product.product_id)
            yield DescribedProduct(product, (line,))

    return collect
