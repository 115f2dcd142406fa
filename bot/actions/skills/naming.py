"""Which product is meant: a button's, one on the screen, the one that is spoken of, or the page's."""

from __future__ import annotations

from actions.conversation import Turn
from actions.dialogue import Dialogue
from actions.understanding import references
from actions.understanding.references import Shown


async def meant(turn: Turn, text: str, dialogue: Dialogue) -> list[Shown]:
    """The products that a text means; empty where that is open. What the shop does not know has no title."""
    if pressed := turn.pressed("product_id"):
        return [await known(turn, pressed)]
    shown = [
        product if product.title else await known(turn, product.product_id) for product in dialogue.shown
    ]
    if chosen := references.resolve(text, shown):
        return chosen
    spoken_of = dialogue.focus or (None if shown else turn.page)
    return [await known(turn, spoken_of)] if spoken_of else []


async def known(turn: Turn, product_id: str) -> Shown:
    """The product as the shop describes it now."""
    return Shown.of(await turn.shop.product(product_id) or {"product_id": product_id})
