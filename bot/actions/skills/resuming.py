"""An answer to a question of ours: which product was meant, or an order's number."""

from __future__ import annotations

from dataclasses import replace

from actions.conversation import Clause, Turn
from actions.dialogue import Dialogue
from actions.skills.naming import named, on_screen
from actions.skills.orders import ORDER_NUMBER, order_number

_WHICH = frozenset({"ask_product", "like_product", "dislike_product", "add_to_basket", "change_basket"})
"""The intents that may wait for a product."""
_COMPARISON = "compare_products"
_MOST_WORDS = 8
"""Of a message that only answers; a longer one asks for something of its own."""


async def resumed(turn: Turn, clause: Clause, dialogue: Dialogue) -> tuple[Clause, Dialogue]:
    """What a message asks that only answers our question: what waited for it, with the answer."""
    if turn.asked is None or not turn.spoken or len(clause.text.split()) > _MOST_WORDS:
        return clause, dialogue
    if turn.asked == ORDER_NUMBER:
        known = order_number(clause.text, asked=True) is not None
        return (replace(clause, intent="track_order") if known else clause), dialogue
    if turn.asked not in (*_WHICH, _COMPARISON):
        return clause, dialogue
    chosen = named(clause.text, await on_screen(turn, dialogue))
    if turn.asked == _COMPARISON and chosen:
        return Clause(f"with {clause.text}", _COMPARISON), dialogue
    if len(chosen) == 1:
        return Clause(turn.question, turn.asked), replace(dialogue, focus=chosen[0].product_id)
    return clause, dialogue
