"""Chat: the widget speaks to us, we speak to Rasa; when Rasa is away, search answers and says so."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Annotated, Any

import anyio
from fastapi import APIRouter, Query, Request
from pydantic import BaseModel, ConfigDict, Field
from sqlmodel import Session

from api.assistant import Reply
from api.http.chat_fields import (
    ConversationBody,
    MessageBody,
    MessageIn,
    OpenHandover,
    Presence,
    RepliesBody,
)
from api.http.dependencies import (
    Now,
    RoleOf,
    Services,
    ShopperOf,
    VisitorToken,
    services,
    visitor_shopper,
)
from api.http.limited import limited
from api.http.quotas import QuotaKind
from api.http.reply_fields import readable
from api.http.schemas import RecommendedBody
from api.http.statuses import raises
from api.http.work import SessionOf, WorkRoute
from api.opening import opening
from api.routes.conversations import SignalPath, SignalRow
from api.routes.shoppers_orders import orders_of
from core import residue
from core.aliases import resolve
from core.errors import Conflict, NotFound, Unavailable
from feedback import conversations, text
from feedback.conversations import TrackerStore, buttons, handovers
from feedback.tables import ChatMessage, Sender, SignalKind
from serving import chat_fallback
from serving.people_in_chat import is_for_a_person, receive

router = APIRouter(prefix="/v1/chat", tags=["chat"], route_class=WorkRoute)

AfterParameter = Annotated[
    str | None,
    Query(
        max_length=100,
        description="The id of a message: only what was said after it, and all where it is not known.",
    ),
]
BREAK = timedelta(minutes=30)
"""After so long a silence the talk begins again."""
LOOK_SECONDS = 0.25
"""How often the second of two alike messages looks whether the first was answered."""


@router.post("/messages", dependencies=[limited(QuotaKind.CHAT)])
@raises(Conflict, NotFound, Unavailable)
async def send(body: MessageIn, _role: RoleOf, request: Request, visitor: VisitorToken = None) -> RepliesBody:
    """Say something to the assistant.

    Two short transactions with the wait for Rasa between them: its actions write through this API meanwhile.
    While a person of the shop is in the conversation, the message is theirs, and nobody else answers.
    """
    made = services(request)
    workers, now = made.workers, made.clock.now()
    asked = await workers.transact(partial(_ask, made, body, visitor, now), writes=True)
    if asked.replies is None and asked.is_repeated:
        asked.replies = await _answered_meanwhile(made, asked)
    if asked.replies is None:
        try:
            replies = await made.assistant.reply(asked.conversation_id, asked.said, asked.metadata)
            presence = Presence.RASA
        except Unavailable:
            replies = await _answer_instead(made, asked, now)
            presence = Presence.AWAY
        keep = partial(_keep, asked, replies, presence, made.clock.now())
        try:
            asked.replies = await workers.transact(keep, writes=True)
        except NotFound:  # erased meanwhile, and Rasa has just written down what was said
            await workers.transact(partial(_forget, made.tracker, asked.conversation_id), writes=True)
            raise
    return await workers.transact(partial(_told, asked, asked.replies), writes=False)


def _told(asked: "_Asked", replies: list[ChatMessage], session: Session) -> RepliesBody:
    told = replies[0].extras.get("assistant", Presence.RASA) if replies else Presence.PERSON
    return RepliesBody(
        conversation_id=asked.conversation_id,
        assistant=Presence(told),
        messages=[MessageBody.of(message) for message in replies],
        handover=OpenHandover.of(handovers.open_one(session, asked.conversation_id)),
    )


class _Asked(BaseModel):
    """A message that was kept, and what Rasa should know beside it.

    `replies` where it was answered before, or needs no assistant; none of them where a person reads it.
    """

    model_config = ConfigDict(arbitrary_types_allowed=True)

    message_id: str
    conversation_id: str
    shopper_id: str
    said: str
    """The shopper's text as the assistant reads it."""
    tapped: bool
    metadata: dict[str, Any]
    replies: list[ChatMessage] | None
    is_repeated: bool = False
    """The same message came a moment ago and is being answered."""


def _ask(services: Services, body: MessageIn, visitor: str | None, now: datetime, session: Session) -> _Asked:
    shopper = visitor_shopper(services, session, visitor)
    conversation = conversations.current(session, shopper.shopper_id, now=now)
    kept = conversations.newest(session, conversation.conversation_id)
    shown: list[dict[str, Any]] = next(
        (message.extras["products"] for message in reversed(kept) if message.extras.get("products")), []
    )
    replies = conversations.replies_to(session, shopper.shopper_id, str(body.id))
    first = conversations.message(session, str(body.id))
    earlier = [message for message in kept if message.message_id != str(body.id)]
    tapped = buttons.is_tap(body.text, earlier)
    if first is None:
        replies = receive(session, conversation, str(body.id), body.text, tapped=tapped, now=now)
    elif not replies and not is_for_a_person(first):
        replies = None
    return _Asked(
        message_id=str(body.id),
        conversation_id=conversation.conversation_id,
        shopper_id=shopper.shopper_id,
        said=body.text if tapped else text.as_words(body.text),
        tapped=tapped,
        metadata={
            "page_product_id": _on_page(services, session, body),
            "shown": [recommended["product"]["product_id"] for recommended in shown],
            "opening": _opening(session, shopper.shopper_id, earlier, now),
        },
        replies=replies,
        is_repeated=first is not None and now - first.sent_at < _longest(services),
    )


