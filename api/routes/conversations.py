"""What the assistant's action server asks and tells; the conversation's id stands for the shopper."""

from collections.abc import Sequence
from datetime import date, datetime
from operator import attrgetter
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Path, Query, status
from pydantic import BaseModel, ConfigDict, Field
from sqlmodel import Session

from api.http.dependencies import Now, Server, ServicesOf
from api.http.fields import Amount
from api.http.schemas import Body, Identifier, ProductList, RecommendedBody
from api.http.statuses import raises
from api.http.work import SessionOf, WorkRoute, only_reads
from core import orders
from core.errors import NotFound
from core.interactions import Statement
from core.people import same_person
from core.products import ProductId
from core.tables import OrderStatus
from feedback import conversations, events
from feedback.conversations import handovers
from feedback.tables import ChatSignal, Conversation, SignalKind
from recommender import Filters
from serving.answers import Question
from serving.waiting_time import waiting_time

router = APIRouter(
    prefix="/v1/conversations/{conversation_id}",
    tags=["assistant"],
    dependencies=[Server],
    route_class=WorkRoute,
)

ConversationPath = Annotated[str, Path(description="As the answers of POST /v1/chat/messages have it.")]
SignalPath = Annotated[str, Path(description="As it was told when it was learned.")]
OrderPath = Annotated[
    str,
    Path(description="As the shopper writes it: in small letters, without signs, or its digits alone, too."),
]


@raises(NotFound)
def conversation(conversation_id: ConversationPath, session: SessionOf) -> Conversation:
    """The conversation of the path."""
    return conversations.conversation(session, conversation_id)


ConversationOf = Annotated[Conversation, Depends(conversation)]


class StatementBody(Body):
    """Something that must hold of what is found, or must not."""

    attribute: str = Field(min_length=1, max_length=50, description="Which trait.", examples=["colour"])
    value: str = Field(min_length=1, max_length=200, description="Its value.", examples=["blue"])
    wanted: bool = Field(default=True, description="false: it must not be so.")


class QuestionBody(Body):
    """What the shopper asks for, in their words, and the limits that were understood."""

    query: str = Field(
        max_length=1_000,
        description="The shopper's words; may be empty where a limit says what is asked for.",
    )
    min_price: Amount | None = Field(default=None, description="In the shop's currency.")
    max_price: Amount | None = Field(default=None, description="In the shop's currency.")
    statements: list[StatementBody] = Field(
        default_factory=list, max_length=30, description="What holds for this question: a colour, a size."
    )
    exclude: list[Identifier] = Field(
        default_factory=list, max_length=200, description="Products that are not to be found."
    )
    in_stock: bool = Field(
        default=True, description="false: also what is sold out, such as one that is named."
    )
    limit: int = Field(default=3, ge=1, le=20, description="Products, at most.")

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"query": "something blue", "max_price": "20.00", "limit": 3}]}
    )


class AskedProductsBody(ProductList):
    """What was found, and what it leaves out of the question: "colour", "size", "price" …"""

    given_up: list[str] = Field(
        description="What the products leave out; empty where they have all that was asked for."
    )
    in_cart: bool = Field(
        description="All that fits is in the shopper's cart, so that there are no products."
    )
    fit: Literal["good", "guess", "none"] = Field(
        description="good: this answers the question; guess: it may; none: there are no products."
    )


@router.post("/search")
@only_reads
def search(
    body: QuestionBody, services: ServicesOf, session: SessionOf, conversation: ConversationOf
) -> AskedProductsBody:
    """What fits the question, in the order of the shopper's taste; nothing that they said they do not want.

    Where nothing has all that the shopper asks for, `given_up` says what these products leave out.
    """
    filters = Filters(
        in_stock=body.in_stock,
        min_price=body.min_price,
        max_price=body.max_price,
        exclude=frozenset(map(ProductId, body.exclude)),
    )
    chat_answer = services.answers.ask(
        session,
        conversation.shopper_id,
        body.query,
        filters=filters,
        count=body.limit,
        statements=tuple(Statement(**statement.model_dump()) for statement in body.statements),
    )
    return AskedProductsBody(
        products=[RecommendedBody.of(answer) for answer in chat_answer.answers],
        given_up=list(chat_answer.given_up),
        in_cart=chat_answer.in_cart,
        fit=chat_answer.fit,
    )


