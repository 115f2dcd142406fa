"""Taking a like or dislike of a product the shopper was shown, by button or by words."""

from __future__ import annotations

from actions import ordinals, preferences
from actions.buttons import payload
from actions.conversation import Events, ShopAction, Turn, shown_products
from actions.finding import search_again
from actions.learning import learn
from actions.ordinals import Shown


class LikeProduct(ShopAction):
    """ "I like the second one"."""

    def name(self) -> str:
        """Rasa's name of this action."""
        return "action_like_product"

    async def answer(self, turn: Turn) -> Events:
        """Store the like; it changes what is recommended next."""
        return await take_feedback(turn, kind="like")


class DislikeProduct(ShopAction):
    """ "not the mug"."""

    def name(self) -> str:
        """Rasa's name of this action."""
        return "action_dislike_product"

    async def answer(self, turn: Turn) -> Events:
        """Store the dislike; the product is not recommended to the shopper again."""
        return await take_feedback(turn, kind="dislike")


async def take_feedback(turn: Turn, *, kind: str) -> Events:
    """Store a like or dislike of what is meant; where that is open, ask which, or read it as taste."""
    chosen = await meant(turn)
    known = [product for product in chosen if product.title]
    if known:
        signals = [
            {"kind": kind, "product_id": product.product_id, "text": _words(turn)} for product in known
        ]
        await turn.shop.tell(turn.conversation, signals)
        turn.say(f"utter_{kind}d", titles=" and ".join(product.title for product in known))
        return []
    if chosen:
        turn.say("utter_product_gone")
        return []
    if preferences.statements(turn.text, turn.entities):
        return await search_again(turn, learned=await learn(turn))
    _ask_which(turn, shown_products(turn), kind=kind)
    return []


async def meant(turn: Turn) -> list[Shown]:
    """The products the shopper means: the button's, those shown that the message names, else the page's own.

    One that the shop does not know has no title.
    """
    if pressed := turn.entity("product_id"):
        return [await _known(turn, pressed)]
    shown = shown_products(turn)
    shown = [product if product.title else await _known(turn, product.product_id) for product in shown]
    if chosen := ordinals.resolve(turn.text, shown):
        return chosen
    page = turn.metadata.get("page_product_id")
    return [await _known(turn, page)] if page and not shown else []


async def _known(turn: Turn, product_id: str) -> Shown:
    product = await turn.shop.product(product_id) or {}
    colour = str((product.get("attributes") or {}).get("colour", ""))
    return Shown(product_id, str(product.get("title", "")), colour=colour)


def _ask_which(turn: Turn, shown: list[Shown], *, kind: str) -> None:
    buttons = [
        {"title": product.title, "payload": payload(f"{kind}_product", product_id=product.product_id)}
        for product in shown
        if product.title
    ]
    turn.say("utter_which_product" if buttons else "utter_nothing_shown", buttons=buttons)


def _words(turn: Turn) -> str:
    return turn.text if turn.spoken else ""  # a button's payload is not the shopper's words
