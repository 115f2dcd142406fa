"""What this process logs names no shopper: no text of theirs, no conversation, no error's own words.

Rasa logs a message that it failed on, with every variable on the way to it; httpx logs each address that it
asks, and ours hold the conversation's id. Records of Python's `logging` are cut when they are made; events of
structlog, before anything renders them.
"""

from __future__ import annotations

import logging
import re
import sys
import traceback
from collections.abc import MutableMapping
from pathlib import Path
from typing import Any

import structlog

# No part is longer than in an address: a long word is not read to its end from each of its letters.
PERSONAL = re.compile(r"\b[0-9a-f]{32}\b|[\w.+-]{1,254}@[\w-]{1,254}\.[\w.-]+", re.ASCII)
"""Conversations' ids and addresses."""
CUT = "…"
KEPT = ("event", "level", "event_info")
"""Of a structured event: its name. Everything else in it may be a shopper's."""


def install() -> None:
    """From now on, whatever this process logs names no shopper."""
    logging.setLogRecordFactory(_record)
    logging.getLogger("httpx").setLevel(logging.WARNING)  # a line for each request says nothing
    processors = structlog.get_config()["processors"]  # changed in place: loggers that are made share it
    if _event not in processors:
        processors.insert(0, _event)


def _record(*arguments: Any, **more: Any) -> logging.LogRecord:
    record = logging.LogRecord(*arguments, **more)
    record.msg, record.args = PERSONAL.sub(CUT, record.getMessage()), None
    error = record.exc_info[1] if record.exc_info else None
    if error is not None:
        record.exc_text = "".join(traceback.format_tb(error.__traceback__)) + type(error).__name__
    return record


def _event(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    kept: dict[str, Any] = {name: event[name] for name in KEPT if name in event}
    given = event.get("exc_info")
    error = given if isinstance(given, BaseException) else sys.exc_info()[1] if given else None
    if error is not None:
        kept |= {"error": type(error).__name__, "where": _where(error)}
    # Said to be none, or structlog looks for it itself.
    return {**kept, "exc_info": None}


def _where(error: BaseException) -> list[str]:
    frames = traceback.extract_tb(error.__traceback__)
    return [f"{Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in frames]
