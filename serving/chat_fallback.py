"""The chat while the assistant is away: searches, tells orders, fetches a person, and says what it cannot."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from sqlmodel import Session

from core import locales
from core.errors import InvalidInput
from core.tables import OrderStatus
from feedback import conversations
from feedback.conversations import Aim, aim_of, buttons, handovers, order_numbers
from feedback.tables import Sender
from recommender import Filters
from serving.answers import Answer, Answers, ChatAnswer
from serving.waiting_time import waiting_time

AWAY = "The assistant is away just now."
NOTED = "Noted. The assistant is away just now, but this is remembered."
GONE = "This product is not in the shop, so nothing was noted."
FOUND = f"{AWAY} This is what the search finds:"
NEAREST = (
    "The assistant is away just now. The search finds nothing with all that you ask for; "
    "apart from {given_up}, these come nearest:"
)
IN_CART = f"{AWAY} What the search finds for that is in your basket already."
NOTHING = "The assistant is away just now, and the search finds nothing for that. Other words may help."
ASKED = f"{AWAY} A colleague has been asked; what they write appears here."
NOBODY_ASKED = "The assistant is away just now, and no colleague has been asked yet."
NO_ORDER = f"{AWAY} The shop has told of no order of yours here."
NO_SUCH_ORDER = "The assistant is away just now. Among the orders known as yours there is no {number}."
BASKET_CHANGED = f"{AWAY} The page says that the basket was changed."
BASKET_UNCHANGED = f"{AWAY} The page says that the basket stayed as it was."
TAP = "The assistant is away just now, and without it this button does nothing."
CANNOT: Mapping[Aim, str] = {
    Aim.SHOP: f"{AWAY} Without it nobody can answer that here but a colleague.",
    Aim.SHOWN: f"{AWAY} Without it nobody can answer that about a product here but a colleague.",
    Aim.MEMORY: f"{AWAY} What is remembered of you stands above these messages; it can be taken back there.",
    Aim.TALK: f"{AWAY} Name a thing, and the shop is searched for it; an order's status can be told, too.",
}
COLLEAGUE = {"title": "Ask a colleague", "payload": "A colleague, please"}

STATES = {
    OrderStatus.PLACED: "has been placed",
    OrderStatus.PACKED: "is packed",
    OrderStatus.SHIPPED: "is on its way",
    OrderStatus.DELIVERED: "is marked as delivered",
    OrderStatus.CANCELLED: "was cancelled",
    OrderStatus.RETURNED: "has come back to the shop",
    OrderStatus.REFUNDED: "was refunded",
}
ON_THE_WAY = (OrderStatus.PLACED, OrderStatus.PACKED, OrderStatus.SHIPPED)
SUMMARY_MESSAGES, SUMMARY_LENGTH = 6, 1_000


class KnownOrder(Protocol):
    """An order of the shopper's."""

    order_id: str
    status: OrderStatus
    placed_at: datetime
    expected_on: date | None
    carrier: str
    tracking_url: str


Orders = Callable[[Session, str], Sequence[KnownOrder]]
"""(session, the shopper's id) -> the orders of theirs that are known."""


@dataclass(frozen=True, slots=True)
class Unanswered:
    """A message that the assistant does not answer."""

    conversation_id: str
    shopper_id: str
    text: str
    tapped: bool = False

    @property
    def writes(self) -> bool:
        """Whether its answer stores something."""
        return buttons.opinion(self.text) is not None or aim_of(self.text) is Aim.PERSON


@dataclass(frozen=True, slots=True)
class Fallback:
    """What is said in the assistant's place."""

    text: str
    products: Sequence[Answer] = ()
    buttons: Sequence[dict[str, str]] = ()


def answer(
    session: Session, asked: Unanswered, *, answers: Answers, orders: Orders, now: datetime
) -> Fallback:
    """What can be said and done without the assistant."""
    if (opinion := buttons.opinion(asked.text)) is not None:
        return note(session, asked.conversation_id, opinion, now=now)
    if asked.tapped and asked.text.startswith("/"):
        return _tapped(asked.text)
    match aim_of(asked.text):
        case Aim.PERSON:
            return fetch(session, asked.conversation_id, now=now)
        case Aim.WAITING:
            return _waiting(session, asked.conversation_id, now) or Fallback(
                NOBODY_ASKED, buttons=[COLLEAGUE]
            )
        case Aim.ORDER:
            return tell_order(orders(session, asked.shopper_id), asked.text)
        case Aim.SEARCH:
            return search(session, answers, asked.shopper_id, asked.text)
        case aim:
            return Fallback(CANNOT.get(aim, CANNOT[Aim.TALK]), buttons=[COLLEAGUE])


