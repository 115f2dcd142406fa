"""What the jobs do, each through its own door: label, find carts, write, train, purge."""

import os
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from sqlmodel import select

from core import catalog
from core.database import connect, transaction
from core.errors import Conflict, Unavailable
from core.shoppers import ensure_shopper, set_email
from core.tables import JobRun
from feedback import conversations, surveys
from feedback.reasons import Reason
from feedback.tables import ChatMessage, Event, Label, Sender
from jobs import retrain as training
from jobs import work
from jobs.context import JobContext, load_encoder
from recommender.models import registry
from tests.clock import ManualClock
from tests.jobs.conftest import MakeTask, WriteCsv, imported
from tests.shop import WordEncoder, shop_catalog

PURCHASES = [
    (f"shopper-{n}", product_id) for n in range(30) for product_id in ("rain-jacket", "rain-hat", "mug")
]


@pytest.fixture
def shop(context: JobContext) -> JobContext:
    with transaction(context.engine) as session:
        catalog.upsert(session, shop_catalog(), now=context.clock.now())
    return context


@pytest.fixture
def busy_shop(shop: JobContext, make_task: MakeTask, write_csv: WriteCsv) -> JobContext:
    """Thirty shoppers who bought the same three things, a day apart."""
    days = {"rain-jacket": 10, "rain-hat": 11, "mug": 20}
    rows = [
        {
            "shopper_id": shopper,
            "type": "purchase",
            "product_id": product_id,
            "occurred_at": f"2026-02-{days[product_id]}T12:00:00Z",
        }
        for shopper, product_id in PURCHASES
    ]
    imported(make_task(write_csv("history.csv", rows)), "events")
    return shop


def left_cart(
    shop: JobContext,
    make_task: MakeTask,
    write_csv: WriteCsv,
    *,
    template: str | None = "{user_id}@example.com",
) -> None:
    """Ayla left a jacket in the cart."""
    row = {
        "shopper_id": "ayla",
        "type": "cart",
        "product_id": "rain-jacket",
        "occurred_at": "2026-03-02T09:00:00Z",
    }
    imported(make_task(write_csv("cart.csv", [row]), email_template=template), "events")


def test_labels(shop: JobContext) -> None:
    now = shop.clock.now()
    with transaction(shop.engine) as session:
        shopper = ensure_shopper(session, "ayla", now=now)
        surveys.respond(
            session,
            surveys.NewResponse(
                "r", shopper.shopper_id, "s", "exit_intent", 1, Reason.EXTRA_COSTS, "", ("mug",)
            ),
            now=now,
        )
    assert work.label_responses(shop) == {"labelled": 1}
    assert work.label_responses(shop) == {"labelled": 0}
    with transaction(shop.engine, writes=False) as session:
        assert session.exec(select(Label)).one().reason is Reason.EXTRA_COSTS


def test_a_shopper_writes_while_their_words_are_understood(shop: JobContext) -> None:
    now = shop.clock.now()

    def encode(texts: Sequence[str]) -> NDArray[np.float32]:
        with transaction(shop.engine) as session:  # where the job held the lock, this would wait for itself
            ensure_shopper(session, "somebody else", now=now)
        return np.ones((len(texts), 2), dtype=np.float32)

    with transaction(shop.engine) as session:
        shopper = ensure_shopper(session, "ayla", now=now)
        words = "it would not arrive in time"
        response = surveys.NewResponse(
            "r", shopper.shopper_id, "s", "exit_intent", 1, Reason.OTHER, words, ("mug",)
        )
        surveys.respond(session, response, now=now)
    encoder = WordEncoder()
    encoder.encode = encode  # type: ignore[method-assign]
    assert work.label_responses(replace(shop, make_encoder=lambda _: encoder)) == {"labelled": 1}


def test_a_left_cart_becomes_one_email(shop: JobContext, make_task: MakeTask, write_csv: WriteCsv) -> None:
    left_cart(shop, make_task, write_csv)

    assert work.detect_abandoned_carts(shop) == {"found": 1, "purchased": 0, "changed": 0}
    assert work.send_recovery_emails(shop) == {"composed": 1, "sent": 1}
    assert work.send_recovery_emails(shop) == {}
    [email] = shop.settings.outbox_folder.glob("*.eml")
    assert "ayla@example.com" in email.read_text()


def test_no_email_without_consent(shop: JobContext, make_task: MakeTask, write_csv: WriteCsv) -> None:
    left_cart(shop, make_task, write_csv, template=None)
    with transaction(shop.engine) as session:
        set_email(session, ensure_shopper(session, "ayla", now=shop.clock.now()), "ayla@example.com")

    assert work.detect_abandoned_carts(shop)["found"] == 1
    assert work.send_recovery_emails(shop) == {"no_consent": 1}
    assert not shop.settings.outbox_folder.exists()


