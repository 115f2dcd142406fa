"""What is logged names no shopper: ids and addresses are cut out, and errors tell where, not of what.

An error's own words may hold a shopper's: PostgreSQL repeats the address that is there already. So a record
keeps the kind of error and the lines of code, whoever logged it.
"""

import logging
import re
import traceback
from types import TracebackType
from typing import Any

# No part is longer than in an address: a long word is not read to its end from each of its letters.
PERSONAL = re.compile(r"\b[0-9a-f]{32}\b|[\w.+-]{1,254}@[\w-]{1,254}\.[\w.-]+", re.ASCII)
"""Our ids, which `core.database.new_id` makes, and addresses."""
CUT = "…"
FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"
"""Of a line, in every process."""

ExcInfo = tuple[type[BaseException], BaseException, TracebackType | None]


def discreet() -> None:
    """From now on, whatever this process logs names no shopper."""
    logging.setLogRecordFactory(_record)


def _record(*arguments: Any, **more: Any) -> logging.LogRecord:
    record = logging.LogRecord(*arguments, **more)
    record.msg, record.args = PERSONAL.sub(CUT, record.getMessage()), None
    if record.exc_info and record.exc_info[0] is not None:
        record.exc_text = _told(record.exc_info)
    return record


def _told(error: ExcInfo | tuple[None, None, None]) -> str:
    """As a traceback is printed, without the error's own words; what it came from stands before it."""
    told: list[str] = []
    raised = error[1]
    while raised is not None:
        frames = "".join(traceback.format_tb(raised.__traceback__))
        told.insert(0, f"{frames}{type(raised).__name__}")
        raised = raised.__cause__ or (None if raised.__suppress_context__ else raised.__context__)
    return "\n".join(told)
