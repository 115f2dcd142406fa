"""Emails that come back: an address that does not exist is not written to again, whoever typed it."""

import re
from datetime import datetime

from sqlmodel import Session

from core.consent import suppress
from core.keys import Keys
from core.tables import Suppression

STATUS = r"[245]\.\d{1,3}\.\d{1,3}"
"""An enhanced status code (RFC 3463): class, subject, detail."""
_OF_THE_ADDRESS = re.compile(r"5\.(1\.(?![78]$)\d+|2\.1)")
"""There is no such mailbox, or it is closed for good; x.1.7 and x.1.8 are about the sender."""


def is_hard(status: str) -> bool:
    """Whether a status says that the address will never take an email."""
    return _OF_THE_ADDRESS.fullmatch(status) is not None


def report(session: Session, keys: Keys, address: str, *, status: str, now: datetime) -> bool:
    """A mail provider says that an email came back; returns whether the address is not written to again."""
    if not is_hard(status):
        return False
    note = f"An email to it came back with status {status}."
    suppress(session, keys, address, now=now, reason=Suppression.BOUNCED, note=note)
    return True
