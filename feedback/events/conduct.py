"""What no person does: who crawls, watches or scripts is marked, and counted nowhere.

Each bound lies far above what a busy person does: to take a person for a program is the worse mistake.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import groupby
from operator import attrgetter

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from sqlalchemy import Select, String, bindparam, exists, func, select
from sqlmodel import Session

from core.automated import mark
from core.columns import Instant
from core.database import table_of
from core.tables import AutomationSign, Shopper
from feedback.tables import Event, EventType

ON_PURPOSE = (
    EventType.VIEW,
    EventType.CLICK,
    EventType.CART,
    EventType.REMOVE,
    EventType.CHECKOUT,
    EventType.SEARCH,
)
"""What is done on purpose; what is shown to somebody (impressions, surveys) is not their doing."""
DAY = timedelta(days=1)
PACES = ((30, timedelta(seconds=10)), (60, timedelta(minutes=1)), (1_000, DAY))
"""So many events within so long. A hundred in an afternoon, or twenty tabs opened at once, are a person's."""
FEWEST = min(count for count, _ in PACES)
"""Nobody is judged by fewer."""
AWAKE = 22
"""Of 24 hours in a row: who does something in so many of them never sleeps."""
REGULAR, EVENNESS = 120, 0.1
"""So many events in a row, with gaps whose standard deviation is less than this share of their mean."""


def is_inhuman(moments: Iterable[datetime]) -> bool:
    """Whether events at these moments are more, faster, more regular or more sleepless than a person's."""
    seconds = sorted(moment.timestamp() for moment in moments)
    hours = sorted({second // 3600 for second in seconds})
    return (
        any(_crowded(seconds, count, span.total_seconds()) for count, span in PACES)
        or _crowded(hours, AWAKE, 23)
        or _regular(seconds)
    )


def _crowded(ascending: Sequence[float], count: int, within: float) -> bool:
    """Whether `count` of the numbers lie within that of one another."""
    pairs = zip(ascending, ascending[count - 1 :], strict=False)
    return any(last - first <= within for first, last in pairs)


def _regular(seconds: Sequence[float]) -> bool:
    if len(seconds) <= REGULAR:
        return False
    runs = sliding_window_view(np.diff(seconds), REGULAR)
    return bool((runs.std(axis=1) < EVENNESS * runs.mean(axis=1)).any())


def _moments() -> Select[tuple[str, datetime]]:
    event = table_of(Event).c
    return select(event.shopper_id, event.occurred_at).where(event.type.in_(ON_PURPOSE))


_LATELY = _moments().where(
    table_of(Event).c.shopper_id == bindparam("shopper", None, String),
    table_of(Event).c.occurred_at > bindparam("since", None, Instant),
)
_FIRST = _LATELY.limit(FEWEST)
"""Made once: every batch of events asks it."""


def judge(session: Session, shopper_id: str, *, now: datetime) -> None:
    """Mark a nameless shopper whose last day was no person's; a day with little in it is not read."""
    theirs = {"shopper": shopper_id, "since": now - DAY}
    if len(session.connection().execute(_FIRST, theirs).all()) < FEWEST:
        return
    nameless = _nameless().where(table_of(Shopper).c.shopper_id == shopper_id)
    _judge(session, _LATELY.where(table_of(Event).c.shopper_id.in_(nameless)), theirs)


def judge_all(session: Session) -> int:
    """Mark every nameless shopper whose doing is no person's, however long ago; returns how many."""
    event = table_of(Event).c
    many = select(event.shopper_id).where(event.type.in_(ON_PURPOSE), event.shopper_id.in_(_nameless()))
    many = many.group_by(event.shopper_id).having(func.count() >= FEWEST)
    return _judge(session, _moments().where(event.shopper_id.in_(many)))


def _judge(
    session: Session, moments: Select[tuple[str, datetime]], parameters: Mapping[str, object] | None = None
) -> int:
    query = moments.order_by(table_of(Event).c.shopper_id).execution_options(yield_per=10_000)
    inhuman = [
        shopper_id
        for shopper_id, rows in groupby(session.execute(query, parameters), attrgetter("shopper_id"))
        if is_inhuman(row.occurred_at for row in rows)
    ]
    for shopper_id in inhuman:
        mark(session, shopper_id, AutomationSign.CONDUCT)
    return len(inhuman)


def _nameless() -> Select[tuple[str]]:
    """Who may be marked yet; who buys is no crawler."""
    shopper, event = table_of(Shopper).c, table_of(Event).alias("bought").c
    bought = exists().where(event.shopper_id == shopper.shopper_id, event.type == EventType.PURCHASE)
    return select(shopper.shopper_id).where(
        shopper.automated.is_(None),
        shopper.external_id.is_(None),
        shopper.email.is_(None),
        ~bought,
    )
