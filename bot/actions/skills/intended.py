"""What a part of a message is to be answered as, where its words say otherwise than the classifier."""

from __future__ import annotations

import re
from dataclasses import replace

from actions.conversation import UNCLEAR, Clause, Turn
from actions.dialogue import Dialogue
from actions.skills import basket
from actions.understanding import references

OPINIONS = frozenset({"like_product", "dislike_product"})
_DANGER = re.compile(
    r"\b(?:swallowed|choking|can'?t breathe|not breathing|allergic reaction|anaphyla\w*|overdose|poisoned"
    r"|(?:face|throat|lips?|tongue) (?:is )?swell\w*"
    r"|(?:baby|child|toddler|kid|son|daughter)(?: just)? (?:ate|drank)"
    r"|verschluckt|erstickt|notarzt|avalé|s'étouffe)\b"
)
_MOURNS = re.compile(r"\b(?:died|dead|passed away|funeral|lost my)\b")
_OF_THE_SHOP = frozenset({"ask_shop", "ask_product", UNCLEAR})
_BROKEN = re.compile(
    r"\b(?:return|send|refund|replace)\b.{0,60}\b(?:broken|broke|faulty|damaged|smashed|cracked|wrong)\b"
    r"|\b(?:it'?s|arrived|came|is) (?:broken|faulty|damaged|smashed|cracked)\b"
)
_NOT_ARRIVED = re.compile(
    r"\b(?:says?|said|marked|shows?) (?:it (?:was |is |has been )?)?delivered\b.{0,40}"
    r"\b(?:but|not|n't|never|no)\b"
)
_ABOUT_A_BOT = re.compile(
    r"\b(?:bots?|robot|human|person|people|real|machine|computer|ai|a\.i|chatgpt|program|automated|alive|living)\b"
)
_SUM = re.compile(r"\b(?:what'?s|what is|how much is|whats) (?:the|my) (?:total|sum)\b|\btotal so far\b")
_WHAT_IS_THIS = re.compile(
    r"^(?:so |ok )?(?:tell me about|what'?s|what is) (?:this|it|that)(?: one| thing)?\W{0,3}$"
)
_MAY_COMPARE = frozenset({UNCLEAR, "find_product", "refine_search", "add_to_basket", "dislike_product"})
_SIDE_BY_SIDE = re.compile(
    r"\b(?:compare|side by side|next to (?:the|each other)|the two (?:together|of them)|v|vs|versus)\b"
)
_ABOUT_IT = re.compile(
    r"(?:^|[,;:.?!–—-] ?)(?:so |but |and )?(?:is|are|does|do|did|will|would|can|has|have)"
    r" (?:it|that|this|they|those)\b|\b(?:do i need|will (?:it|that|those|they) (?:do|work|fit|be)"
    r"|how (?:heavy|big|long|many|tall|wide|much) )"
)
_MAY_PICK = frozenset(
    {UNCLEAR, "find_product", "refine_search", "like_product", "affirm", "compare_products"}
)
_MOST_WORDS = 7
"""Of a message that only picks: "4 of the sprig ones", "casserole. one."."""
_TIMES = re.compile(r"\bx ?(\d{1,2})\b|\b(\d{1,2}) ?x\b")
_TAKES = re.compile(r"\b(?:i'?ll (?:have|take)|i shall (?:have|take)|i'?d like to buy|gimme|going for)\b")
_VAGUE = frozenset({UNCLEAR, "stop", "out_of_scope"})
_ASKS = re.compile(
    r"\?\s{0,9}$|^(?:and |so |ok |but )?(?:what|which|how|when|where|who|is|are|does|do you|did|can|could"
    r"|has|have you|tell me|show me|describe|any more (?:info|details?))\b"
)
_POLAR = re.compile(
    r"^(?:and |so |ok |but )?(?:is|are|does|do|will|has|have|can) (?:it|this|these|that|those|they|your)\b"
)
_PUT_IN = re.compile(r"\b(?:add|put|pop|stick|chuck|place|throw)\b")
_BACK = re.compile(r"\b(?:back|out|off|away|instead|another|more|only)\b")
_SET = re.compile(r"\b(?:make|change) (?:it|that|them|this)\b")
_PICTURE = re.compile(r"\b(?:pics?|pictures?|photos?|images?)\b")
_UNDO = re.compile(r"\b(?:cancel|return|send (?:it|them) back|refund|change (?:it|the address))\b")
_ORDER = re.compile(r"\b(?:orders?|parcel|package|delivery)\b")


def intended(turn: Turn, clause: Clause, dialogue: Dialogue) -> Clause:
    """The clause under the intent that its words decide; nothing is recorded of what is only asked."""
    if not turn.spoken:
        return clause
    intent = _intent(turn, clause, dialogue)
    return clause if intent is None else replace(clause, intent=intent)


def _intent(turn: Turn, clause: Clause, dialogue: Dialogue) -> str | None:
    lower = " ".join(clause.text.lower().replace("’", "'").split())
    if _DANGER.search(lower):
        return "danger"
    if clause.intent == "danger" and _MOURNS.search(lower):
        return "chat"
    if clause.intent in _OF_THE_SHOP and _BROKEN.search(lower):
        return "order_problem"
    if clause.intent == "track_order" and _NOT_ARRIVED.search(lower):
        return "order_problem"
    if clause.intent == "bot_challenge" and not _ABOUT_A_BOT.search(lower):
        return "ask_shop"
    if clause.intent in (*_VAGUE, "ask_shop") and _SUM.search(lower):
        return "show_basket"
    if (dialogue.focus or turn.page) and _WHAT_IS_THIS.search(lower):
        return "ask_product"
    if clause.intent in _MAY_PICK and _picks(lower, dialogue):
        return "add_to_basket"
    if clause.intent in _MAY_COMPARE and _SIDE_BY_SIDE.search(lower):
        return "compare_products"
    if clause.intent in _MAY_PICK and dialogue.shown and _ABOUT_IT.search(lower):
        return "ask_product"
    if clause.intent in OPINIONS and (_ASKS.search(lower) or _ABOUT_IT.search(lower)):
        return "ask_product"
    if clause.intent == "change_basket" and _PUT_IN.search(lower) and not _BACK.search(lower):
        return "add_to_basket"
    if clause.intent == "add_to_basket" and _SET.search(lower):
        return "change_basket"
    if clause.intent in _VAGUE and dialogue.order and _UNDO.search(lower):
        return "order_problem"
    if clause.intent in _VAGUE and (dialogue.focus or dialogue.shown) and _PICTURE.search(lower):
        return "ask_product"
    if clause.intent == UNCLEAR and dialogue.order and _ORDER.search(lower):
        return "track_order"
    if clause.intent == UNCLEAR and _POLAR.search(lower):
        return "ask_product"
    return None


def _picks(text: str, dialogue: Dialogue) -> bool:
    """Whether it only says which of what was shown, and how many: a price or a property makes it a search."""
    if len(text.split()) > _MOST_WORDS or not (dialogue.shown or dialogue.recent):
        return False
    if _ASKS.search(text):
        return False
    several = (basket.count(text) or 1) > 1
    counted = bool(_TIMES.search(text) or several or _TAKES.search(text))
    names = [_TAKES.sub(" ", _TIMES.sub(" ", basket.without_count(text))), *references.phrases(text)]
    products = [*dialogue.shown, *(own for own in dialogue.recent if own not in dialogue.shown)]
    return counted and len(references.called(names, products)) == 1
