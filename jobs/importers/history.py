"""Imports a history: lines become events of shoppers, stored a chunk at a time."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from core import catalog
from core.aliases import resolve
from core.clock import is_future
from core.database import BATCH, batched, transaction
from core.products import Product, ProductId
from feedback.events import NewEvent, store
from feedback.tables import Event
from jobs.importers.fields import RejectedField, future, reason
from jobs.importers.interactions import EventIds, ImportedInteraction, event_of
from jobs.importers.reading import FileLine, FileSource, Values, read
from jobs.importers.shoppers import check_template, ensure, give_addresses
from jobs.importers.task import CHUNK, Task
from jobs.importers.totals import Tally, Totals

TRIAL_ENDED = timedelta(hours=2)
UNKNOWN_PRODUCT = "product_id: is not in the catalog; import the products first, or pass --create-products"


@dataclass(frozen=True, slots=True)
class HistoryFormat:
    """A kind of file: the columns it must have, and what one line of it means (or Rejected)."""

    name: str
    columns: tuple[str, ...]
    parse: Callable[[Values], ImportedInteraction]
    describes_products: bool
    """Whether its lines say enough of a product to add and update the catalog."""
    moment: str = "occurred_at"
    """The column that says when it happened."""


def import_history(task: Task, form: HistoryFormat, source: FileSource | None = None) -> Totals:
    """Import a file of interactions; what it stored before is counted as known and stays as it is.

    `source` are its lines in the format's columns, where they are not those of the file.
    """
    if task.email_template is not None:
        check_template(task.email_template)
    source = source or read(task.path, columns=form.columns)
    moved = _to_the_present(source, task.now, form) if task.email_template is not None else timedelta(0)
    with task.tally(form.name) as tally:
        tally.totals.moved_days = moved.days
        run = _Run(task, form, tally)
        for lines in batched(source.lines, CHUNK):
            run.take(lines)
            task.progress(lines[-1].position, source.size)
        run.finish()
        return tally.totals


def _to_the_present(source: FileSource, now: datetime, form: HistoryFormat) -> timedelta:
    """The whole days by which a trial is moved, so that its carts are not years too old for an email.

    Afterwards the file ends within the last day and long enough ago that its last carts count as left.
    """
    newest: datetime | None = None
    for line in source.lines:
        try:
            at = None if line.problem or line.skipped else form.parse(line.told[0]).occurred_at
        except RejectedField:
            at = None
        if at is not None and (newest is None or at > newest) and at <= now:
            newest = at
    if newest is None:
        return timedelta(0)
    return timedelta(days=max((now - TRIAL_ENDED - newest) // timedelta(days=1), 0))


@dataclass(slots=True)
class _Parsed:
    """A line, what it tells, and why some of it cannot be imported."""

    line: FileLine
    interactions: list[ImportedInteraction] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


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
        parsed = [told for line in lines if (told := self._parse(line)) is not None]
        named = {
            interaction.product.product_id: interaction.product
            for told in parsed
            for interaction in told.interactions
            if interaction.product
        }
        with transaction(self._task.engine) as session:
            known = self._known_products(session, named)
            self._store(session, [told for told in parsed if self._is_left(told, known)], known)

    def finish(self) -> None:
        """Bring the catalog to what the last line said of each product."""
        if self._form.describes_products:
            with transaction(self._task.engine) as session:
                catalog.upsert(session, list(self._products.values()), now=self._task.now)

    def _parse(self, line: FileLine) -> _Parsed | None:
        if line.skipped:
            self._tally.skip(line)
            return None
        told = _Parsed(line, problems=[line.problem] if line.problem else [])
        for values in () if line.problem else line.told:
            try:
                interaction = self._form.parse(values)
            except RejectedField as rejected:
                told.problems.append(reason(rejected, values))
                continue
            if is_future(interaction.occurred_at, self._task.now):
                told.problems.append(reason(future(values, self._form.moment), values))
            else:
                told.interactions.append(interaction)
        return told

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

    def _is_left(self, told: _Parsed, known: Collection[str]) -> bool:
        """Whether anything of the line can be stored; what cannot is told, and the rest of it stays."""
        good = [
            interaction
            for interaction in told.interactions
            if interaction.product is None or interaction.product.product_id in known
        ]
        told.problems += [UNKNOWN_PRODUCT] * (len(told.interactions) - len(good))
        told.interactions = good
        if not good:
            self._tally.reject(told.line, told.problems[0])
        else:
            for problem in told.problems:
                self._tally.leave_out(told.line, problem)
        return bool(good)

    def _store(self, session: Session, parsed: list[_Parsed], known: Mapping[str, ProductId]) -> None:
        interactions = [interaction for told in parsed for interaction in told.interactions]
        named = list(dict.fromkeys(interaction.shopper for interaction in interactions))
        shoppers, made = ensure(session, named, now=self._task.now)
        if self._task.email_template is not None:
            guests = {interaction.shopper for interaction in interactions if interaction.guest}
            reachable = {name: shopper_id for name, shopper_id in shoppers.items() if name not in guests}
            give_addresses(session, reachable, self._task.email_template, now=self._task.now)
        moved = timedelta(days=self._tally.totals.moved_days)
        events = [
            [
                event_of(
                    interaction,
                    event_id=self._ids(interaction, number),
                    shopper_id=shoppers[interaction.shopper],
                    moved=moved,
                    products=known,
                )
                for number, interaction in enumerate(told.interactions)
            ]
            for told in parsed
        ]
        self._count(made, store_lines(session, events, now=self._task.now), len(events))
        totals = self._tally.totals
        moments = [event.occurred_at for of_line in events for event in of_line]
        totals.oldest_at = min([*moments, totals.oldest_at] if totals.oldest_at else moments, default=None)

    def _count(self, made: int, imported: int, lines: int) -> None:
        totals = self._tally.totals
        totals.new_shoppers += made
        totals.imported += imported
        totals.known += lines - imported


def store_lines(session: Session, events: Sequence[Sequence[NewEvent]], *, now: datetime) -> int:
    """Store the events of each line; returns how many lines told of any that was not stored before."""
    together = [event for of_line in events for event in of_line]
    if len(together) == len(events):
        return store(session, together, now=now).accepted
    known = _recorded(session, [event.event_id for event in together])
    store(session, together, now=now)
    news = 0
    for of_line in events:
        fresh = {event.event_id for event in of_line} - known
        news += bool(fresh)
        known |= fresh  # a line that stands in the file twice
    return news


def _recorded(session: Session, event_ids: Collection[str]) -> set[str]:
    known: set[str] = set()
    for batch in batched(event_ids, BATCH):
        known.update(session.exec(select(Event.event_id).where(col(Event.event_id).in_(batch))))
    return known
