"""What is in no figure: what crawlers, monitors and scripts did."""

from dataclasses import dataclass

from sqlmodel import Session, col, func, select

from core.automated import by_shoppers
from feedback.reports.periods import Period
from feedback.tables import Event


@dataclass(frozen=True, slots=True)
class KeptOut:
    """How many came in a period, each known by its visitor token, and how much they did."""

    visitors: int
    events: int


def kept_out(session: Session, period: Period) -> KeptOut:
    """What the other figures of a period leave out."""
    query = select(func.count(col(Event.shopper_id).distinct()), func.count()).where(
        Event.occurred_at >= period.start,
        Event.occurred_at < period.end,
        ~by_shoppers(col(Event.shopper_id)),
    )
    return KeptOut(*session.exec(query).one())
