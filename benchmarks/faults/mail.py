"""A mail server that keeps what it was handed, and that goes away or drops connections when told to."""

from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from itertools import count
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

OK = "250 OK"


class Mail:
    """Speaks SMTP on loopback; `received` counts the messages by recipient, also those it never confirmed."""

    def __init__(self, port: int, on_message: Callable[[], None]) -> None:
        self.received: Counter[str] = Counter()
        self.dropping = False
        self._on_message = on_message
        self._port = port
        self._turn = count()
        self._controller: Controller | None = None
        self.start()

    def start(self) -> None:
        """Listen."""
        self._controller = Controller(self, hostname="127.0.0.1", port=self._port)
        self._controller.start()

    def stop(self) -> None:
        """Refuse every connection."""
        if self._controller:
            self._controller.stop()
        self._controller = None

    async def handle_MAIL(  # noqa: N802 - aiosmtpd's names
        self, server: SMTP, _session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Every third connection that is dropped is dropped here, before there is a message."""
        if self.dropping and next(self._turn) % 3 == 0:
            _drop(server)
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return OK

    async def handle_DATA(self, server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Keep it; then, while dropping, leave without a word: the sender cannot know."""
        self.received.update(envelope.rcpt_tos)
        if self.dropping:
            _drop(server)
        else:
            self._on_message()
        return OK


def _drop(server: Any) -> None:
    with suppress(AttributeError):
        server.transport.abort()
