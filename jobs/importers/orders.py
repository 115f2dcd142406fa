"""Imports orders, whole ones, as a shop's server would tell them: docs/api.md says what an order is."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from itertools import groupby

from sqlalchemy import func
from sqlmodel import Session, col, select

from core import orders
from core.clock import is_future
from core.database import batched, transaction
from core.errors import InvalidInput
from core.external_ids import is_placeholder
from core.mail_addresses import as_mailed
from core.shoppers import ensure_at_address, ensure_shopper, set_email
from core.tables import TAKEN_BACK, Order, OrderStatus, Shopper
from feedback.events import OrderLine, ServerOrder, is_in_step, keep_in_step
from jobs.importers import fields
from jobs.importers.fields import RejectedField, reason
from jobs.importers.formats.translation import SKIP, Shop
from jobs.importers.incoming import Incoming
from jobs.importers.reading import FileLine, Values
from jobs.importers.task import Task
from jobs.importers.totals import Tally, Totals

ORDERS = 500
"""Orders a transaction."""
STATUSES = {status.value: status for status in OrderStatus} | {"": OrderStatus.PLACED}
NO_ADDRESS = RejectedField("email", "is not an address that email can be sent to, such as name@example.com")
GUEST = "order-"
"""What the id of somebody begins with who ordered without an id or an address."""
NO_ID = "is empty: the order counts, but not what was bought on this line"
NO_PIECES = "is not above zero: the order counts, but not what was bought on this line"


@dataclass(frozen=True, slots=True)
class ToldOrder:
    """An order as its lines tell it."""

    order_id: str
    external_id: str
    """The shop's own id of the shopper, or one of a guest's own; empty where only their address is told."""
    email: str
    status: OrderStatus
    placed_at: datetime
    bought: Sequence[OrderLine]
    lines: Sequence[FileLine]
    left_out: Sequence[tuple[FileLine, str]] = ()
    """What of which line cannot be imported, and why, although the order can."""

    @property
    def owner(self) -> str:
        """Whose it is, as the file calls them."""
        return self.external_id or self.email.lower()


def import_orders(task: Task, incoming: Incoming, shop: Shop) -> Totals:
    """Import a file of orders; those that are stored as it tells them are counted as known."""
    with task.tally(incoming.form.name) as tally:
        told = _told(incoming.source.lines, tally, task.now, shop)
        for chunk in batched(told, ORDERS):
            with transaction(task.engine) as session:
                for order in chunk:
                    _store(session, task, order, tally)
            task.progress(chunk[-1].lines[-1].position, incoming.source.size)
        return tally.totals


def _told(lines: Iterable[FileLine], tally: Tally, now: datetime, shop: Shop) -> Iterator[ToldOrder]:
    """The orders, each of lines that follow one another."""
    good = (line for line in lines if _is_good(line, tally))
    owners: dict[str, str] = {}
    for order_id, group in groupby(good, key=lambda line: fields.text(line.values, "order_id")):
        same = list(group)
        try:
            if any(row.get("status") == SKIP for line in same for row in line.told):
                for line in same:
                    tally.skip(line)
                continue
            order = _order(order_id, same, now, shop)
            _check_owner(order, owners)
            yield order
        except RejectedField as rejected:
            for line in same:
                tally.reject(line, reason(rejected, same[0].values))


def _check_owner(order: ToldOrder, owners: dict[str, str]) -> None:
    if owners.setdefault(order.order_id, order.owner) != order.owner:
        raise RejectedField("order_id", "stands on an earlier line as another shopper's")


def _is_good(line: FileLine, tally: Tally) -> bool:
    """Whether the line can be read; each of its cells that may be wrong is."""
    if line.problem:
        tally.reject(line, line.problem)
        return False
    if line.skipped:
        tally.skip(line)
        return False
    try:
        for row in line.told:
            fields.required_identifier(row, "order_id")
            _bought(row, "")
    except RejectedField as rejected:
        tally.reject(line, reason(rejected, line.values))
        return False
    return True


def _order(order_id: str, lines: Sequence[FileLine], now: datetime, shop: Shop) -> ToldOrder:
    rows = [row for line in lines for row in line.told]
    placed_at = fields.moment(_with(rows, "placed_at"), "placed_at")
    if is_future(placed_at, now):
        raise fields.future(rows[0], "placed_at")
    external_id = next((name for row in rows if (name := _named(row, shop.placeholders))), "")
    email, problem = _email(rows)
    if problem and not external_id:
        raise problem
    left_out = [(lines[0], reason(problem, lines[0].values))] if problem else []
    if not (external_id or email):  # nobody can be written to, but what was bought together still counts
        external_id = f"{GUEST}{order_id}"
    bought: list[OrderLine] = []
    for line in lines:
        for row in line.told:
            told = _bought(row, shop.currency)
            bought += told
            if not told and (why := _nothing_bought(row)):
                left_out.append((line, reason(why, line.values)))
    return ToldOrder(order_id, external_id, email, _status(rows), placed_at, bought, lines, left_out)


def _with(rows: Sequence[Values], name: str) -> Values:
    """The first row that has the cell, or the first of all."""
    return next((row for row in rows if fields.text(row, name)), rows[0])


def _named(row: Values, placeholders: Collection[str]) -> str:
    """The shop's own id of the shopper; a guest's is 0 or empty."""
    external_id = fields.identifier(row, "shopper_id")
    return "" if is_placeholder(external_id, placeholders) else external_id


def _email(rows: Sequence[Values]) -> tuple[str, RejectedField | None]:
    """The address, or what is wrong with it."""
    told = fields.text(_with(rows, "email"), "email")
    address = as_mailed(told) if told else ""
    return address or "", NO_ADDRESS if told and not address else None


def _status(rows: Sequence[Values]) -> OrderStatus:
    if fields.text(_with(rows, "cancelled_at"), "cancelled_at"):
        return OrderStatus.CANCELLED
    word = fields.text(_with(rows, "status"), "status").lower()
    if word not in STATUSES:
        raise RejectedField("status", f"is none of those known: {', '.join(OrderStatus)}")
    shipped = fields.text(_with(rows, "fulfilled"), "fulfilled")
    return OrderStatus.SHIPPED if shipped and word == OrderStatus.PLACED else STATUSES[word]


def _bought(row: Values, currency: str) -> list[OrderLine]:
    """What a row tells of a product: pieces that were kept, and pieces that were taken back."""
    product_id = fields.identifier(row, "product_id") or fields.identifier(row, "sku")
    pieces = fields.count(row, "quantity", least=-fields.LARGEST_COUNT)
    back = (
        fields.count(row, "refunded", least=-fields.LARGEST_COUNT) or 0,
        fields.count(row, "cancelled") or 0,
    )
    price, named = _price(row, pieces), fields.text(row, "currency").upper()
    if not product_id or fields.text(row, "parent_item") or _nothing_bought(row) is not None:
        return []
    pieces = 1 if pieces is None else pieces
    returned = pieces if _is_taken_back(row) else min(sum(abs(part) for part in back), pieces)
    unit = None if price is None else named or currency
    told = ((pieces - returned, False), (returned, True))
    return [
        OrderLine(product_id, quantity, price, unit, taken_back=taken_back)
        for quantity, taken_back in told
        if quantity > 0
    ]


def _nothing_bought(row: Values) -> RejectedField | None:
    """Why a row that tells of a line tells of no product; a row of the order alone says nothing."""
    if fields.text(row, "parent_item"):  # a part of what its parent's row tells: a variant that was chosen
        return None
    has_id = fields.text(row, "product_id") or fields.text(row, "sku")
    pieces = fields.count(row, "quantity", least=-fields.LARGEST_COUNT)
    if not has_id:
        name = "product_id" if "product_id" in row else "sku"
        return RejectedField(name, NO_ID) if pieces or fields.text(row, "title") else None
    return RejectedField("quantity", NO_PIECES) if pieces is not None and pieces <= 0 else None


def _is_taken_back(row: Values) -> bool:
    word = fields.text(row, "line_status").lower()
    return STATUSES.get(word, OrderStatus.PLACED) in TAKEN_BACK


def _price(row: Values, pieces: int | None) -> Decimal | None:
    """Of one piece."""
    price, total = fields.amount(row, "price"), fields.amount(row, "total")
    if price is not None or total is None or not pieces or pieces < 0:
        return price
    return (total / pieces).quantize(Decimal("0.0001"))


def _store(session: Session, task: Task, told: ToldOrder, tally: Tally) -> None:
    try:
        with session.begin_nested():  # of an order that is refused nothing stays
            is_known = _is_known(session, told)
            is_news = _kept(session, told, now=task.now)
    except InvalidInput as error:  # such as a placeholder for an id
        for line in told.lines:
            tally.reject(line, f"{error.errors[0].field}: {error.detail}" if error.errors else error.detail)
        return
    for line, why in told.left_out:
        tally.leave_out(line, why)
    totals = tally.totals
    totals.orders += 1
    totals.new_shoppers += not is_known
    if is_news:
        totals.imported += len(told.lines)
    else:
        totals.known += len(told.lines)
    totals.oldest_at = min(totals.oldest_at or told.placed_at, told.placed_at)


def _is_known(session: Session, told: ToldOrder) -> bool:
    """Whether the shopper is known already, by their id or, where they have none, by their address."""
    theirs = (
        col(Shopper.external_id) == told.external_id
        if told.external_id
        else func.lower(col(Shopper.email)) == told.email.lower()
    )
    return session.exec(select(Shopper.shopper_id).where(theirs)).first() is not None


def _kept(session: Session, told: ToldOrder, *, now: datetime) -> bool:
    """Store the order; whether it was not stored exactly so before."""
    shopper = _shopper(session, told, now)
    stored = session.get(Order, told.order_id)
    before = None if stored is None else (stored.status, stored.placed_at, stored.shopper_id)
    news = orders.OrderNews(told.order_id, shopper.shopper_id, told.status, told.placed_at)
    if stored is not None:  # a file says nothing of the delivery
        news = replace(
            news,
            expected_on=stored.expected_on,
            carrier=stored.carrier,
            tracking_url=stored.tracking_url,
        )
    order = orders.report(session, news, now=now)
    server_order = ServerOrder(
        told.order_id,
        order.shopper_id,
        told.placed_at,
        told.bought,
        taken_back=told.status in TAKEN_BACK,
    )
    if before == (told.status, told.placed_at, order.shopper_id) and is_in_step(
        session, server_order, now=now
    ):
        return False
    keep_in_step(session, server_order, now=now)
    return True


def _shopper(session: Session, told: ToldOrder, now: datetime) -> Shopper:
    if told.external_id:
        shopper = ensure_shopper(session, told.external_id, now=now)
        if told.email and shopper.email is None:
            set_email(session, shopper, told.email)
        return shopper
    return ensure_at_address(session, told.email, now=now)
