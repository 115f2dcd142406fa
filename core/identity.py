"""Identity signatures: the shop's server says who one visitor is, for a while."""

import hashlib
import hmac
import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from core.errors import NotAllowed
from core.keys import Keys

LONGEST = timedelta(days=1)
"""No signature may be good for longer."""
APART = timedelta(hours=1)
"""So far ahead of ours a shop's clock may run."""
HOW = "The shop's server signs visitor, expiry, external_id and email together: docs/storefront.md shows how."

_SIGNATURE = re.compile(r"(?P<expires>\d{1,11})\.(?P<digest>[0-9a-f]{64})", re.ASCII)
_OLD_FORM = re.compile(r"[0-9a-f]{64}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Identity:
    """Who a visitor is said to be; what is not said is empty."""

    visitor_id: str
    external_id: str = ""
    email: str = ""


def signature(keys: Keys, identity: Identity, *, expires_at: datetime) -> str:
    """What the shop's server computes with the secret key: `<unix seconds>.<hex HMAC-SHA256>`."""
    expires = str(int(expires_at.timestamp()))
    return f"{expires}.{_digest(keys, identity, expires)}"


def check(keys: Keys, identity: Identity, given: str, *, now: datetime) -> None:
    """NotAllowed, and what to do, where `given` does not say that this visitor is so called now."""
    match = _SIGNATURE.fullmatch(given)
    if match is None:
        old = _OLD_FORM.fullmatch(given)
        raise _refused("is of the old form, which anybody could use for ever" if old else "cannot be read")
    if not hmac.compare_digest(match["digest"], _digest(keys, identity, match["expires"])):
        raise _refused("is for another visitor, or for other fields than were sent")
    left = int(match["expires"]) - now.timestamp()
    if left <= 0:
        raise _refused("has expired; ask the shop's server for a new one")
    if left > (LONGEST + APART).total_seconds():
        raise _refused("would be good for longer than a day")


def _digest(keys: Keys, identity: Identity, expires: str) -> str:
    # None of these can hold a line break, so no two identities are written alike.
    lines = ("rapport-identity", expires, identity.visitor_id, identity.external_id, identity.email.lower())
    return hmac.new(keys.secret.encode(), "\n".join(lines).encode(), hashlib.sha256).hexdigest()


def _refused(why: str) -> NotAllowed:
    return NotAllowed(f"The signature {why}. {HOW}", field="signature")
