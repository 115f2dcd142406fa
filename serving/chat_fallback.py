"""The chat while the assistant is away: a like or dislike that was tapped is kept, else it is searched."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from core.errors import InvalidInput
from feedback import conversations
from feedback.conversations import buttons
from recommender import Filters
from serving.answers import Answer, Answers, ChatAnswer

NOTED = "Noted. The assistant is away just now, but this is remembered."
GONE = "This product is not in the shop, so nothing was noted."
FOUND = "The assistant is away just now. This is what the search finds:"
NEAREST = (
    "The assistant is away just now. The search finds nothing with all that you ask for; "
    "apart from {given_up}, these come nearest:"
)
IN_CART = "The assistant is away just now. What the search finds for that is in your basket already."
NOTHING = "The assistant is away just now, and the search finds nothing for that. Other words may help."


@dataclass(frozen=True, slots=True)
class Fallback:
    """What is said in the assistant's place."""

    text: str
    products: Sequence[Answer] = ()


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
