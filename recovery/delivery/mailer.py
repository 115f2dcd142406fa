"""Where an email goes: a folder of .eml files, or a mail server."""

import os
from collections.abc import Iterable
from email.message import EmailMessage
from pathlib import Path
from typing import Protocol

from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from core import private
from core.errors import Unavailable
from core.settings import Settings
from core.tables import AddressClaim
from recovery.delivery.smtp import SmtpMailer
from recovery.tables import ConfirmationEmail, RecoveryEmail


class Mailer(Protocol):
    """Sends one message.

    Raises what recovery/delivery/faults.py names; whatever else happens is a bug.
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

    def close(self) -> None:
        """Let go of what is held between two messages; sending another begins anew."""
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

    def close(self) -> None:
        """Nothing is held."""

    def erase(self, session: Session, shopper_id: str) -> int:
        """Erase the emails to a shopper; returns how many went (`core.privacy.OutsidePlace`).

        The question to an address that they typed goes too and is not counted: whether one was sent is its
        owner's to know.
        """
        self.forget(session.exec(_questions(shopper_id)).all())
        # The lock makes a sender that is writing one of them now wait, and then find it gone.
        theirs = select(RecoveryEmail.email_id).where(RecoveryEmail.shopper_id == shopper_id)
        return self.forget(session.exec(theirs.with_for_update()).all())

    def sweep(self, *, thoroughly: bool) -> bool:  # noqa: ARG002
        """A file that is gone leaves nothing behind."""
        return True

    def _path(self, email_id: str) -> Path:
        return self._folder / f"{email_id}.eml"


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
