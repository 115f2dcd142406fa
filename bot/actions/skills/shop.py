"""Questions about the shop: answered by its own words, with where they stand, or not at all."""

from __future__ import annotations

from dataclasses import replace

from actions.api import Json
from actions.conversation import UNCLEAR, Clause, Outcome, Turn
from actions.dialogue import Dialogue
from actions.skills import finding, products

MOST_WORDS = 3
"""Of a message that is but a property."""
_VERDICTS = {"yes": "utter_shop_yes", "no": "utter_shop_no"}


async def ask(turn: Turn, clause: Clause, dialogue: Dialogue) -> Outcome:
    """What the shop says of its terms, as it says it; where it says nothing, a person is offered.

    "Does it come with a guarantee?" may be answered by the product that is spoken of.
    """
    if await answered(turn, clause.text):
        return Outcome(dialogue)
    if dialogue.focus and await products.told(turn, dialogue.focus, clause.text, surely=False):
        return Outcome(dialogue)
    turn.say("utter_shop_unknown")
    return Outcome(replace(dialogue, offer="handover"), helped=False)


async def ask_product(turn: Turn, clause: Clause, dialogue: Dialogue) -> Outcome:
    """A question about a product; what its text does not say, the shop may: "is delivery free on this?"."""
    return await products.ask(turn, clause, dialogue, instead=answered)


async def unclear(turn: Turn, clause: Clause, dialogue: Dialogue) -> Outcome:
    """A message that no intent fits: the shop's terms or the product that is spoken of may answer it."""

    async def instead() -> bool:
        if await answered(turn, clause.text):
            return True
        return bool(dialogue.focus and await products.told(turn, dialogue.focus, clause.text, surely=False))

    return await finding.unclear(turn, clause, dialogue, instead=instead)


async def answered(turn: Turn, text: str) -> bool:
    """Whether the shop's facts answered a question; then it was said."""
    answers = await turn.shop.ask_shop(turn.conversation, text) if text else []
    for answer in answers:
        _say(turn, answer)
    return bool(answers)


def _say(turn: Turn, answer: Json) -> None:
    """A fact in the shop's words; yes or no where a list of the shop's decides it."""
    link = f" {answer['url']}" if answer.get("url") else ""
    turn.say(
        _VERDICTS.get(str(answer.get("verdict")), "utter_shop_told"),
        title=answer["title"],
        said=f"“{answer['text']}”{link}",
        json_message={"quote": {"text": answer["text"], "source": answer["title"]}},
    )


async def find(turn: Turn, clause: Clause, dialogue: Dialogue) -> Outcome:
    """A property by itself may be a question about the product that is spoken of: "waterproof?"."""
    message = finding.read(clause.text, turn, dialogue)
    bare = len(message.text.split()) <= MOST_WORDS and message.added and not message.things
    spoken_of = dialogue.focus if bare and not message.budget and not message.wishes else None
    if spoken_of and await products.told(turn, spoken_of, clause.text):
        return Outcome(dialogue)
    search = products.refine if clause.intent == "refine_search" else finding.find
    return await search(turn, clause, dialogue)


async def out_of_scope(turn: Turn, clause: Clause, dialogue: Dialogue) -> Outcome:
    """What is beyond the assistant may be known to the shop: its telephone number, say."""
    if await answered(turn, clause.text):
        return Outcome(dialogue)
    turn.say("utter_out_of_scope")
    return Outcome(dialogue, helped=False)


SKILLS = {
    "find_product": find,
    "refine_search": find,
    "ask_shop": ask,
    "out_of_scope": out_of_scope,
    "ask_product": ask_product,
    UNCLEAR: unclear,
}
