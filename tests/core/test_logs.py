"""What is logged names no shopper, whoever logs it."""

import io
import json
import logging
from collections.abc import Iterator

import pytest

from core import logs
from core.database import new_id

ADDRESS = "ayla@example.com"


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    """What a log that is kept discreetly says."""
    stream, before = io.StringIO(), logging.getLogRecordFactory()
    log, handler = logging.getLogger("tests.logs"), logging.StreamHandler(stream)
    log.addHandler(handler)
    log.propagate = False
    logs.discreet()
    yield stream
    logging.setLogRecordFactory(before)
    log.removeHandler(handler)


def test_ids_and_addresses_are_cut_out(written: io.StringIO) -> None:
    conversation = new_id()
    logging.getLogger("tests.logs").warning("GET /v1/conversations/%s/signals of %s", conversation, ADDRESS)
    assert written.getvalue() == "GET /v1/conversations/…/signals of …\n"


def test_an_error_tells_where_and_not_of_what(written: io.StringIO) -> None:
    words = "their very words"
    try:
        try:
            json.loads("{}")[words]
        except KeyError as error:
            raise ValueError(words) from error
    except ValueError:
        logging.getLogger("tests.logs").exception("It failed")
    told = written.getvalue()
    assert words not in told
    assert told.startswith("It failed\n")
    assert "test_logs.py" in told
    assert told.index("KeyError") < told.rindex("ValueError")