def _opening(
    session: Session, shopper_id: str, earlier: Sequence[ChatMessage], now: datetime
) -> Mapping[str, str]:
    """What just happened, for who begins to talk, or comes back to it."""
    talks = bool(earlier) and earlier[-1].sent_at > now - BREAK
    return {} if talks else opening(session, shopper_id, now=now)


def _on_page(services: Services, session: Session, body: MessageIn) -> str | None:
    if body.product_id is None:
        return None
    known = resolve(session, [body.product_id], on_sale=services.answers.on_sale)
    return known.get(body.product_id, body.product_id)


def _longest(services: Services) -> timedelta:
    """So long after a message somebody may still be answering it."""
    return timedelta(seconds=services.settings.assistant_timeout_seconds + services.settings.patience_seconds)


async def _answered_meanwhile(services: Services, asked: _Asked) -> list[ChatMessage] | None:
    """What the first of two alike was answered; None where whoever asked has died on the way."""
    read = partial(conversations.replies_to, shopper_id=asked.shopper_id, message_id=asked.message_id)
    for _ in range(round(_longest(services).total_seconds() / LOOK_SECONDS)):
        await anyio.sleep(LOOK_SECONDS)
        if replies := await services.workers.transact(read, writes=False):
            return replies
    return None


async def _answer_instead(services: Services, asked: _Asked, now: datetime) -> list[Reply]:
    """What can be done without Rasa."""
    question = chat_fallback.Unanswered(
        asked.conversation_id, asked.shopper_id, asked.said, tapped=asked.tapped
    )
    work = partial(chat_fallback.answer, asked=question, answers=services.answers, orders=orders_of, now=now)
    said = await services.workers.transact(work, writes=question.writes)
    products = [RecommendedBody.of(answer).model_dump(mode="json") for answer in said.products]
    return [Reply(said.text, products=products, parts={"buttons": list(said.buttons)})]


def _keep(
    asked: _Asked, replies: list[Reply], presence: Presence, now: datetime, session: Session
) -> list[ChatMessage]:
    conversation = conversations.conversation(session, asked.conversation_id)
    handover = handovers.open_one(session, asked.conversation_id)
    if handover is not None and handover.attended:
        return []  # a person came in while the assistant thought
    messages = [
        conversations.NewMessage(
            Sender.ASSISTANT,
            reply.text,
            extras={
                "products": list(reply.products),
                **readable(reply.parts),
                "assistant": presence.value,
                "answers": asked.message_id,
            },
        )
        for reply in replies
    ]
    return conversations.keep(session, conversation, messages, now=now)


def _forget(tracker: TrackerStore, conversation_id: str, session: Session) -> None:
    tracker.forget([conversation_id])
    residue.owe(session)


@router.get("/messages", dependencies=[limited(QuotaKind.READS)])
def read(session: SessionOf, shopper: ShopperOf, after: AfterParameter = None) -> ConversationBody:
    """The shopper's newest conversation; of a long one its last 200 messages."""
    conversation = conversations.latest(session, shopper.shopper_id)
    if conversation is None:
        return ConversationBody(conversation_id=None, messages=[])
    conversation_id = conversation.conversation_id
    kept = conversations.since(session, conversation_id, after) if after else None
    if kept is None:
        kept = conversations.newest(session, conversation_id)
    return ConversationBody(
        conversation_id=conversation_id,
        messages=[MessageBody.of(message) for message in kept],
        handover=OpenHandover.of(handovers.open_one(session, conversation_id)),
    )


class PreferencesBody(BaseModel):
    """What the assistant remembers of the shopper."""

    preferences: list[SignalRow] = Field(description="What was said and not taken back.")


@router.get("/preferences", dependencies=[limited(QuotaKind.READS)])
def preferences(session: SessionOf, shopper: ShopperOf) -> PreferencesBody:
    """What the shopper said and did not take back."""
    signals = conversations.active_signals(session, shopper.shopper_id)
    remembered = [signal for signal in signals if signal.kind is not SignalKind.REASON]
    return PreferencesBody(preferences=[SignalRow.of(signal) for signal in remembered])


@router.delete("/preferences/{signal_id}", status_code=204, dependencies=[limited(QuotaKind.READS)])
@raises(NotFound)
def withdraw(signal_id: SignalPath, session: SessionOf, shopper: ShopperOf, now: Now) -> None:
    """Take back one thing that the shopper said."""
    conversations.withdraw(session, shopper.shopper_id, signal_id, now=now)
