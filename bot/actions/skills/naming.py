"""Which product is meant: a button's, one on the screen, the one that is spoken of, or the page's."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from actions.conversation import Clause, Outcome, Turn
from actions.dialogue import Dialogue, Search
from actions.showing import which
from actions.understanding import references
from actions.understanding.references import Shown

MOST_PLACES = 5
"""Places that have a name: "the fifth"."""
MOST_PHRASES = 2
"""Names of a message that are looked for in the catalog."""
MOST_CALLED = 3
"""Products that one name may be of."""
_IT = re.compile(r"\b(?:it|its|it's|this one|that one)\b")


async def meant(turn: Turn, text: str, dialogue: Dialogue) -> list[Shown]:
    """The products that a text means; empty where that is open. What the shop does not know has no title."""
    if pressed := turn.pressed("product_id"):
        return [await known(turn, pressed)]
    shown = await on_screen(turn, dialogue)
    if places := references.positions(text, len(shown)):
        return [shown[place] for place in places]
    if references.positions(text, MOST_PLACES):
        return []  # "the second" where there is one: none of those that are there is meant
    phrases = references.phrases(text)
    if called := references.called(phrases, shown) or references.called(phrases, dialogue.recent):
        return called
    if elsewhere := await in_catalog(turn, phrases, dialogue):
        return elsewhere
    if dialogue.focus and _IT.search(text.lower()):
        return [await known(turn, dialogue.focus)]
    if chosen := named(text, shown):
        return chosen
    if dialogue.focus:
        return [await known(turn, dialogue.focus)]
    return shown if len(shown) == 1 else []


async def in_catalog(turn: Turn, phrases: Sequence[str], dialogue: Dialogue) -> list[Shown]:
    """What the shop has by a name that is none of the product's that is spoken of: "is the kite in stock".

    While one is spoken of, one word may be a part of it, "the bulb" of a lamp, and names nothing else.
    """
    spoken_of = {product.product_id: product for product in (*dialogue.shown, *dialogue.recent)}
    focus = spoken_of.get(dialogue.focus or "")
    for phrase in phrases[:MOST_PHRASES]:
        if focus and references.called([phrase.split()[0]], [focus]):
            continue
        answer = await turn.shop.search(turn.conversation, Search(phrase), limit=5, in_stock=False)
        products = [Shown.of(item["product"]) for item in answer.products]
        words = phrase.split()
        least = 2 if dialogue.focus else 1
        for count in range(len(words), least - 1, -1):  # "sleeping bag back" is called by two words
            called = references.all_called(" ".join(words[:count]), products)
            if 0 < len(called) <= MOST_CALLED:
                return called
    return []


def named(text: str, shown: list[Shown]) -> list[Shown]:
    """What a text names of what is on the screen, by place, price, title or colour; empty: that is open."""
    if len(shown) > 1:
        return references.resolve(text, shown)
    return shown if references.positions(text, len(shown)) else references.mentioned(text, shown)


async def on_screen(turn: Turn, dialogue: Dialogue) -> list[Shown]:
    """The products on the screen, each with what is known of it."""
    return [product if product.title else await known(turn, product.product_id) for product in dialogue.shown]


async def known(turn: Turn, product_id: str) -> Shown:
    """The product as the shop describes it now."""
    return Shown.of(await turn.shop.product(product_id) or {"product_id": product_id})


def ask_which(turn: Turn, clause: Clause, dialogue: Dialogue, products: list[Shown]) -> Outcome:
    """Ask which product is meant, with a button each; the answer goes on with what was asked."""
    buttons = which(products, intent=clause.intent)
    turn.say("utter_which_product" if buttons else "utter_name_product", buttons=buttons)
    return Outcome(replace(dialogue, asked=clause.intent, question=clause.text))