def test_retrain_publishes_a_model_that_says_what_it_learned_from(busy_shop: JobContext) -> None:
    counts = training.retrain(busy_shop)

    root = busy_shop.settings.models_folder
    loaded = registry.load_current(root)
    assert loaded is not None
    assert loaded.manifest.version == counts["model"] == registry.current_version(root)
    assert loaded.manifest.counts == {
        "products": len(shop_catalog()),
        "shoppers": 30,
        "interactions": 90,
        "labels": 0,
        "signals": 0,
    }
    assert loaded.manifest.window == ("2026-02-10T12:00:00+00:00", "2026-02-20T12:00:00+00:00")
    assert loaded.manifest.encoder == "words"
    assert loaded.manifest.metrics["recall@10"] == 1.0, "the mug is all that was left to buy"
    assert b"shopper-1" not in (root / loaded.manifest.version / "model.npz").read_bytes()


def test_retraining_keeps_the_model_before(busy_shop: JobContext, clock: ManualClock) -> None:
    first = training.retrain(busy_shop)["model"]
    clock.advance(timedelta(days=1))
    second = training.retrain(busy_shop)["model"]
    assert [manifest.version for manifest in registry.versions(busy_shop.settings.models_folder)] == [
        second,
        first,
    ]


def test_too_little_history_gives_no_figures(shop: JobContext) -> None:
    counts = training.retrain(shop)
    assert counts["interactions"] == 0
    assert "recall@10" not in counts


def test_nothing_to_learn_about(context: JobContext) -> None:
    with pytest.raises(Conflict, match="There are no products"):
        training.retrain(context)
    assert registry.current_version(context.settings.models_folder) is None


def test_a_missing_encoder_says_what_to_run(shop: JobContext) -> None:
    with pytest.raises(Unavailable, match="Run `rapport encoder` first"):
        load_encoder(shop.settings)


def test_purge_deletes_what_is_too_old(
    busy_shop: JobContext, make_task: MakeTask, write_csv: WriteCsv, clock: ManualClock
) -> None:
    rejects = make_rejects(busy_shop)
    now = clock.now()
    with transaction(busy_shop.engine) as session:
        shopper = ensure_shopper(session, "ayla", now=now)
        conversation = conversations.current(session, shopper.shopper_id, now=now)
        conversations.keep(
            session, conversation, [conversations.NewMessage(Sender.SHOPPER, "hello")], now=now
        )
        session.add(JobRun(run_id="old", job="purge", started_at=now))
    tracker = tracker_with(busy_shop, conversation.conversation_id)

    assert work.purge(busy_shop) == {
        "events": 0,
        "conversations": 0,
        "content_gaps": 0,
        "rejects_files": 0,
        "sign_ins": 0,
    }
    clock.advance(timedelta(days=busy_shop.settings.retain_events_days + 1))
    left_cart_today = {"shopper_id": "mia", "type": "view", "product_id": "mug", "occurred_at": clock.now()}
    imported(make_task(write_csv("new.csv", [left_cart_today])), "events")
    assert work.purge(busy_shop) == {
        "events": 90,
        "conversations": 1,
        "content_gaps": 0,
        "rejects_files": 1,
        "sign_ins": 0,
    }

    with transaction(busy_shop.engine, writes=False) as session:
        assert len(session.exec(select(Event)).all()) == 1
        assert session.exec(select(ChatMessage)).all() == []
        assert session.exec(select(JobRun)).all() == []
    assert not rejects.exists()
    with connect(tracker).connect() as connection:
        senders = connection.exec_driver_sql("SELECT sender_id FROM events").scalars().all()
    assert senders == ["somebody else"]


def make_rejects(context: JobContext) -> Path:
    folder = context.settings.rejects_folder
    folder.mkdir(parents=True)
    path = folder / "a.jsonl"
    path.write_text("{}\n")
    written = context.clock.now().timestamp()
    os.utime(path, (written, written))
    return path


FAR_AHEAD = datetime(2100, 1, 1, tzinfo=UTC).timestamp()


def tracker_with(context: JobContext, conversation_id: str) -> str:
    """A tracker store with one event of this conversation and one of another."""
    url = context.settings.tracker
    engine = connect(url)
    with engine.begin() as connection:
        connection.exec_driver_sql(
            "CREATE TABLE events (id INTEGER PRIMARY KEY, sender_id TEXT, timestamp FLOAT)"
        )
        for sender, at in ((conversation_id, 0.0), ("somebody else", FAR_AHEAD)):
            connection.exec_driver_sql(
                "INSERT INTO events (sender_id, timestamp) VALUES (?, ?)", (sender, at)
            )
    engine.dispose()
    return url


def test_jobs_that_run_at_once_share_no_connection(context: JobContext) -> None:
    context = replace(
        context, settings=context.settings.model_copy(update={"smtp_url": "smtp://127.0.0.1:2525"})
    )
    assert context.mailer is not context.mailer
