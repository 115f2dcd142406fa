"""One turn of a conversation as the skills see it: what was said, whom to ask, the voice to answer with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.api import Shop
from actions.buttons import is_payload
from actions.dialogue import Dialogue
from actions.understanding.vocabulary import Vocabulary

UNCLEAR = "nlu_fallback"


@dataclass(frozen=True)
class Clause:
    """A part of a message that asks for one thing, and what it asks for."""

    text: str
    intent: str
    confidence: float = 1.0
    reason: str | None = None  # the intent of the reason for leaving that it would be, if it were one


@dataclass(frozen=True)
class Outcome:
    """The dialogue after an answer, and whether the answer was of help."""

    dialogue: Dialogue
    helped: bool = True


@dataclass(frozen=True)
class Turn:
    """What the shopper just said and saw on the screen, with the shop to ask and the voice to answer with."""

    shop: Shop
    dispatcher: CollectingDispatcher
    conversation: str
    text: str
    clauses: Sequence[Clause]
    vocabulary: Vocabulary
    entities: Sequence[Mapping[str, Any]] = ()
    metadata: Mapping[str, Any] = field(default_factory=dict)
    language: str = "en"  # of the message
    offer: str | None = None  # what the answer before this message offered: a "yes" agrees to it
    asked: str | None = None  # what it asked for
    question: str = ""  # the shopper's words that wait for it
    messages: Sequence[str] = ()  # all that the shopper wrote or pressed in this conversation, oldest first

    @classmethod
    def of(
        cls, tracker: Tracker, *, shop: Shop, dispatcher: CollectingDispatcher, vocabulary: Vocabulary
    ) -> Turn:
        """Read it from Rasa's tracker."""
        message = tracker.latest_message or {}
        return cls(
            shop=shop,
            dispatcher=dispatcher,
            conversation=tracker.sender_id,
            text=message.get("text") or "",
            clauses=_clauses(message),
            vocabulary=vocabulary,
            entities=message.get("entities") or [],
            metadata=message.get("metadata") or {},
            language=message.get("language") or "en",
            messages=[event.get("text") or "" for event in tracker.events if event.get("event") == "user"],
        )

    @property
    def spoken(self) -> bool:
        """Whether the shopper wrote words; a pressed button arrives as `/intent{…}`."""
        return not is_payload(self.text)

    @property
    def page(self) -> str | None:
        """The product on the shopper's page."""
        return self.metadata.get("page_product_id")

    def say(self, response: str, **values: Any) -> None:
        """Utter a text of the domain; `buttons` and `json_message` go with it, other values fill it in."""
        self.dispatcher.utter_message(response=response, **values)

    def pressed(self, name: str) -> str | None:
        """What a button brought with it."""
        return next((str(entity["value"]) for entity in self.entities if entity["entity"] == name), None)


def _clauses(message: Mapping[str, Any]) -> list[Clause]:
    """The parts of a message as the pipeline found them; a button, and what has one part, is one."""
    whole = message.get("text") or ""
    if not any(letter.isalnum() for letter in whole):
        return [Clause(whole, UNCLEAR)]  # "/" and "?" agree to nothing
    parts = [] if is_payload(whole) else message.get("clauses") or []
    parts = parts or [{"text": whole, "intent": message.get("intent") or {}}]
    return [_clause(part) for part in parts]


def _clause(part: Mapping[str, Any]) -> Clause:
    intent = part["intent"]
    return Clause(
        part["text"],
        intent.get("name") or UNCLEAR,
        float(intent.get("confidence") or 0.0),
        part.get("reason") or None,
    )
