"""Opens the sample shop in an empty database: its products, and the month that simulated shoppers left."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from sqlalchemy import Engine
from sqlmodel import Session, select

from core import catalog, orders
from core.consent import ConsentPurpose, decide
from core.database import batched, transaction
from core.shoppers import ensure_shopper, set_email
from core.tables import OrderStatus, ProductRow
from demo.catalog import products
from demo.history import History, SimulatedAnswer, SimulatedEvent, SimulatedStatement
from demo.shoppers import simulate
from feedback import conversations, events, surveys
from feedback.tables import EventType, SignalKind

SEED = 7
SHOPPERS = 400
MAY_EMAIL = 3
"""Two of three simulated shoppers left an address and allow an email about a basket they leave."""

ShopperIds = dict[str, str]
"""The shop's own id -> shopper id."""


def open_shop(engine: Engine, *, base_url: str, now: datetime) -> dict[str, int]:
    """Fill an empty database and say with what; leave one that has products as it is."""
    with transaction(engine) as session:
        if session.exec(select(ProductRow.product_id).limit(1)).first() is not None:
            return {}
        stock = products(base_url)
        catalog.upsert(session, stock, now=now)
        history = simulate(stock, now=now, seed=SEED, shoppers=SHOPPERS)
        shoppers = _shoppers(session, history, now)
        for batch in batched(history.events, 5_000):
            events.store(session, [_event(event, shoppers) for event in batch], now=now)
        _orders(session, history.events, shoppers, now)
        _answers(session, history.answers, shoppers)
        _statements(session, history.statements, shoppers)
    return {
        "products": len(stock),
        "simulated shoppers": len(shoppers),
        "events": len(history.events),
        "survey answers": len(history.answers),
        "chat statements": len(history.statements),
    }


def _shoppers(session: Session, history: History, now: datetime) -> ShopperIds:
    arrived = now - timedelta(days=31)
    shopper_ids: ShopperIds = {}
    for name in sorted({event.shopper for event in history.events}):
        shopper = ensure_shopper(session, name, now=arrived)
        shopper_ids[name] = shopper.shopper_id
        if len(shopper_ids) % MAY_EMAIL:
            set_email(session, shopper, f"{name}@example.com")
            consent = {ConsentPurpose.RECOVERY_EMAIL: True}
            decide(session, shopper.shopper_id, consent, source="simulation", now=arrived)
    return shopper_ids


def _event(event: SimulatedEvent, shoppers: ShopperIds) -> events.NewEvent:
    return events.NewEvent(
        event_id=event.event_id,
        shopper_id=shoppers[event.shopper],
        session_id=event.session_id,
        type=event.type,
        occurred_at=event.occurred_at,
        product_id=event.product_id,
        quantity=event.quantity,
        price=event.price,
        currency="GBP" if event.price is not None else None,
        placement=event.placement,
        order_id=event.order_id,
        query=event.query,
        context=event.context,
    )


def _orders(session: Session, history: Sequence[SimulatedEvent], shoppers: ShopperIds, now: datetime) -> None:
    placed = {
        event.order_id: event
        for event in history
        if event.type is EventType.PURCHASE and event.order_id is not None
    }
    for order_id, event in placed.items():
        news = orders.OrderNews(
            order_id=order_id,
            shopper_id=shoppers[event.shopper],
            status=_status(now - event.occurred_at),
            placed_at=event.occurred_at,
            expected_on=(event.occurred_at + timedelta(days=4)).date(),
            carrier="Royal Mail",
        )
        orders.report(session, news, now=now)


def _status(age: timedelta) -> OrderStatus:
    steps = ((1, OrderStatus.PLACED), (2, OrderStatus.PACKED), (4, OrderStatus.SHIPPED))
    return next((status for days, status in steps if age < timedelta(days=days)), OrderStatus.DELIVERED)


def _answers(session: Session, answers: Iterable[SimulatedAnswer], shoppers: ShopperIds) -> None:
    for answer in answers:
        response = surveys.NewResponse(
            response_id=answer.answer_id,
            shopper_id=shoppers[answer.shopper],
            session_id=answer.session_id,
            survey="exit_intent",
            version=1,
            reason=answer.reason,
            text=answer.text,
            product_ids=answer.cart,
        )
        surveys.respond(session, response, now=answer.answered_at)


def _statements(session: Session, statements: Iterable[SimulatedStatement], shoppers: ShopperIds) -> None:
    for said in statements:
        conversation = conversations.current(session, shoppers[said.shopper], now=said.said_at)
        signal = conversations.NewSignal(
            SignalKind.PREFERENCE, attribute=said.attribute, value=said.value, wanted=said.wanted
        )
        conversations.learn(session, conversation, [signal], now=said.said_at)
