"""What each job does: a transaction, and a call to the room that knows how."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import partial

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import delete
from sqlmodel import Session

from core import privacy, residue, signing_in, throttle
from core.database import connect, table_of, transaction
from core.products import ProductId
from core.rejects import RejectsFolder
from core.tables import JobRun
from feedback import content_gaps, conversations, events, labelling
from feedback.conversations import TrackerStore
from jobs.context import JobContext
from jobs.running import Counts
from recovery import carts
from recovery.campaign import Campaign, Chance, Recommend, compose_anew, compose_due
from recovery.delivery import Dispatch, send_due
from recovery.eligibility import Verdict
from recovery.tables import EmailState
from serving import intent
from serving.answers import Answer, Question

TURN = timedelta(hours=1)
"""No turn of the assistant takes longer."""
KEEP_RUNS = timedelta(days=90)
"""How long the worker's own diary is kept."""


def label_responses(context: JobContext) -> Counts:
    """Say what each new survey answer means."""

    def encode(texts: Sequence[str]) -> NDArray[np.float32]:
        """The encoder is loaded when the first free text asks for it, not to find that there is none."""
        return context.encoder.encode(texts)

    # To understand takes long: nobody who writes waits for it.
    with transaction(context.engine, writes=False) as session:
        labels = labelling.understand(session, encode=encode, now=context.clock.now())
    with transaction(context.engine) as session:
        return {"labelled": labelling.store(session, labels)}


def mark_crawlers(context: JobContext) -> Counts:
    """Mark what no person can have done, of all that is stored."""
    with transaction(context.engine) as session:
        return {"marked": events.judge_all(session)}


def detect_abandoned_carts(context: JobContext) -> Counts:
    """Find carts that were left, and follow those found before."""
    settings = context.settings
    # To look takes long: nobody who writes waits for it.
    with transaction(context.engine, writes=False) as session:
        sighting = carts.look(
            session,
            now=context.clock.now(),
            idle=timedelta(minutes=settings.abandoned_after_minutes),
            within=timedelta(days=settings.recovery_within_days),
        )
    with transaction(context.engine) as session:
        detection = carts.note(session, sighting)
    return {"found": detection.abandoned, "purchased": detection.purchased, "changed": detection.changed}


def send_recovery_emails(context: JobContext) -> Counts:
    """Compose the emails that are due and send all that are composed."""
    context.answers.refresh()
    campaign = campaign_of(context)
    composed = compose_due(context.engine, campaign, now=context.clock.now())
    dispatch = Dispatch(
        settings=context.settings,
        keys=context.keys,
        mailer=context.mailer,
        clock=context.clock,
        anew=partial(compose_anew, campaign),
        stopping=context.stopping,
    )
    sent = send_due(context.engine, dispatch)
    # Still "composed" after sending: waits for the mail server. "failed" before it: was never composed.
    verdicts = {Verdict.FAILED: "not_composed"}
    states = {EmailState.COMPOSED: "waiting"}
    return {
        **{verdicts.get(verdict, verdict.value): count for verdict, count in composed.items()},
        **{states.get(state, state.value): count for state, count in sent.items()},
    }


def campaign_of(context: JobContext) -> Campaign:
    """What composing needs, from what answers now."""
    return Campaign(
        context.settings,
        context.keys,
        recommend=_recommend(context),
        chance=_chance(context),
        stopping=context.stopping,
    )


def _recommend(context: JobContext) -> Recommend:
    def recommend(
        session: Session, shopper_id: str, products: Sequence[ProductId], count: int
    ) -> Sequence[Answer]:
        return context.answers.recommend(session, shopper_id, Question("email", count, tuple(products)))

    return recommend


def _chance(context: JobContext) -> Chance:
    snapshot = context.answers.snapshot

    def chance(session: Session, shopper_id: str, at: datetime) -> float | None:
        return intent.probability(snapshot, intent.as_left(session, snapshot, shopper_id, at=at))

    return chance


def purge(context: JobContext) -> Counts:
    """Delete what is older than the shop wants to keep it."""
    now, settings = context.clock.now(), context.settings
    events_before = now - timedelta(days=settings.retain_events_days)
    with _tracker(context) as tracker, transaction(context.engine) as session:
        gone_events = events.purge(session, before=events_before)
        chats_before = now - timedelta(days=settings.retain_chat_days)
        gone_chats = conversations.purge(session, before=chats_before)
        gone_gaps = content_gaps.purge(session, before=chats_before)
        # Before the commit: where the tracker is away, its conversations are found again next time.
        strays = tracker.forget(tracker.strays(session, before=now - TURN))
        tracker.forget(gone_chats)
        runs = table_of(JobRun)
        session.execute(delete(runs).where(runs.c.started_at < now - KEEP_RUNS))
        gone_sessions = signing_in.purge(session, now=now) + throttle.purge(session, now=now)
        if gone_events or gone_chats or gone_gaps or strays:
            residue.owe(session)
    clear_erased(context)
    rejects = RejectsFolder(settings.rejects_folder).purge(before=events_before)
    return {
        "events": gone_events,
        "conversations": len(gone_chats),
        "content_gaps": gone_gaps,
        "rejects_files": rejects,
        "sign_ins": gone_sessions,
    }


def clear_erased(context: JobContext) -> Counts:
    """Clear the databases' files of what was erased, where the erasure itself could not."""
    with _tracker(context) as tracker:
        settled = privacy.settle(context.engine, (tracker,), thoroughly=True)
    return {} if settled else {"in_the_way": 1}


@contextmanager
def _tracker(context: JobContext) -> Iterator[TrackerStore]:
    engine = connect(context.settings.tracker)
    try:
        yield TrackerStore(engine)
    finally:
        engine.dispose()
