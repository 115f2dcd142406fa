"""No file holds a word of an erased shopper, not even beside the tables, while everything still runs."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import httpx
import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from api.assistant import Assistant
from api.http.dependencies import Services
from core import residue
from core.database import revision, transaction
from core.keys import Keys
from core.privacy import erase
from core.rejects import Rejects
from feedback import conversations
from jobs.addresses import confirm_addresses
from jobs.context import JobContext
from jobs.work import clear_erased, detect_abandoned_carts, purge, send_recovery_emails
from tests.clock import ManualClock
from tests.shop import Visitor, WordEncoder

SENTENCE = "my aunt Ottilie keeps seventeen geese in the attic"
ADDRESS = "ottilie.nephew@geese.example"
PHONE = "+44 7700 900 123"
WORDS = f"{SENTENCE}, call me on {PHONE} or {ADDRESS}"
NEEDLES = (SENTENCE, ADDRESS, PHONE)
BEFORE = datetime(2026, 3, 1, tzinfo=UTC)


@dataclass
class Tracker:
    """Rasa's store as Rasa writes it: its own table, through its own connection."""

    path: Path

    def __post_init__(self) -> None:
        self.connection = sqlite3.connect(self.path, isolation_level=None, check_same_thread=False)
        self.connection.execute("PRAGMA journal_mode=WAL")
        self.connection.execute(
            "CREATE TABLE IF NOT EXISTS events"
            " (id INTEGER PRIMARY KEY, sender_id VARCHAR(255), timestamp FLOAT, data TEXT)"
        )

    def hears(self, conversation_id: str, text: str, *, at: datetime = BEFORE) -> None:
        """One message, saved."""
        row = (conversation_id, at.timestamp(), json.dumps({"event": "user", "text": text}))
        self.connection.execute("INSERT INTO events (sender_id, timestamp, data) VALUES (?, ?, ?)", row)


@pytest.fixture
def tracker(services: Services) -> Iterator[Tracker]:
    tracker = Tracker(services.settings.tracker_folder / "tracker.db")
    yield tracker
    tracker.connection.close()


@pytest.fixture
def context(services: Services, clock: ManualClock) -> JobContext:
    return JobContext(
        services.settings, services.keys, services.engine, clock, make_encoder=lambda _: WordEncoder()
    )


