"""Hearing why someone leaves: the reason is stored under its code, and answered honestly."""

from __future__ import annotations

from dataclasses import replace

from actions.conversation import UNCLEAR, Clause, Outcome, Turn
from actions.dialogue import Dialogue
from actions.understanding.leaving import may_be_a_reason, says_so_outright, says_they_leave

PREFIX = "leave_"  # the intent leave_extra_costs is the reason extra_costs
REASONS = frozenset(
    {
        "extra_costs", "slow_delivery", "trust", "account_required", "long_checkout", "site_error",
        "returns_policy", "total_not_visible", "card_declined", "payment_methods", "just_browsing",
        "price", "comparing", "size_or_fit", "stock", "other",
    }
)  # fmt: skip
ASKED = "reason"
"""What `Dialogue.asked` is after we asked why somebody leaves."""
NO_ANSWER = frozenset({"greet", "goodbye", "thanks", "deny", "stop", "affirm", "ask_human", "danger"})
"""What nobody answers that question with."""
_NOT_HEARD = frozenset({UNCLEAR, "find_product", "refine_search", "state_preference", "stop", "complain"})
"""As what a reason may be read that is said at length."""
ASK_A_PERSON = frozenset({"trust", "site_error", "card_declined", "size_or_fit", "stock"})


async def hear(turn: Turn, clause: Clause, dialogue: Dialogue) -> Outcome:
    """Store why the shopper leaves and answer that reason; some reasons a person can solve."""
    code = clause.intent.removeprefix(PREFIX)
    await turn.shop.tell(turn.conversation, [{"kind": "reason", "value": code, "text": clause.text}])
    turn.say(f"utter_reason_{code}")
    return Outcome(replace(dialogue, offer="handover" if code in ASK_A_PERSON else None))


def checked(turn: Turn, clause: Clause, dialogue: Dialogue) -> Clause:
    """The clause as what it is to be answered as: a reason is one only where it was said.

    "Too expensive" before products on the screen wishes for cheaper ones, as long as nobody says they leave.
    What answers our own question why somebody leaves says it in fewer words than the guard wants.
    """
    if turn.asked == ASKED and clause.reason and clause.intent not in NO_ANSWER:
        return replace(clause, intent=clause.reason)
    if clause.reason and clause.intent in _NOT_HEARD and turn.spoken and says_so_outright(clause.text):
        return replace(clause, intent=clause.reason)
    if not clause.intent.startswith(PREFIX) or not turn.spoken:
        return clause
    if not may_be_a_reason(clause.text):
        return replace(clause, intent=UNCLEAR)
    dear = clause.intent == f"{PREFIX}price" and dialogue.shown and not says_they_leave(clause.text)
    return replace(clause, intent="refine_search") if dear else clause


SKILLS = {f"{PREFIX}{code}": hear for code in sorted(REASONS)}
