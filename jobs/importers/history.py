"""Imports a history: lines become events of shoppers, stored a chunk at a time."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session

from core import catalog
from core.aliases import resolve
from core.clock import is_future
from core.database import batched, transaction
from core.products import Product, ProductId
from feedback.events import store
from jobs.importers.fields import RejectedField
from jobs.importers.interactions import EventIds, ImportedInteraction, event_of
from jobs.importers.reading import FileLine, Values, read
from jobs.importers.shoppers import check_template, ensure, give_addresses
from jobs.importers.task import CHUNK, Task
from jobs.importers.totals import Tally, Totals

TRIAL_ENDED = timedelta(hours=2)
FUTURE = "occurred_at: lies in the future; send the moment it happened, in UTC"
UNKNOWN_PRODUCT = "product_id: is not in the catalog; import the products first, or pass --create-products"


@dataclass(frozen=True, slots=True)
class HistoryFormat:
    """A kind of file: the columns it must have, and what one line of it means (or Rejected)."""

    name: str
    columns: tuple[str, ...]
    parse: Callable[[Values], ImportedInteraction]
    describes_products: bool
    """Whether its lines say enough of a product to add and update the catalog."""


def import_history(task: Task, form: HistoryFormat) -> Totals:
    """Import a file of interactions; what it stored before is counted as known and stays as it is."""
    if task.email_template is not None:
        check_template(task.email_template)
    moved = _to_the_present(task, form) if task.email_template is not None else timedelta(0)
    source = read(task.path, columns=form.columns)
    with task.tally(form.name) as tally:
        tally.totals.moved_days = moved.days
        run = _Run(task, form, tally)
        for lines in batched(source.lines, CHUNK):
            run.take(lines)
            task.progress(lines[-1].position, source.size)
        run.finish()
        return tally.totals


def _to_the_present(task: Task, form: HistoryFormat) -> timedelta:
    """The whole days by which a trial is moved, so that its carts are not years too old for an email.

    Afterwards the file ends within the last day and long enough ago that its last carts count as left.
    """
    newest: datetime | None = None
    for line in read(task.path, columns=form.columns).lines:
        try:
            at = form.parse(line.values).occurred_at if not line.problem else None
        except RejectedField:
            at = None
        if at is not None and (newest is None or at > newest) and at <= task.now:
            newest = at
    if newest is None:
        return timedelta(0)
    return timedelta(days=max((task.now - TRIAL_ENDED - newest) // timedelta(days=1), 0))


class _Run:
    """One file on its way in."""

    def __init__(self, task: Task, form: HistoryFormat, tally: Tally) -> None:
        self._task = task
        self._form = form
        self._tally = tally
        self._ids = EventIds(form.name)
        self._products: dict[ProductId, Product] = {}
        """What the file says of each product, the newest line last."""

    def take(self, lines: list[FileLine]) -> None:
        """Parse a chunk and store it in one transaction."""
        parsed = [(line, interaction) for line in lines if (interaction := self._parse(line)) is not None]
        named = {
            interaction.product.product_id: interaction.product
            for _, interaction in parsed
            if interaction.product
        }
        with transaction(self._task.engine) as session:
            known = self._known_products(session, named)
            told = [
                interaction
                for line, interaction in parsed
                if self._product_is_known(line, interaction, known)
            ]
            self._store(session, told, known)

    def finish(self) -> None:
        """Bring the catalog to what the last line said of each product."""
        if self._form.describes_products:
            with transaction(self._task.engine) as session:
                catalog.upsert(session, list(self._products.values()), now=self._task.now)

    def _parse(self, line: FileLine) -> ImportedInteraction | None:
        try:
            if line.problem:
                self._tally.reject(line, line.problem)
                return None
            interaction = self._form.parse(line.values)
        except RejectedField as rejected:
            self._tally.reject(line, str(rejected))
            return None
        if is_future(interaction.occurred_at, self._task.now):
            self._tally.reject(line, FUTURE)
            return None
        return interaction

    def _known_products(
        self, session: Session, named: Mapping[ProductId, Product]
    ) -> Mapping[str, ProductId]:
        """Those in the catalog, by id and alias; new ones are added at once: no event names another."""
        known = resolve(session, named)
        if not (self._form.describes_products or self._task.create_products):
            return known
        fresh = [product for product_id, product in named.items() if product_id not in known]
        self._tally.totals.new_products += catalog.upsert(session, fresh, now=self._task.now)
        known |= {product.product_id: product.product_id for product in fresh}
        if self._form.describes_products:
            by_id = {name: product for name, product in named.items() if known[name] == name}
            self._products.update(by_id)
        return known

    def _product_is_known(
        self, line: FileLine, interaction: ImportedInteraction, known: Collection[str]
    ) -> bool:
        if interaction.product is None or interaction.product.product_id in known:
            return True
        self._tally.reject(line, UNKNOWN_PRODUCT)
        return False

    def _store(
        self, session: Session, interactions: list[ImportedInteraction], known: Mapping[str, ProductId]
    ) -> None:
        named = list(dict.fromkeys(interaction.shopper for interaction in interactions))
        shoppers, made = ensure(session, named, now=self._task.now)
        if self._task.email_template is not None:
            guests = {interaction.shopper for interaction in interactions if interaction.guest}
            reachable = {name: shopper_id for name, shopper_id in shoppers.items() if name not in guests}
            give_addresses(session, reachable, self._task.email_template, now=self._task.now)
        moved = timedelta(days=self._tally.totals.moved_days)
        events = [
            event_of(
                interaction,
                event_id=self._ids(interaction),
                shopper_id=shoppers[interaction.shopper],
                moved=moved,
                products=known,
            )
            for interaction in interactions
        ]
        recorded = store(session, events, now=self._task.now)
        totals = self._tally.totals
        totals.new_shoppers += made
        totals.imported += recorded.accepted
        totals.known += recorded.duplicates
        moments = [event.occurred_at for event in events]
        totals.oldest_at = min([*moments, totals.oldest_at] if totals.oldest_at else moments, default=None)
