"""The other end of an SMTP connection, for a real server on loopback."""

import asyncio
import socket
from dataclasses import dataclass, field

from aiosmtpd.smtp import SMTP, Envelope, Session


@dataclass
class Mailbox:
    """The other end: remembers what it took, and answers with the code it is told to."""

    replies: dict[str, str] = field(default_factory=dict)
    """Command -> reply, in place of yes."""
    taken: list[bytes] = field(default_factory=list)
    recipients: list[str] = field(default_factory=list)
    hangs_up: bool = False
    """Take the message and break the connection instead of an answer."""

    async def handle_MAIL(  # noqa: N802  aiosmtpd finds its handlers by these names
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        """MAIL FROM."""
        envelope.mail_from = address
        return self.replies.get("MAIL", "250 OK")

    async def handle_RCPT(  # noqa: N802
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        """RCPT TO."""
        envelope.rcpt_tos.append(address)
        self.recipients.append(address)
        return self.replies.get("RCPT", "250 OK")

    async def handle_DATA(self, server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        """The message."""
        reply = self.replies.get("DATA", "250 OK")
        if reply.startswith("250"):
            self.taken.append(envelope.content if isinstance(envelope.content, bytes) else b"")
        if self.hangs_up and server.transport is not None:
            server.transport.close()
            await asyncio.sleep(0)
        return reply


def free_port() -> int:
    """A port on which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
