"""What can go wrong, in the domain's words; only api/http/errors.py knows their HTTP statuses.

RapportError
├── InvalidInput      a field is wrong: names it and the remedy
├── NotFound          no such product, order, cart, survey …
├── NotAllowed        the key or token may not do this
├── NotSignedIn       no key, no token, or one that cannot be read
├── Conflict          true before, but no longer
├── TooManyRequests   more than the limit allows; says when it is taken again
└── Unavailable       something outside is away: database, assistant, mail server
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FieldError:
    """What is wrong with one field, and the remedy; `field` is a path like events[3].occurred_at."""

    field: str
    message: str


class RapportError(Exception):
    """The root: `detail` is one sentence for a person, `field` the input it is about."""

    def __init__(self, detail: str, *, field: str | None = None, errors: tuple[FieldError, ...] = ()) -> None:
        super().__init__(detail)
        self.detail = detail
        self.errors = errors or ((FieldError(field, detail),) if field else ())


class InvalidInput(RapportError):
    """A field is wrong."""


class NotFound(RapportError):
    """There is no such thing."""


class NotAllowed(RapportError):
    """The key or token may not do this."""


class NotSignedIn(RapportError):
    """There is no key or token, or it cannot be read."""


class Conflict(RapportError):
    """It was true before, but is no longer."""


class TooManyRequests(RapportError):
    """More than the limit allows."""


class Unavailable(RapportError):
    """Something outside is away, or too much is asked at once."""
