"""The peer of benchmarks.load: plain FastAPI that validates the same bodies, stores them, reads nothing.

It is written as the tutorials of FastAPI and SQLModel write it, with settings that suit its database. It
checks no key, knows no shopper, and answers what is asked of it with the same bytes for everyone.
"""

import json
import os
from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import Depends, FastAPI, Response
from pydantic import AwareDatetime, BaseModel, ConfigDict
from pydantic import Field as Limited
from sqlalchemy import JSON, Column, Engine, event
from sqlmodel import Field, Session, SQLModel, create_engine

THREADS = 40  # FastAPI's own, which do not wait for a connection when each can have one
LENGTHS: dict[str, int] = json.loads(os.environ.get("BARE_LENGTHS", "{}"))
Name = Annotated[str, Limited(min_length=1, max_length=200)]


class StoredEvent(SQLModel, table=True):
    """One event."""

    event_id: str = Field(primary_key=True)
    session_id: str = Field(index=True)
    type: str
    product_id: str | None
    quantity: int
    price: Decimal | None
    context: dict[str, str] = Field(sa_column=Column(JSON))
    occurred_at: datetime
    received_at: datetime


class StoredDecision(SQLModel, table=True):
    """One decision about consent."""

    decision_id: int | None = Field(default=None, primary_key=True)
    purpose: str
    granted: bool
    decided_at: datetime


class StoredAnswer(SQLModel, table=True):
    """One answer to a survey."""

    response_id: str = Field(primary_key=True)
    session_id: str
    version: int
    reason: str
    text: str
    product_ids: list[str] = Field(sa_column=Column(JSON))
    answered_at: datetime


class Sent(BaseModel):
    """What is sent: unknown fields are errors."""

    model_config = ConfigDict(extra="forbid")


class EventBody(Sent):
    """One event as it is sent."""

    id: UUID
    type: Literal["view", "impression", "click", "cart", "remove", "purchase", "search"]
    occurred_at: AwareDatetime
    session_id: Name
    shopper_id: Name | None = None
    product_id: Name | None = None
    quantity: Annotated[int, Limited(ge=1, le=100_000)] = 1
    price: Annotated[Decimal, Limited(ge=0, max_digits=14, decimal_places=4)] | None = None
    placement: Name | None = None
    context: dict[str, str] = {}


class EventsBody(Sent):
    """A batch as it is sent."""

    events: Annotated[list[EventBody], Limited(min_length=1, max_length=1_000)]


class ConsentBody(Sent):
    """Decisions as they are sent."""

    personalisation: bool | None = None
    recovery_email: bool | None = None


class AnswerBody(Sent):
    """An answer as it is sent."""

    id: UUID
    version: int
    reason: str
    text: Annotated[str, Limited(max_length=2_000)] = ""
    session_id: Name
    product_ids: Annotated[list[Name], Limited(max_length=100)] = []


def open_database(url: str) -> Engine:
    """The database with its tables: a connection for each thread; SQLite with its log and a patient lock."""
    if not url.startswith("sqlite"):
        return create_engine(url, pool_size=THREADS, max_overflow=0)
    arguments = {"timeout": 30, "check_same_thread": False}
    made = create_engine(url, connect_args=arguments, pool_size=THREADS, max_overflow=0)

    @event.listens_for(made, "connect")
    def prepare(connection: Any, _record: object) -> None:
        for pragma in ("journal_mode=WAL", "synchronous=NORMAL"):
            connection.execute(f"PRAGMA {pragma}")

    return made


engine = open_database(os.environ["BARE_DATABASE"])
SQLModel.metadata.create_all(engine)
app = FastAPI()


def open_session() -> Iterator[Session]:
    """A session for one request."""
    with Session(engine) as session:
        yield session


SessionOf = Annotated[Session, Depends(open_session)]


@app.post("/v1/events", status_code=202)
def record(body: EventsBody, session: SessionOf) -> dict[str, int]:
    """Store a batch."""
    now = datetime.now(UTC)
    session.add_all(
        StoredEvent(
            event_id=str(new_event.id),
            received_at=now,
            **new_event.model_dump(exclude={"id", "shopper_id", "placement"}),
        )
        for new_event in body.events
    )
    session.commit()
    return {"accepted": len(body.events), "duplicates": 0}


@app.put("/v1/consent")
def decide(body: ConsentBody, session: SessionOf) -> ConsentBody:
    """Store decisions."""
    now = datetime.now(UTC)
    given = body.model_dump(exclude_none=True).items()
    session.add_all(StoredDecision(purpose=name, granted=granted, decided_at=now) for name, granted in given)
    session.commit()
    return body


@app.post("/v1/surveys/{survey}/responses", status_code=201)
def respond(survey: str, body: AnswerBody, session: SessionOf) -> Response:  # noqa: ARG001 - part of the address
    """Store an answer."""
    fields = body.model_dump(exclude={"id"})
    session.add(StoredAnswer(response_id=str(body.id), answered_at=datetime.now(UTC), **fields))
    session.commit()
    return constant("respond", status_code=201)


@app.get("/v1/recommendations")
def recommendations() -> Response:
    """The same bytes for everyone."""
    return constant("recommendations")


@app.get("/v1/search")
def search() -> Response:
    """The same bytes for everyone."""
    return constant("search")


@app.get("/v1/consent")
def consent() -> Response:
    """The same bytes for everyone."""
    return constant("consent")


@app.get("/v1/surveys/due")
def due() -> Response:
    """The same bytes for everyone."""
    return constant("due")


@app.get("/v1/health/live")
async def live() -> dict[str, str]:
    """It lives."""
    return {"status": "ok"}


def constant(route: str, *, status_code: int = 200) -> Response:
    """As many bytes as the route answers in the shop."""
    return Response(b"x" * LENGTHS.get(route, 100), status_code, media_type="application/json")