def fetch(session: Session, conversation_id: str, *, now: datetime) -> Fallback:
    """Ask a person, with what the shopper wrote last; who waits already is told how long."""
    if (waits := _waiting(session, conversation_id, now)) is not None:
        return waits
    conversation = conversations.conversation(session, conversation_id)
    written = [
        message.text
        for message in conversations.newest(session, conversation_id)
        if message.sender is Sender.SHOPPER and not message.extras.get("tapped")
    ]
    summary = " / ".join(written[-SUMMARY_MESSAGES:])[-SUMMARY_LENGTH:]
    conversations.hand_over(session, conversation, summary=summary, now=now)
    return Fallback(ASKED)


def _waiting(session: Session, conversation_id: str, now: datetime) -> Fallback | None:
    handover = handovers.open_one(session, conversation_id)
    return Fallback(waiting_time(session, handover, now=now)) if handover else None


def tell_order(orders: Sequence[KnownOrder], text: str) -> Fallback:
    """Where the order of that number is, or the latest where none is named."""
    if not orders:
        return Fallback(NO_ORDER, buttons=[COLLEAGUE])
    newest_first = sorted(orders, key=lambda order: order.placed_at, reverse=True)
    numbers = order_numbers(text)
    if not numbers:
        return Fallback(_told(newest_first[0]))
    for order in newest_first:
        if any(_names(number, order.order_id) for number in numbers):
            return Fallback(_told(order))
    return Fallback(NO_SUCH_ORDER.format(number=numbers[0].upper()), buttons=[COLLEAGUE])


def _names(number: str, order_id: str) -> bool:
    """Whether a number as shoppers write it is that of an order: whole, or its digits alone."""
    whole = "".join(character for character in order_id.casefold() if character.isalnum())
    return number == whole or number == "".join(character for character in whole if character.isdigit())


def _told(order: KnownOrder) -> str:
    details = [f"Your order {order.order_id} {STATES[order.status]}."]
    if order.status in ON_THE_WAY and order.expected_on:
        details.append(f"It should arrive on {locales.day(order.expected_on)}.")
    if order.status is OrderStatus.SHIPPED and order.carrier:
        details.append(f"{order.carrier} brings it.")
    if order.status is OrderStatus.SHIPPED and order.tracking_url:
        details.append(f"Where it is: {order.tracking_url}")
    return " ".join(["The assistant is away just now.", *details])


def _tapped(text: str) -> Fallback:
    done = buttons.basket_changed(text)
    if done is None:
        return Fallback(TAP, buttons=[COLLEAGUE])
    return Fallback(BASKET_CHANGED if done else BASKET_UNCHANGED)


def note(session: Session, conversation_id: str, opinion: buttons.Opinion, *, now: datetime) -> Fallback:
    """Keep what a tapped button says of a product."""
    conversation = conversations.conversation(session, conversation_id)
    signal = conversations.NewSignal(opinion.kind, product_id=opinion.product_id)
    try:
        conversations.learn(session, conversation, [signal], now=now)
    except InvalidInput:
        return Fallback(GONE)
    return Fallback(NOTED)


def search(session: Session, answers: Answers, shopper_id: str, text: str) -> Fallback:
    """What the search finds for a shopper's words, and what of them it leaves out."""
    answer = answers.ask(session, shopper_id, text, filters=Filters())
    return Fallback(_said(answer), answer.answers)


def _said(answer: ChatAnswer) -> str:
    if not answer.answers:
        return IN_CART if answer.in_cart else NOTHING
    if not answer.given_up:
        return FOUND
    missing = ("whom it is for" if aspect == "for" else f"the {aspect}" for aspect in answer.given_up)
    return NEAREST.format(given_up=" and ".join(missing))
