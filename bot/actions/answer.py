"""The one action: every message is answered here, part by part, by the skill that its intent names."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.api import Shop, ShopAway, ShopRefused, shop_from_environment
from actions.conversation import UNCLEAR, Turn
from actions.dialogue import SLOT, Dialogue
from actions.skills import SKILLS, leaving
from actions.skills.intended import intended
from actions.skills.resuming import resumed
from actions.skills.skill import Skill
from actions.understanding.references import Shown

logger = logging.getLogger(__name__)

MOST_RECENT = 12
"""Products shown lately that can be spoken of by their names."""
OFFER_A_PERSON_AFTER = 2
"""Answers in a row that did not help."""


class Answer(Action):
    """Answers a message, whatever it asks; `shop` and `skills` are the tests' seams."""

    def __init__(self, shop: Shop | None = None, skills: Mapping[str, Skill] = SKILLS) -> None:
        self.shop = shop or shop_from_environment()
        self.skills = skills

    def name(self) -> str:
        """Rasa's name of this action."""
        return "action_answer"

    async def run(
        self,
        dispatcher: CollectingDispatcher,
        tracker: Tracker,
        domain: dict[str, Any],  # noqa: ARG002 (Rasa's signature)
    ) -> list[dict[str, Any]]:
        """Rasa's entry: answer, or tell the shopper plainly that the shop cannot be reached."""
        before = Dialogue.from_slot(tracker.get_slot(SLOT))
        try:
            turn = Turn.of(
                tracker, shop=self.shop, dispatcher=dispatcher, vocabulary=await self.shop.vocabulary()
            )
            return [SlotSet(SLOT, (await self.answered(turn, before)).to_slot())]
        except ShopAway as error:
            logger.warning("The API is away: %s", error)
        except ShopRefused:
            logger.exception("The API refused a call")
        dispatcher.utter_message(response="utter_shop_away")
        return []

    async def answered(self, turn: Turn, dialogue: Dialogue) -> Dialogue:
        """The dialogue after each part of the message was answered, in the order of the message."""
        turn = replace(turn, offer=dialogue.offer, asked=dialogue.asked, question=dialogue.question)
        dialogue, helped = seen(turn, replace(dialogue, offer=None, asked=None, question="")), True
        for part in turn.clauses:
            clause = intended(turn, leaving.checked(turn, part, dialogue), dialogue)
            clause, dialogue = await resumed(turn, clause, dialogue)
            skill = self.skills.get(clause.intent) or self.skills[UNCLEAR]
            outcome = await skill(turn, clause, dialogue)
            dialogue, helped = outcome.dialogue, helped and outcome.helped
        dialogue = replace(dialogue, recent=lately((*dialogue.shown, *dialogue.recent)))
        unhelpful = 0 if helped else dialogue.unhelpful + 1
        if unhelpful >= OFFER_A_PERSON_AFTER and dialogue.offer != "handover":
            turn.say("utter_offer_person")
            return replace(dialogue, unhelpful=0, offer="handover")
        return replace(dialogue, unhelpful=unhelpful)


def lately(products: Iterable[Shown]) -> tuple[Shown, ...]:
    """The products that were shown last, each once."""
    return tuple({product.product_id: product for product in products if product.title}.values())[
        :MOST_RECENT
    ]


def seen(turn: Turn, dialogue: Dialogue) -> Dialogue:
    """The dialogue with what is on the shopper's screen, and the page's product in focus once it is new."""
    ids = turn.metadata.get("shown")
    if ids:
        known = {product.product_id: product for product in dialogue.shown}
        dialogue = replace(dialogue, shown=tuple(known.get(at) or Shown(at) for at in ids))
    elsewhere = turn.page is not None and turn.page != dialogue.page
    focus = turn.page if elsewhere else dialogue.focus or turn.page
    return replace(dialogue, focus=focus, page=turn.page)
