"""What the assistant's action server asks and tells; the conversation's id stands for the shopper."""

from datetime import datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Path, Query, status
from pydantic import BaseModel, ConfigDict, Field

from api.http.dependencies import Now, Server, ServicesOf
from api.http.fields import Amount
from api.http.schemas import Body, Identifier, ProductList, RecommendedBody
from api.http.statuses import raises
from api.http.work import SessionOf, WorkRoute, only_reads
from core.errors import NotFound
from core.interactions import Statement
from core.products import ProductId
from feedback import conversations
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
    fit: Literal["good", "guess", "slight", "none"] = Field(
        description="good: this answers the question; guess: it may; slight: hardly; none: there are none."
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