@router.get("/recommendations")
def recommend(
    services: ServicesOf,
    session: SessionOf,
    conversation: ConversationOf,
    limit: Annotated[int, Query(ge=1, le=20, description="Products, at most.")] = 3,
) -> ProductList:
    """What suits the shopper, without a question."""
    answers = services.answers.recommend(session, conversation.shopper_id, Question("chat", limit))
    return ProductList.of(answers)


class SignalBody(Body):
    """Something learned from what the shopper said."""

    kind: SignalKind = Field(description="What kind of thing it is.")
    attribute: Annotated[str, Field(max_length=50)] | None = Field(
        default=None, description="Which trait it is about.", examples=["colour"]
    )
    value: Annotated[str, Field(max_length=200)] | None = Field(
        default=None, description="Its value.", examples=["blue"]
    )
    wanted: bool = Field(default=True, description="false: they do not want it.")
    product_id: Identifier | None = Field(default=None, description="The product that it is about.")
    text: str = Field(default="", max_length=1_000, description="The words that it was learned from.")


class SignalsBody(Body):
    """What was learned from one message."""

    signals: list[SignalBody] = Field(min_length=1, max_length=20, description="In the order they were said.")

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"signals": [{"kind": "preference", "attribute": "colour", "value": "blue"}]}]
        }
    )


class SignalRow(BaseModel):
    """Something learned, with the id by which it can be taken back."""

    signal_id: str = Field(description="Its id, to take it back by.")
    kind: SignalKind = Field(description="What kind of thing it is.")
    attribute: str | None = Field(description="Which trait it is about; null: none.")
    value: str | None = Field(description="Its value; null: none.")
    wanted: bool = Field(description="false: they do not want it.")
    product_id: str | None = Field(description="The product that it is about; null: none.")

    @classmethod
    def of(cls, signal: ChatSignal) -> "SignalRow":
        """From the stored row."""
        return cls(
            signal_id=signal.signal_id,
            kind=signal.kind,
            attribute=signal.attribute,
            value=signal.value,
            wanted=signal.wanted,
            product_id=signal.product_id,
        )


class SignalRows(BaseModel):
    """What is known from conversations."""

    signals: list[SignalRow] = Field(description="In the order they were learned.")


@router.post("/signals", status_code=status.HTTP_201_CREATED)
def learn(body: SignalsBody, session: SessionOf, conversation: ConversationOf, now: Now) -> SignalRows:
    """Remember what was learned; the very next recommendation knows it."""
    new = [conversations.NewSignal(**signal.model_dump()) for signal in body.signals]
    return SignalRows(
        signals=[SignalRow.of(row) for row in conversations.learn(session, conversation, new, now=now)]
    )


@router.get("/signals")
def signals(session: SessionOf, conversation: ConversationOf) -> SignalRows:
    """What holds of all that the shopper said."""
    return SignalRows(
        signals=[SignalRow.of(row) for row in conversations.active_signals(session, conversation.shopper_id)]
    )


@router.delete("/signals/{signal_id}", status_code=status.HTTP_204_NO_CONTENT)
def withdraw(signal_id: SignalPath, session: SessionOf, conversation: ConversationOf, now: Now) -> None:
    """Forget one thing that the shopper said."""
    conversations.withdraw(session, conversation.shopper_id, signal_id, now=now)


class OrderBody(BaseModel):
    """Where an order is."""

    order_id: str = Field(description="The shop's own id.", examples=["HF-10023"])
    status: OrderStatus = Field(description="Where it is.")
    placed_at: datetime = Field(description="When it was placed, in UTC.")
    expected_on: date | None = Field(default=None, description="The day it should arrive; null: not told.")
    carrier: str = Field(default="", description="Who brings it; empty: not told.")
    tracking_url: str = Field(default="", description="Where the carrier says where it is; empty: not told.")


