"""Imports a catalog: what its rows describe is added where it is new and changed where it differs."""

from dataclasses import replace

from sqlmodel import Session

from core import aliases, catalog
from core.database import batched, transaction
from core.products import Product
from jobs.importers.formats.translation import Shop
from jobs.importers.incoming import Incoming
from jobs.importers.task import CHUNK, Task
from jobs.importers.totals import Tally, Totals
from jobs.importers.variants import DescribedProduct, described, onto


def import_catalog(task: Task, incoming: Incoming, shop: Shop) -> Totals:
    """Import a file of products; those stored exactly so are counted as known."""
    source = incoming.source
    with task.tally(incoming.form.name) as tally:
        products = described(source.lines, tally, incoming.form, currency=shop.currency, now=task.now)
        for chunk in batched(products, CHUNK):
            with transaction(task.engine) as session:
                _store(session, task, chunk, tally)
            task.progress(chunk[-1].lines[-1].position, source.size)
        task.progress(source.size, source.size)
        return tally.totals


def _store(session: Session, task: Task, chunk: list[DescribedProduct], tally: Tally) -> None:
    totals = tally.totals
    stored = catalog.stored(session, [incoming.product.product_id for incoming in chunk])
    told = [_told(incoming, stored.get(incoming.product.product_id)) for incoming in chunk]
    told = _without_clashes(session, told, tally)
    changed = [incoming for incoming in told if stored.get(incoming.product.product_id) != incoming.product]
    catalog.upsert(session, [incoming.product for incoming in changed], now=task.now)
    imported = sum(len(incoming.lines) for incoming in changed)
    totals.imported += imported
    totals.known += sum(len(incoming.lines) for incoming in told) - imported
    totals.new_products += sum(incoming.product.product_id not in stored for incoming in changed)
    totals.products += len(told)


def _without_clashes(session: Session, told: list[DescribedProduct], tally: Tally) -> list[DescribedProduct]:
    """Leaves out what is another's: an alias alone, or a product whose id is one.

    Feeds give one GTIN to several products; those are products all the same.
    """
    while refused := aliases.refused(session, [incoming.product for incoming in told]):
        for place, error in refused.items():
            incoming = told[place]
            why = f"{error.field}: {error.message}"
            if not error.field.startswith("aliases["):
                for line in incoming.lines:
                    tally.reject(line, why)
                continue
            tally.leave_out(incoming.lines[0], why)
            position = int(error.field.removeprefix("aliases[").removesuffix("]"))
            names = [name for number, name in enumerate(incoming.product.aliases) if number != position]
            told[place] = replace(incoming, product=replace(incoming.product, aliases=tuple(names)))
        rejected = {place for place, error in refused.items() if not error.field.startswith("aliases[")}
        told = [incoming for place, incoming in enumerate(told) if place not in rejected]
    return told


def _told(incoming: DescribedProduct, stored: Product | None) -> DescribedProduct:
    product = incoming.product if stored is None else onto(incoming, stored)
    return replace(incoming, product=aliases.distinct(product))
