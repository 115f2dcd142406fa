"""What fails outside of us, the database or the disk, told from our own mistakes: it is waited for."""

import errno
import logging
from collections.abc import Callable

from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from core.errors import Unavailable

log = logging.getLogger(__name__)

DATABASE_AWAY = "The database does not answer."
DISK_FULL = "There is no room on the disk."
OUTAGES = (DATABASE_AWAY, DISK_FULL)
"""The sentences; who reads one may try again."""

NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
FULL = ("53100", "SQLITE_FULL")
AWAY = (
    "08",  # connection exceptions (PostgreSQL, appendix A)
    "25006",  # read only: a standby that is not promoted yet
    "40",  # a deadlock: the same again may go well
    "53",  # out of memory or connections
    "57P",  # shut down, starting up
    "58",  # its disk
    "SQLITE_BUSY",
    "SQLITE_CANTOPEN",
    "SQLITE_IOERR",
    "SQLITE_LOCKED",
    "SQLITE_READONLY",
)


def outage(error: BaseException) -> str:
    """The sentence for an error that passes when something outside is back; empty for any other."""
    if isinstance(error, OSError):  # a file of ours, such as a model
        return DISK_FULL if error.errno in NO_ROOM else ""
    if isinstance(error, PoolTimeout):
        return DATABASE_AWAY
    if not isinstance(error, DBAPIError):
        return ""
    code = getattr(error.orig, "sqlstate", None) or getattr(error.orig, "sqlite_errorname", None)
    if code is None:  # the server said nothing
        return DATABASE_AWAY if isinstance(error, OperationalError | InterfaceError) else ""
    if code in FULL:
        return DISK_FULL
    return DATABASE_AWAY if code.startswith(AWAY) else ""


class Patience:
    """Waits for what is away, and says so once when it goes and once when it is back."""

    def __init__(self, pause: float, wait: Callable[[float], object]) -> None:
        self._pause = pause
        self._wait = wait
        self._away = False

    def away(self, who: str, error: Exception) -> bool:
        """Wait a little before the next try; whether to give up, because the process is to end."""
        if not self._away:
            reason = error.detail if isinstance(error, Unavailable) else outage(error)
            log.warning("%s waits: %s", who, reason or type(error).__name__)
        self._away = True
        return bool(self._wait(self._pause))

    def until_done(self, who: str, work: Callable[[], object]) -> None:
        """Do something, again while the database is away; left undone where the process is to end."""
        while True:
            try:
                work()
            except SQLAlchemyError as error:
                if self.away(who, error):
                    return None
            else:
                return self.back()

    def back(self) -> None:
        """It answers."""
        if self._away:
            log.info("The database answers again.")
        self._away = False