def files_with(folder: Path, needle: str) -> list[str]:
    """The files below a folder, whatever they are, in which a text stands in any case of its letters."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    return [path.name for path in files if needle.encode().lower() in path.read_bytes().lower()]


def says_all(visitor: Visitor, tracker: Tracker, keys: Keys) -> str:
    """The visitor's words, address and number by every way that takes any; returns the conversation's id."""
    visitor.does("search", query=WORDS)
    visitor.does("cart", "mug", context={"note": WORDS[:200]})
    visitor.post("/v1/identify", {"email": ADDRESS})
    visitor.put("/v1/consent", {"recovery_email": True})
    assert visitor.answers("other", "mug", text=WORDS).status_code == 201
    visitor.post("/v1/chat/messages", {"id": str(uuid4()), "text": WORDS})
    conversation_id = str(visitor.get("/v1/chat/messages").json()["conversation_id"])
    server = {"Authorization": f"Bearer {keys.secret}"}
    signals = {"signals": [{"kind": "reason", "value": "other", "text": WORDS}]}
    path = f"/v1/conversations/{conversation_id}"
    assert visitor.http.post(f"{path}/signals", json=signals, headers=server).status_code < 300
    assert visitor.http.post(f"{path}/handover", json={"summary": WORDS}, headers=server).status_code < 300
    tracker.hears(conversation_id, WORDS)
    return conversation_id


def test_no_file_holds_a_word_of_the_shopper_while_all_is_open(
    visitor: Visitor,
    services: Services,
    tracker: Tracker,
    keys: Keys,
    clock: ManualClock,
    context: JobContext,
) -> None:
    var = services.settings.var
    conversation_id = says_all(visitor, tracker, keys)
    clock.advance(timedelta(hours=2))
    assert confirm_addresses(context)["sent"] == 1
    visitor.post("/v1/identify", visitor.signed(email=ADDRESS))
    detect_abandoned_carts(context)
    assert send_recovery_emails(context)["sent"] == 1
    with Rejects(services.settings.rejects_folder / "import.jsonl") as rejects:
        rejects.add(line=1, reason="no product", row={"email": ADDRESS, "note": WORDS})
    assert {name for needle in NEEDLES for name in files_with(var, needle)} >= {
        "rapport.db-wal",
        "tracker.db-wal",
    }
    assert visitor.post("/v1/privacy/erasure", {}).status_code == 200
    for needle in (*NEEDLES, conversation_id):
        assert files_with(var, needle) == []


def test_a_turn_that_ends_after_the_erasure_is_forgotten(
    services: Services, tracker: Tracker, keys: Keys, clock: ManualClock, context: JobContext
) -> None:
    """Rasa stores a turn when it ends: the shopper may be erased before."""

    def answer_late(request: httpx.Request) -> httpx.Response:
        said_in = json.loads(request.content)["sender"]
        with transaction(services.engine) as session:
            erase(session, conversations.conversation(session, said_in).shopper_id, services.outside)
        tracker.hears(said_in, WORDS)
        return httpx.Response(200, json=[{"recipient_id": "x", "text": "Geese?"}])

    rasa = Assistant("http://rasa", timeout=1.0, transport=httpx.MockTransport(answer_late))
    with TestClient(create_app(services.settings, services=replace(services, assistant=rasa))) as http:
        visitor = Visitor.arrives(http, keys, clock)
        said = visitor.post("/v1/chat/messages", {"id": str(uuid4()), "text": WORDS})
    assert said.status_code == 404
    assert clear_erased(context) == {}
    for needle in NEEDLES:
        assert files_with(services.settings.var, needle) == []


def test_a_turn_that_rasa_stored_while_nobody_waited_goes_with_the_next_purge(
    services: Services, tracker: Tracker, clock: ManualClock, context: JobContext
) -> None:
    tracker.hears("nobody-s", WORDS, at=clock.now())
    purge(context)
    assert files_with(services.settings.var, SENTENCE), "whoever is still talking is not taken for a stray"
    clock.advance(timedelta(hours=2))
    purge(context)
    assert files_with(services.settings.var, SENTENCE) == []


def test_a_reader_in_the_way_leaves_it_to_the_job(
    visitor: Visitor, services: Services, tracker: Tracker, keys: Keys, context: JobContext
) -> None:
    says_all(visitor, tracker, keys)
    with closing(sqlite3.connect(services.engine.url.database or "", isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT * FROM shopper").fetchall()
        assert visitor.post("/v1/privacy/erasure", {}).status_code == 200
        assert files_with(services.settings.var, SENTENCE)
        assert clear_erased(context) == {"in_the_way": 1}
    # Whoever comes next, such as a process started later, finds it owed in the database.
    assert clear_erased(context) == {}
    for needle in NEEDLES:
        assert files_with(services.settings.var, needle) == []


def test_retention_leaves_no_words_in_the_logs_either(
    visitor: Visitor,
    services: Services,
    tracker: Tracker,
    keys: Keys,
    clock: ManualClock,
    context: JobContext,
) -> None:
    tracker.hears(says_all(visitor, tracker, keys), WORDS)
    clock.advance(timedelta(days=services.settings.retain_chat_days + 1))
    assert purge(context)["conversations"] == 1
    assert SENTENCE.encode() not in (services.settings.tracker_folder / "tracker.db-wal").read_bytes()
    with transaction(services.engine, writes=False) as session:
        assert revision(session, residue.OWED) == revision(session, residue.SWEPT) == 1


def test_an_erasure_that_fails_owes_nothing(http: TestClient, services: Services) -> None:
    assert http.post("/v1/privacy/erasure", json={}).status_code == 401
    with transaction(services.engine, writes=False) as session:
        assert revision(session, residue.OWED) == 0
