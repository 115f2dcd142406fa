"""Neither process of the assistant logs what was said or by whom; its store keeps no traces."""

from __future__ import annotations

import asyncio
import io
import logging
import os
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import httpx
import pytest
import structlog
from rasa.core.tracker_store import TrackerStore
from rasa.core.utils import AvailableEndpoints
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.utils.log_utils import configure_structlog

from components import discreet
from components.tracker_store import DiscreetTrackerStore
from tests.fake_api import FakeShop, serve
from tests.test_model import _free_port

BOT = Path(__file__).parents[2]
CONVERSATION = "0f8fad5bd9cb469fa16570867728950e"
WORDS = "my aunt Ottilie keeps seventeen geese"


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    """What Rasa's log says, which is configured as `rasa run` does it."""
    stream, factory, before = io.StringIO(), logging.getLogRecordFactory(), structlog.get_config()
    configure_structlog(logging.INFO)
    discreet.install()
    log, handler = logging.getLogger("rasa"), logging.StreamHandler(stream)
    log.addHandler(handler)
    yield stream
    log.removeHandler(handler)
    structlog.configure(**before)
    logging.setLogRecordFactory(factory)


def test_a_message_that_failed_is_not_repeated(written: io.StringIO) -> None:
    text = WORDS  # also a variable on the way to the failure
    try:
        int(text)
    except ValueError:
        structlog.get_logger("rasa.core.channels.rest").exception("rest.message.received.failure", text=text)
        logging.getLogger("rasa.core.processor").exception("Failed for sender '%s'", CONVERSATION)
    told = written.getvalue()
    assert "rest.message.received.failure" in told
    assert "ValueError" in told
    assert "test_discreet.py" in told
    assert WORDS not in told
    assert CONVERSATION not in told


def test_the_action_server_names_no_conversation(tmp_path: Path) -> None:
    shop = serve(FakeShop(away=True), 0)
    threading.Thread(target=shop.serve_forever, daemon=True).start()
    port, log = _free_port(), tmp_path / "actions.log"
    environment = {
        **os.environ,
        "SANIC_HOST": "127.0.0.1",
        "RAPPORT_API_URL": f"http://127.0.0.1:{shop.server_address[1]}",
        "PYTHONUNBUFFERED": "1",
    }
    command = [sys.executable, "-m", "rasa_sdk", "--actions", "actions", "--port", str(port)]
    with log.open("wb") as file:
        process = subprocess.Popen(command, cwd=BOT, env=environment, stdout=file, stderr=subprocess.STDOUT)
    try:
        assert "utter_shop_away" in _called(f"http://127.0.0.1:{port}/webhook", process)
    finally:
        process.terminate()
        process.wait()
        shop.shutdown()
        shop.server_close()
    told = log.read_text()
    assert "The API is away" in told
    assert WORDS not in told
    assert CONVERSATION not in told


def _called(url: str, process: subprocess.Popen[bytes]) -> str:
    """What an action answers to a sentence, as soon as the server is there."""
    call = {
        "next_action": "action_answer",
        "sender_id": CONVERSATION,
        "tracker": {
            "sender_id": CONVERSATION,
            "slots": {},
            "latest_message": {"text": WORDS, "intent": {"name": "find_product"}, "entities": []},
            "events": [{"event": "user", "text": WORDS}],
            "paused": False,
            "followup_action": None,
            "active_loop": {},
            "latest_action_name": None,
        },
        "domain": {},
    }
    while True:
        assert process.poll() is None
        try:
            return httpx.post(url, json=call, timeout=30).text
        except httpx.ConnectError:
            time.sleep(0.2)


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[TrackerStore]:
    """The store that `endpoints.yml` asks for."""
    monkeypatch.setenv("RAPPORT_TRACKER_URL", f"sqlite:///{tmp_path / 'tracker.db'}")
    monkeypatch.setenv("RAPPORT_ACTIONS_URL", "http://127.0.0.1:1/webhook")
    factory = logging.getLogRecordFactory()
    endpoints = AvailableEndpoints.read_endpoints(str(BOT / "endpoints.yml"))
    yield TrackerStore.create(endpoints.tracker_store, domain=Domain.empty())
    logging.setLogRecordFactory(factory)


def hears(store: TrackerStore, conversation: str, text: str) -> None:
    tracker = DialogueStateTracker.from_events(conversation, [UserUttered(text)])
    asyncio.run(store.save(tracker))


def test_what_is_stored_comes_back(store: TrackerStore) -> None:
    assert isinstance(store, DiscreetTrackerStore)
    hears(store, CONVERSATION, WORDS)
    kept = asyncio.run(store.retrieve(CONVERSATION))
    assert kept is not None
    assert kept.latest_message is not None
    assert kept.latest_message.text == WORDS


def test_its_connections_overwrite_what_they_delete_or_move(store: TrackerStore) -> None:
    assert isinstance(store, DiscreetTrackerStore)
    with store.engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA secure_delete").scalar() == 1
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"


def test_an_error_of_the_database_repeats_nothing(store: TrackerStore, tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "tracker.db")) as connection:
        connection.execute("DROP TABLE events")
    with pytest.raises(Exception, match="no such table") as raised:
        hears(store, CONVERSATION, WORDS)
    assert WORDS not in str(raised.value)
    assert CONVERSATION not in str(raised.value)
