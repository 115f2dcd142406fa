"""Conversations to which a person was called: read, answered, closed."""

from typing import Annotated

from fastapi import APIRouter, Form, Response
from pydantic import AfterValidator

from api.dashboard.addresses import address_of
from api.dashboard.pages import PageRoute, page, to
from api.dashboard.sessions import PATH, OwnForm, SignedInOf
from api.http.dependencies import Now, ServicesOf
from api.http.fields import without_nul
from api.http.work import SessionOf
from feedback import conversations
from feedback.conversations import handovers
from feedback.tables import Sender

router = APIRouter(prefix=f"{PATH}/conversations", include_in_schema=False, route_class=PageRoute)


@router.get("/{conversation_id}")
def conversation(
    services: ServicesOf, session: SessionOf, account: SignedInOf, conversation_id: str
) -> Response:
    """A conversation to which a person was called."""
    handover = handovers.latest(session, conversation_id)
    return page(
        "conversations/conversation.html",
        services,
        account,
        handover=handover,
        address=address_of(session, handover.shopper_id),
        messages=conversations.messages(session, conversation_id),
    )


@router.post("/{conversation_id}/reply")
def reply(
    session: SessionOf,
    _account: OwnForm,
    now: Now,
    conversation_id: str,
    text: Annotated[str, Form(min_length=1, max_length=2_000), AfterValidator(without_nul)],
) -> Response:
    """Write into the conversation, and be in it: the assistant is silent from here on."""
    handover = handovers.latest(session, conversation_id)
    chat = conversations.conversation(session, conversation_id)
    conversations.keep(session, chat, [conversations.NewMessage(Sender.PERSON, text.strip())], now=now)
    handovers.answer(session, handover, now=now)
    return to(f"conversations/{conversation_id}")


@router.post("/{conversation_id}/close")
def close(session: SessionOf, _account: OwnForm, now: Now, conversation_id: str) -> Response:
    """Somebody has seen to it."""
    handovers.close(session, conversation_id, now=now)
    return to(f"conversations/{conversation_id}")


@router.post("/{conversation_id}/reopen")
def reopen(session: SessionOf, _account: OwnForm, conversation_id: str) -> Response:
    """It was closed too soon."""
    handovers.reopen(session, conversation_id)
    return to(f"conversations/{conversation_id}")
