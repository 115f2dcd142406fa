"""Where an email goes: a folder of .eml files, or a mail server."""

import os
import smtplib
import ssl
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from email.message import EmailMessage
from email.utils import getaddresses
from pathlib import Path
from typing import Protocol
from urllib.parse import unquote, urlsplit

from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from core import private
from core.errors import RapportError, Unavailable
from core.settings import Settings
from core.tables import AddressClaim
from recovery.tables import ConfirmationEmail, RecoveryEmail

SECONDS = 20.0
"""How long a mail server may take for one step."""


class Deferred(Unavailable):
    """The mail server is there but does not take this message now; others may go."""


class Rejected(RapportError):
    """The mail server will never take this message."""


class Uncertain(RapportError):
    """The connection broke while the server had the message: it may be on its way."""


class Mailer(Protocol):
    """Sends one message.

    Raises Unavailable, Deferred, Rejected or Uncertain; whatever else happens is a bug.
    """

    name: str
    idempotent: bool
    """Whether sending the same email twice is the same as sending it once."""

    def send(self, message: EmailMessage, *, email_id: str) -> None:
        """Send it, or raise."""
        ...

    def forget(self, email_ids: Iterable[str]) -> int:
        """Delete what is kept of these emails; returns how many were."""
        ...


class Outbox:
    """Writes `<email_id>.eml` into a folder, whole or not at all; the second time it is the same file."""

    name = "outbox"
    idempotent = True

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def send(self, message: EmailMessage, *, email_id: str) -> None:
        """Write the file and make it last; Unavailable where the disk refuses."""
        draft = self._folder / f".{email_id}.tmp"
        try:
            private.folder(self._folder)
            with private.file(draft).open("wb") as file:
                file.write(message.as_bytes())
                file.flush()
                os.fsync(file.fileno())
            draft.replace(self._path(email_id))
            _make_last(self._folder)
        except OSError as error:
            raise Unavailable(f"The outbox cannot be written: {error.strerror}.") from error

    def forget(self, email_ids: Iterable[str]) -> int:
        """Delete these emails' files and the drafts of a process that died; returns how many emails went."""
        gone = 0
        for email_id in email_ids:
            (self._folder / f".{email_id}.tmp").unlink(missing_ok=True)
            if self._path(email_id).exists():
                self._path(email_id).unlink(missing_ok=True)
                gone += 1
        return gone

    def erase(self, session: Session, shopper_id: str) -> int:
        """Erase the emails to a shopper; returns how many went (`core.privacy.OutsidePlace`).

        The question to an address that they typed goes too and is not counted: whether one was sent is its
        owner's to know.
        """
        self.forget(session.exec(_questions(shopper_id)).all())
        # The lock makes a sender that is writing one of them now wait, and then find it gone.
        hers = select(RecoveryEmail.email_id).where(RecoveryEmail.shopper_id == shopper_id)
        return self.forget(session.exec(hers.with_for_update()).all())

    def sweep(self, *, thoroughly: bool) -> bool:  # noqa: ARG002
        """A file that is gone leaves nothing behind."""
        return True

    def _path(self, email_id: str) -> Path:
        return self._folder / f"{email_id}.eml"


class SmtpMailer:
    """Hands over to a mail server; a URL like smtp://user:password@host:587 (STARTTLS where offered) or smtps://…"""

    name = "smtp"
    idempotent = False

    def __init__(self, url: str, *, timeout: float = SECONDS, context: ssl.SSLContext | None = None) -> None:
        parts = urlsplit(url)
        if parts.scheme not in ("smtp", "smtps") or not parts.hostname:
            raise ValueError("RAPPORT_SMTP_URL must look like smtp://user:password@host:587 or smtps://host.")
        self._secure = parts.scheme == "smtps"
        self._host = parts.hostname
        self._port = parts.port or (465 if self._secure else 25)
        self._user = unquote(parts.username or "")
        self._password = unquote(parts.password or "")
        self._timeout = timeout
        self._context = context or ssl.create_default_context()

    def send(self, message: EmailMessage, *, email_id: str) -> None:  # noqa: ARG002  the server keeps no ids
        """Send it over a connection of its own."""
        content = message.as_bytes()
        with _temporary("The mail server does not answer"):
            server = self._connect()
        try:
            self._envelope(server, message)
            _hand_over(server, content)
            with suppress(OSError, smtplib.SMTPException):
                server.quit()  # it has the message; how it says goodbye changes nothing
        finally:
            server.close()

    def forget(self, email_ids: Iterable[str]) -> int:  # noqa: ARG002
        """Nothing is kept here."""
        return 0

    def _connect(self) -> smtplib.SMTP:
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
        with _temporary("The mail server went away"):
            code, _ = server.mail(sender)
            if code >= 400:  # about our address, not hers: no email is lost over it
                raise Unavailable(f"The mail server does not send for RAPPORT_EMAIL_FROM, code {code}.")
            for _, recipient in getaddresses([str(message["To"])]):
                _expect(server.rcpt(recipient))


def _questions(shopper_id: str) -> SelectOfScalar[str]:
    asked = col(AddressClaim.claim_id) == col(ConfirmationEmail.claim_id)
    query = select(ConfirmationEmail.email_id).join(AddressClaim, asked)
    return query.where(AddressClaim.shopper_id == shopper_id)


def mailer_for(settings: Settings) -> Mailer:
    """The mail server where one is set, else the outbox."""
    return SmtpMailer(settings.smtp_url) if settings.smtp_url else Outbox(settings.outbox_folder)


def _make_last(folder: Path) -> None:
    """A file's new name is only safe once its folder is."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def _temporary(what: str) -> Iterator[None]:
    """Until the message itself is handed over, every fault of the connection leaves it unsent."""
    try:
        yield
    except (OSError, smtplib.SMTPException) as error:
        raise Unavailable(f"{what}: {type(error).__name__}.") from error


def _hand_over(server: smtplib.SMTP, content: bytes) -> None:
    try:
        answer = server.data(content)
    except smtplib.SMTPDataError as error:  # an answer to the word DATA: nothing of the message was sent
        answer = (error.smtp_code, _bytes(error.smtp_error))
    except (OSError, smtplib.SMTPException) as error:
        raise Uncertain(f"The connection broke while sending: {type(error).__name__}.") from error
    _expect(answer)


def _expect(answer: tuple[int, bytes]) -> None:
    """Raise what a reply code means: 4xx not now, 5xx never (RFC 5321, section 4.2.1)."""
    code, _ = answer
    if 200 <= code < 300:
        return
    # Only the code is kept: servers like to repeat the address in the text.
    if code >= 500:
        raise Rejected(f"The mail server refused this email for good, with code {code}.")
    raise Deferred(f"The mail server does not take this email now, code {code}.")


def _bytes(text: bytes | str) -> bytes:
    return text if isinstance(text, bytes) else text.encode()
