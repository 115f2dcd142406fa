"""A shop of two products, and everything that a shopper can leave in it."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import JSON, Boolean, Column, ColumnDefault, Float, Integer, func, select
from sqlmodel import Session

from core import consent, shoppers
from core.columns import Code, Instant, Money
from core.products import Product, ProductId
from core.tables import Shopper
from feedback import conversations, events, labelling, surveys
from feedback.reasons import Reason
from feedback.tables import EventType, Sender, SignalKind

JACKET = Product(
    ProductId("jacket"),
    "Rain jacket",
    category="Clothing > Coats",
    price=Decimal("34.00"),
    attributes={"colour": "blue"},
)
MUG = Product(ProductId("mug"), "Mug", category="Home", price=Decimal("7.125"), stock=3)


def event(
    event_id: str, shopper: Shopper, at: datetime, event_type: EventType = EventType.VIEW
) -> events.NewEvent:
    return events.NewEvent(
        event_id=event_id,
        shopper_id=shopper.shopper_id,
        session_id="s1",
        type=event_type,
        occurred_at=at,
        product_id="jacket",
        price=Decimal("34.00"),
        currency="GBP",
        context={"device": "phone"},
    )


def answer(shopper: Shopper, response_id: str, reason: Reason) -> surveys.NewResponse:
    return surveys.NewResponse(
        response_id=response_id,
        shopper_id=shopper.shopper_id,
        session_id="s1",
        survey="exit_intent",
        version=1,
        reason=reason,
        text="",
        product_ids=("jacket",),
    )


def leave_everything(session: Session, shopper: Shopper, now: datetime) -> None:
    """A row in every personal table."""
    for reason in (Reason.JUST_BROWSING, Reason.EXTRA_COSTS):
        surveys.respond(session, answer(shopper, f"r-{shopper.external_id}-{reason}", reason), now=now)
    labelling.label_responses(session, encode=no_text_to_encode, now=now)
    events.record(session, [event(f"e-{shopper.external_id}", shopper, now)], now=now)
    talk = conversations.current(session, shopper.shopper_id, now=now)
    conversations.keep(session, talk, [conversations.NewMessage(Sender.SHOPPER, "something blue")], now=now)
    conversations.learn(session, talk, [conversations.NewSignal(SignalKind.LIKE, product_id="mug")], now=now)
    conversations.hand_over(session, talk, summary="asks for a colleague", now=now)
    consent.decide(
        session,
        shopper.shopper_id,
        {consent.ConsentPurpose.RECOVERY_EMAIL: True},
        source="storefront",
        now=now,
    )
    _fill_the_rest(session, shopper, now)


def no_text_to_encode(texts: Sequence[str]) -> NDArray[np.float32]:
    return np.zeros((len(texts), 2), dtype=np.float32)


def _fill_the_rest(session: Session, shopper: Shopper, now: datetime) -> None:
    """Rows, made from their columns, in the personal tables that nothing above has written to."""
    for table in reversed(shoppers.personal_tables()):
        mine = select(func.count()).select_from(table).where(table.c.shopper_id == shopper.shopper_id)
        if session.execute(mine).scalar_one() == 0:
            row = {
                column.name: _value(column, shopper, now) for column in table.columns if not column.nullable
            }
            for key in table.foreign_keys:
                row[key.parent.name] = _own_key(session, key.column, shopper)
            session.execute(table.insert().values(**row))


def _own_key(session: Session, column: Column[Any], shopper: Shopper) -> str:
    own = column.table.c.shopper_id == shopper.shopper_id
    return str(session.execute(select(column).where(own)).scalars().first())


def _value(column: Column[Any], shopper: Shopper, now: datetime) -> object:
    if column.primary_key:
        return f"{column.table.name}-{shopper.external_id}"
    if column.name == "address" and shopper.email:
        return shopper.email  # what was done under another one would stay apart
    if isinstance(column.type, Code):
        return next(iter(column.type.members))
    if isinstance(column.default, ColumnDefault) and column.default.is_scalar:
        return column.default.arg
    by_type = {Instant: now, Money: Decimal(1), Integer: 1, Boolean: True, Float: 1.0, JSON: {}}
    return next((value for kind, value in by_type.items() if isinstance(column.type, kind)), "something")


def rows_of(session: Session, shopper_id: str) -> dict[str, int]:
    return {
        table.name: session.execute(
            select(func.count()).select_from(table).where(table.c.shopper_id == shopper_id)
        ).scalar_one()
        for table in shoppers.personal_tables()
    }
