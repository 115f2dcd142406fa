"""The way in for a file of whatever format: understood first, then imported by its kind."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from jobs.importers.catalog import import_catalog
from jobs.importers.events import import_events
from jobs.importers.formats.translation import Shop
from jobs.importers.incoming import Incoming, Options, rest_of
from jobs.importers.orders import import_orders
from jobs.importers.shopper_details import import_shoppers
from jobs.importers.task import Task
from jobs.importers.totals import Totals

IMPORTERS: Mapping[str, Callable[[Task, Incoming, Shop], Totals]] = {
    "products": import_catalog,
    "events": import_events,
    "orders": import_orders,
    "shoppers": import_shoppers,
}


def import_incoming(task: Task, told: Incoming, shop: Shop, options: Options) -> Totals:
    """Import it, and what else it tells of, such as the identify calls of an event log."""
    totals = IMPORTERS[told.form.kind](task, told, shop)
    rest = rest_of(task, told, shop, options)
    if rest is not None:
        totals.add(IMPORTERS[rest.form.kind](task, rest, shop))
    return replace(totals, format=told.form.title)
