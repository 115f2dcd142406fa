"""Why products were recommended: the reasons that came with them, and the search that is on; nothing else."""

from __future__ import annotations

from actions import wording
from actions.conversation import Clause, Outcome, Turn
from actions.dialogue import Dialogue
from actions.showing import chips
from actions.skills.naming import named, on_screen


async def explain(turn: Turn, clause: Clause, dialogue: Dialogue) -> Outcome:
    """ "Why these?", "why the second one?"."""
    shown = await on_screen(turn, dialogue)
    chosen = named(clause.text, shown) or shown
    if not chosen:
        turn.say("utter_nothing_shown")
        return Outcome(dialogue, helped=False)
    values = {
        "titles": wording.listed(product.title for product in chosen if product.title),
        "search": wording.listed(str(chip["title"]) for chip in chips(dialogue.search)),
        "reasons": ". ".join(
            f"{product.title}: {product.reason.rstrip('.')}" for product in chosen if product.reason
        ),
    }
    turn.say(_response(search=bool(values["search"]), reasons=bool(values["reasons"])), **values)
    return Outcome(dialogue)


def _response(*, search: bool, reasons: bool) -> str:
    if search:
        return "utter_explained_search" if reasons else "utter_explained_by_search"
    return "utter_explained" if reasons else "utter_no_reason"


SKILLS = {"explain_recommendation": explain}
