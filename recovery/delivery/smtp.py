"""A mail server: many messages over one connection, and what its answers mean."""

import re
import smtplib
import ssl
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from email.message import EmailMessage
from email.utils import getaddresses
from urllib.parse import unquote, urlsplit

from core.errors import Unavailable
from recovery.bounces import STATUS, is_hard
from recovery.delivery.faults import Bounced, Broken, Deferred, Rejected, Uncertain

SECONDS = 20.0
"""How long a mail server may take for one step."""


MOST = 100
"""Messages over one connection; servers like to end it after some such number."""
CLOSING = 421
"""The reply with which a server ends the connection (RFC 5321, section 3.8)."""
GO_ON = 354
"""The reply to DATA that asks for the message."""
NO_MAILBOX = {550, 551, 553, 521, 556}
"""Replies to RCPT that are about the address (RFC 5321, section 4.2.3; RFC 7504)."""
ENHANCED = re.compile(STATUS.encode())
LEADING_DOT = re.compile(rb"^\.", re.MULTILINE)


class SmtpMailer:
    """Hands over to a mail server, many messages over one connection.

    Its URL: smtp://user:password@host:587 (STARTTLS where offered) or smtps://…
    """

    name = "smtp"
    idempotent = False

    def __init__(
        self,
        url: str,
        *,
        timeout: float = SECONDS,
        context: ssl.SSLContext | None = None,
        most: int = MOST,
    ) -> None:
        parts = urlsplit(url)
        if parts.scheme not in ("smtp", "smtps") or not parts.hostname:
            raise ValueError("RAPPORT_SMTP_URL must look like smtp://user:password@host:587 or smtps://host.")
        self._secure = parts.scheme == "smtps"
        self._host = parts.hostname
        self._port = parts.port or (465 if self._secure else 25)
        self._user = unquote(parts.username or "")
        self._password = unquote(parts.password or "")
        self._timeout = timeout
        self._most = most
        self._context = context or ssl.create_default_context()
        self._server: smtplib.SMTP | None = None
        self._sent = 0
        """Messages over the connection that is open."""

    def send(self, message: EmailMessage, *, email_id: str) -> None:  # noqa: ARG002  the server keeps no ids
        """Send it over the connection that is open, else over a new one."""
        content = message.as_bytes()
        if self._server is not None:
            # A server may end a connection that waits; until it has the message nothing is sent twice.
            with suppress(Broken):
                return self._send(self._server, message, content)
        self._sent = 0
        self._server = self._connect()
        return self._send(self._server, message, content)

    def _send(self, server: smtplib.SMTP, message: EmailMessage, content: bytes) -> None:
        try:
            self._envelope(server, message)
            _hand_over(server, content)
        except (Deferred, Rejected):
            raise  # about this message: the connection holds
        except (Unavailable, Uncertain):
            self._drop()
            raise
        finally:
            self._sent += 1
            if self._sent >= self._most:
                self.close()

    def close(self) -> None:
        """Say goodbye; how the server takes it changes nothing."""
        if self._server is not None:
            with suppress(OSError, smtplib.SMTPException):
                self._server.quit()
        self._drop()

    def _drop(self) -> None:
        if self._server is not None:
            self._server.close()
        self._server = None

    def forget(self, email_ids: Iterable[str]) -> int:  # noqa: ARG002
        """Nothing is kept here."""
        return 0

    def _connect(self) -> smtplib.SMTP:
        with _unsent("The mail server does not answer"):
            if self._secure:
                server: smtplib.SMTP = smtplib.SMTP_SSL(
                    self._host, self._port, timeout=self._timeout, context=self._context
                )
            else:
                server = smtplib.SMTP(self._host, self._port, timeout=self._timeout)
            try:
                self._introduce(server)
            except BaseException:
                server.close()
                raise
        return server

    def _introduce(self, server: smtplib.SMTP) -> None:
        server.ehlo_or_helo_if_needed()
        secure = self._secure
        if not secure and server.has_extn("starttls"):
            server.starttls(context=self._context)
            server.ehlo()
            secure = True
        if not self._user:
            return
        if not secure:
            raise Unavailable("The mail server offers no TLS; the password is not sent in the clear.")
        server.login(self._user, self._password)

    def _envelope(self, server: smtplib.SMTP, message: EmailMessage) -> None:
        sender = getaddresses([str(message["From"])])[0][1]
        with _unsent("The mail server went away"):
            if self._sent:
                _expect(server.rset())
            code, _ = server.mail(sender)
            if code >= 400:  # about our address, not theirs: no email is lost over it
                kind = Broken if code < 500 else Unavailable
                raise kind(f"The mail server does not send for RAPPORT_EMAIL_FROM, code {code}.")
            for _, recipient in getaddresses([str(message["To"])]):
                _expect(_of_the_address(server.rcpt(recipient)))


@contextmanager
def _unsent(what: str) -> Iterator[None]:
    """Until the message itself is handed over, every fault leaves it unsent: broken off, or said no to."""
    try:
        yield
    except smtplib.SMTPResponseException as error:
        kind = Broken if 400 <= error.smtp_code < 500 or error.smtp_code < 0 else Unavailable
        raise kind(f"{what}: {type(error).__name__}, code {error.smtp_code}.") from error
    except (OSError, smtplib.SMTPException) as error:
        raise Broken(f"{what}: {type(error).__name__}.") from error


def _hand_over(server: smtplib.SMTP, content: bytes) -> None:
    """The message itself, in two steps: of a connection that breaks in the first, nothing was sent."""
    with _unsent("The mail server went away"):
        code, words = server.docmd("DATA")
    if code != GO_ON:
        _expect((code, words))
        raise Deferred(f"The mail server does not take this email now, code {code}.")
    try:
        server.send(_stuffed(content))
        answer = server.getreply()
    except (OSError, smtplib.SMTPException) as error:
        raise Uncertain(f"The connection broke while sending: {type(error).__name__}.") from error
    if answer[0] == CLOSING:  # an answer all the same: it was not taken
        raise Broken("The mail server ended the connection instead of taking the email.")
    _expect(answer)


def _stuffed(content: bytes) -> bytes:
    """As the protocol wants it: dots that start a line doubled, one alone at the end (RFC 5321, 4.5.2)."""
    end = b"" if content.endswith(b"\r\n") else b"\r\n"
    return LEADING_DOT.sub(b"..", content) + end + b".\r\n"


def _of_the_address(answer: tuple[int, bytes]) -> tuple[int, bytes]:
    """The reply to RCPT; Bounced where it says that there is no such mailbox, by its finer code if any.

    Servers refuse us as a relay, or for what others sent from here, with the same 550.
    """
    code, words = answer
    enhanced = ENHANCED.match(words)
    status = enhanced[0].decode("ascii") if enhanced else ""
    if code >= 500 and (is_hard(status) if status else code in NO_MAILBOX):
        told = f"{code} ({status})" if status else str(code)
        raise Bounced(f"The mail server has no such mailbox, code {told}.")
    return answer


def _expect(answer: tuple[int, bytes]) -> None:
    """Raise what a reply code means: 4xx not now, 5xx never (RFC 5321, section 4.2.1)."""
    code, _ = answer
    if 200 <= code < 300:
        return
    if code == CLOSING:
        raise Broken("The mail server ended the connection.")
    # Only the code is kept: servers like to repeat the address in the text.
    if code >= 500:
        raise Rejected(f"The mail server refused this email for good, with code {code}.")
    raise Deferred(f"The mail server does not take this email now, code {code}.")
