"""What the first page counts: the week's numbers, and who waits for a person."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from sqlmodel import Session

from api.dashboard.addresses import Address, address_of
from feedback import reports
from feedback.conversations import handovers
from feedback.reports import Abandonment, KeptOut, Period, Quote, Reasons
from feedback.tables import Handover

DAYS = 7


@dataclass(frozen=True, slots=True)
class Week:
    """Seven days and what was counted in them; `last_cart_at` tells where older carts lie."""

    period: Period
    abandonment: Abandonment
    reasons: Reasons
    quotes: list[Quote]
    last_cart_at: datetime | None
    kept_out: KeptOut


def week(session: Session, *, until: date | None, idle: timedelta, now: datetime) -> Week:
    """The seven days up to now, or up to the end of a day (UTC) that lies before."""
    end = now if until is None else min(datetime.combine(until, time(), UTC) + timedelta(days=1), now)
    period = Period.days(DAYS, until=end)
    return Week(
        period=period,
        abandonment=reports.abandonment(session, period, finished_before=now - idle),
        reasons=reports.reasons(session, period),
        quotes=reports.quotes(session, period),
        last_cart_at=reports.last_cart(session),
        kept_out=reports.kept_out(session, period),
    )


@dataclass(frozen=True, slots=True)
class Waiting:
    """A conversation that waits for a person, and where to write to the shopper."""

    handover: Handover
    address: Address
    upset: bool
    """Whether one of the last things that they wrote sounds so."""


def waiting(session: Session) -> Sequence[Waiting]:
    """Every conversation that waits, the newest first; before them who sounds upset, last who is attended."""
    conversations = [
        Waiting(handover, address_of(session, handover.shopper_id), handovers.is_upset(session, handover))
        for handover in handovers.waiting(session)
    ]
    return sorted(conversations, key=lambda waits: (waits.handover.attended, not waits.upset))
