"""Taking a like or dislike of a product the shopper was shown, by button or by words."""

from __future__ import annotations

from dataclasses import replace

from actions.conversation import Clause, Outcome, Turn
from actions.dialogue import Dialogue
from actions.skills.finding import find
from actions.skills.naming import ask_which, meant, on_screen
from actions.understanding import wishes


async def like(turn: Turn, clause: Clause, dialogue: Dialogue) -> Outcome:
    """ "I like the second one": stored, and it changes what is recommended next."""
    return await take(turn, clause, dialogue, kind="like")


async def dislike(turn: Turn, clause: Clause, dialogue: Dialogue) -> Outcome:
    """ "not the mug": stored, and the product is not recommended to the shopper again."""
    return await take(turn, clause, dialogue, kind="dislike")


async def take(turn: Turn, clause: Clause, dialogue: Dialogue, *, kind: str) -> Outcome:
    """Store a like or dislike of what is meant; where that is open, ask which, or read it as taste."""
    chosen = await meant(turn, clause.text, dialogue)
    known = [product for product in chosen if product.title]
    if known:
        said = clause.text if turn.spoken else ""  # a button's payload is not the shopper's words
        signals = [{"kind": kind, "product_id": product.product_id, "text": said} for product in known]
        await turn.shop.tell(turn.conversation, signals)
        turn.say(f"utter_{kind}d", titles=" and ".join(product.title for product in known))
        return Outcome(replace(dialogue, focus=known[0].product_id))
    if chosen:
        turn.say("utter_product_gone")
        return Outcome(dialogue)
    if wishes.read(clause.text, turn.vocabulary):
        return await find(turn, replace(clause, intent="refine_search"), dialogue)
    shown = await on_screen(turn, dialogue)
    if not shown:
        turn.say("utter_nothing_shown")
        return Outcome(dialogue)
    return ask_which(turn, replace(clause, intent=f"{kind}_product"), dialogue, shown)


SKILLS = {"like_product": like, "dislike_product": dislike}
