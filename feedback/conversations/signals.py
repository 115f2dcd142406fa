"""What was learned in a conversation, and taken back."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal, InvalidOperation

from sqlmodel import Session, col, select

from core.aliases import resolve
from core.database import new_id
from core.errors import InvalidInput, NotFound
from core.products import ProductId
from core.shoppers import hold
from feedback.reasons import Reason
from feedback.tables import ChatSignal, Conversation, SignalKind

SINGLE_VALUED = {"for", "category", "size", "waist", "shoe size", "occasion"}
"""Attributes of which the newest statement replaces the one before; of the others several hold at once."""


@dataclass(frozen=True, slots=True)
class NewSignal:
    """Something learned, as the assistant sends it."""

    kind: SignalKind
    attribute: str | None = None
    value: str | None = None
    wanted: bool = True
    product_id: str | None = None
    text: str = ""


def learn(
    session: Session, conversation: Conversation, signals: Sequence[NewSignal], *, now: datetime
) -> list[ChatSignal]:
    """Store what was learned; what it contradicts or replaces is withdrawn."""
    hold(session, conversation.shopper_id)
    learned = []
    for index, signal in enumerate(signals):
        product_id = _checked(session, signal, index)
        for old in active_signals(session, conversation.shopper_id):
            if _replaces(replace(signal, product_id=product_id), old):
                old.withdrawn_at = now
                session.add(old)
        row = ChatSignal(
            signal_id=new_id(),
            shopper_id=conversation.shopper_id,
            conversation_id=conversation.conversation_id,
            kind=signal.kind,
            attribute=signal.attribute,
            value=signal.value,
            wanted=signal.wanted,
            product_id=product_id,
            text=signal.text,
            stated_at=now,
        )
        session.add(row)
        session.flush()
        learned.append(row)
    return learned


def _checked(session: Session, signal: NewSignal, index: int) -> ProductId | None:
    """The product that it is about, if any; InvalidInput names the field that is wrong."""
    where = f"signals[{index}]"
    if signal.kind in (SignalKind.LIKE, SignalKind.DISLIKE) and not signal.product_id:
        raise InvalidInput("A like or dislike needs a product.", field=f"{where}.product_id")
    product_id = resolve(session, [signal.product_id]).get(signal.product_id) if signal.product_id else None
    if signal.product_id and product_id is None:
        raise InvalidInput("The shop has no such product.", field=f"{where}.product_id")
    if signal.kind is SignalKind.PREFERENCE and not (signal.attribute and signal.value):
        raise InvalidInput("A preference needs an attribute and a value.", field=f"{where}.attribute")
    if signal.kind is SignalKind.BUDGET and not _is_amount(signal.value):
        raise InvalidInput('A budget needs an amount such as "20.00".', field=f"{where}.value")
    if signal.kind is SignalKind.REASON and signal.value not in set(Reason):
        raise InvalidInput(f"The reason must be one of: {', '.join(Reason)}.", field=f"{where}.value")
    return product_id


def _is_amount(value: str | None) -> bool:
    try:
        return Decimal(value or "") >= 0
    except InvalidOperation:
        return False


def _replaces(new: NewSignal, old: ChatSignal) -> bool:
    if new.kind in (SignalKind.LIKE, SignalKind.DISLIKE):
        return old.kind in (SignalKind.LIKE, SignalKind.DISLIKE) and old.product_id == new.product_id
    if new.kind is not old.kind or new.kind is SignalKind.REASON:
        return False
    if new.kind is SignalKind.BUDGET:
        return True
    if new.attribute != old.attribute:
        return False
    return old.value == new.value or (new.attribute in SINGLE_VALUED and new.wanted and old.wanted)


def active_signals(session: Session, shopper_id: str) -> list[ChatSignal]:
    """What the shopper said and did not take back, oldest first."""
    query = select(ChatSignal).where(
        ChatSignal.shopper_id == shopper_id, col(ChatSignal.withdrawn_at).is_(None)
    )
    return list(session.exec(query.order_by(col(ChatSignal.stated_at))))


def withdraw(session: Session, shopper_id: str, signal_id: str, *, now: datetime) -> None:
    """Take back what the shopper said."""
    signal = session.get(ChatSignal, signal_id)
    if signal is None or signal.shopper_id != shopper_id:
        raise NotFound("There is no such preference.", field="signal_id")
    signal.withdrawn_at = signal.withdrawn_at or now
    session.add(signal)
    session.flush()
