"""Products in an answer: their cards and buttons, and the chips of the search that found them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from actions import wording
from actions.api import Json
from actions.buttons import payload
from actions.conversation import Turn
from actions.dialogue import Dialogue, Search
from actions.understanding.message import in_short
from actions.understanding.references import Shown
from actions.understanding.wishes import Wish

AT_ONCE = 3
"""Products of one answer."""


def show(
    turn: Turn, dialogue: Dialogue, products: Sequence[Json], *, response: str, **values: str
) -> Dialogue:
    """Utter `response` with the products; a "yes" to it means more of them."""
    own = [item["product"] for item in products]
    turn.say(
        response,
        json_message={"products": list(products), "chips": chips(dialogue.search)},
        buttons=[button for product in own for button in _buttons(product)],
        **values,
    )
    shown = tuple(_shown(item) for item in products)
    focus = shown[0].product_id if len(shown) == 1 else None
    return replace(dialogue, shown=shown, focus=focus, offer="more")


def _shown(item: Json) -> Shown:
    reason = (item.get("reason") or {}).get("text")
    return Shown.of({**item["product"], "reason": reason})


def card(product: Json) -> Json:
    """A product as it is shown that nobody recommended: the shopper asked for it."""
    return {"product": product, "score": 0.0, "reason": {"code": "named", "text": "", "product_id": None}}


def which(products: Sequence[Shown], *, intent: str) -> list[Json]:
    """A button for each product, that says of which `intent` is meant."""
    return [
        {"title": product.title, "payload": payload(intent, product_id=product.product_id)}
        for product in products
        if product.title
    ]


def chips(search: Search | None) -> list[Json]:
    """The parts of a search, each with what a press on it sends: it is taken off then."""
    if search is None:
        return []
    parts = [(f"{wish.attribute}:{wish.value}", _in_words(wish)) for wish in search.wishes]
    if search.words:
        parts.insert(0, ("words", in_short(search.words)))
    if search.minimum is not None:
        parts.append(("minimum", f"from {wording.money(search.minimum)}"))
    if search.maximum is not None:
        parts.append(("maximum", f"up to {wording.money(search.maximum)}"))
    return [{"title": title, "payload": payload("take_off", part=part)} for part, title in parts]


def without_part(search: Search, part: str) -> Search:
    """The search after a chip was taken off; one that is not there changes nothing."""
    if part == "words":
        return replace(search, words="", like=None)
    if part == "minimum":
        return replace(search, minimum=None)
    if part == "maximum":
        return replace(search, maximum=None)
    kept = tuple(wish for wish in search.wishes if f"{wish.attribute}:{wish.value}" != part)
    return replace(search, wishes=kept)


def _in_words(wish: Wish) -> str:
    return wording.in_words({"kind": "preference", **wish.to_json()})


def _buttons(product: Json) -> list[dict[str, str]]:
    title, product_id = product["title"], product["product_id"]
    return [
        {"title": f"Like: {title}", "payload": payload("like_product", product_id=product_id)},
        {"title": f"Not for me: {title}", "payload": payload("dislike_product", product_id=product_id)},
    ]