class OrdersBody(BaseModel):
    """The shopper's newest orders."""

    orders: list[OrderBody] = Field(description="The newest first, at most three.")


@router.get("/orders")
def latest_orders(session: SessionOf, conversation: ConversationOf) -> OrdersBody:
    """The shopper's three newest orders."""
    newest = sorted(orders_of(session, conversation.shopper_id), key=attrgetter("placed_at"), reverse=True)
    return OrdersBody(orders=newest[:3])


@router.get("/orders/{order_id}")
def order(order_id: OrderPath, session: SessionOf, conversation: ConversationOf) -> OrderBody:
    """One order of the shopper's; somebody else's is as unknown as one that does not exist."""
    if (called := _called(orders_of(session, conversation.shopper_id), order_id)) is None:
        raise NotFound("The shopper has no such order.", field="order_id")
    return called


def _called(own: Sequence[OrderBody], said: str) -> OrderBody | None:
    """The order that is called so: as it is written, by letters and digits, or by digits if one has them.

    Shoppers write "hf 20007" or "20007" where the shop writes "HF-20007", and "1001" where it writes "#1001".
    """
    letters, digits = _letters(said), _digits(said)
    alike = [order for order in own if _letters(order.order_id) == letters]
    if exact := next((order for order in alike if order.order_id == said), None):
        return exact
    if alike or not digits:
        return alike[0] if alike else None
    by_digits = [
        order
        for order in own
        if _digits(order.order_id) == digits and digits in (letters, _letters(order.order_id))
    ]
    return by_digits[0] if len(by_digits) == 1 else None


def _letters(order_id: str) -> str:
    return "".join(letter for letter in order_id.casefold() if letter.isalnum())


def _digits(order_id: str) -> str:
    return "".join(letter for letter in order_id if letter.isdecimal())


def orders_of(session: Session, shopper_id: str) -> list[OrderBody]:
    """The person's, on whichever device: as the server tells, or placed where the browser alone reported."""
    person = same_person(session, shopper_id)
    told = [
        OrderBody.model_validate(order, from_attributes=True) for order in orders.of_shoppers(session, person)
    ]
    known = {order.order_id for order in told}
    reported = events.orders_reported(session, person)
    return told + [
        OrderBody(order_id=order_id, status=OrderStatus.PLACED, placed_at=at)
        for order_id, at in reported.items()
        if order_id not in known
    ]


class HandoverBody(Body):
    """What a person should know who takes over."""

    summary: str = Field(max_length=2_000, description="What the shopper asks about.")

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"summary": "Asks about a refund for HF-10023."}]}
    )


class HandedOverBody(BaseModel):
    """The request for a person."""

    handover_id: str = Field(
        description="Its id; of a conversation that waits already, that of the earlier request."
    )


@router.post("/handover", status_code=status.HTTP_201_CREATED)
def hand_over(
    body: HandoverBody, session: SessionOf, conversation: ConversationOf, now: Now
) -> HandedOverBody:
    """Ask for a person; asking again changes nothing."""
    handover = conversations.hand_over(session, conversation, summary=body.summary, now=now)
    return HandedOverBody(handover_id=handover.handover_id)


class WaitingBody(BaseModel):
    """Whether the shopper waits for a person."""

    waiting: bool = Field(description="A person was asked and has not closed it.")
    attended: bool = Field(description="A person is in the conversation; the assistant is silent.")
    requested_at: datetime | None = Field(description="When a person was asked, in UTC; null: nobody was.")
    text: str = Field(description="What is known of the wait, as a sentence for the shopper; empty: nothing.")


@router.get("/handover")
def waiting(session: SessionOf, conversation: ConversationOf, now: Now) -> WaitingBody:
    """Whether the shopper waits for a person, since when, and how long it takes as a rule."""
    handover = handovers.open_one(session, conversation.conversation_id)
    if handover is None:
        return WaitingBody(waiting=False, attended=False, requested_at=None, text="")
    return WaitingBody(
        waiting=True,
        attended=handover.attended,
        requested_at=handover.requested_at,
        text=waiting_time(session, handover, now=now),
    )
