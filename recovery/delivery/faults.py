"""How sending an email fails.

RapportError
├── Unavailable      the mail server is away: all wait
│   ├── Broken       the connection broke before it had this message
│   └── Deferred     it does not take this message now
├── Rejected         it will never take it
│   └── Bounced      since there is no such mailbox
└── Uncertain        it may have it
"""

from core.errors import RapportError, Unavailable


class Broken(Unavailable):
    """The connection broke before the mail server had this message; another connection may hold."""


class Deferred(Unavailable):
    """The mail server is there but does not take this message now; others may go."""


class Rejected(RapportError):
    """The mail server will never take this message."""


class Bounced(Rejected):
    """The mail server says that the address will never take an email."""


class Uncertain(RapportError):
    """The connection broke while the server had the message: it may be on its way."""
