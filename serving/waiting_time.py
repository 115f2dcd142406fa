"""How long a shopper has waited for a person, and how long it takes as a rule: only what is known."""

from datetime import datetime, timedelta

from sqlmodel import Session

from core import locales
from feedback.conversations import handovers
from feedback.tables import Handover

MINUTE = timedelta(minutes=1)


def waiting_time(session: Session, handover: Handover, *, now: datetime) -> str:
    """What is said to who waits for a person and asks whether anybody comes."""
    waited = now - handover.requested_at
    since = "just now" if waited < MINUTE else f"{locales.duration(waited, in_words=True)} ago"
    sentence = f"A colleague was asked {since}"
    sentence += " and has not answered yet." if handover.answered_at is None else "."
    usual = handovers.usual_wait(session, now=now)
    if usual is None:
        return f"{sentence} How long it will take is not known. What they write appears here."
    length = locales.duration(max(usual, MINUTE), in_words=True)
    return f"{sentence} As a rule a first answer takes about {length}. It appears here."
