"""Comparing two to four products: what differs, and which fits what the shopper said."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from actions import comparison, wording
from actions.api import Json
from actions.conversation import Clause, Outcome, Turn
from actions.dialogue import Dialogue, Search
from actions.showing import which
from actions.skills.naming import known, named, on_screen
from actions.understanding import references
from actions.understanding.message import Message
from actions.understanding.references import Shown
from actions.understanding.wishes import Wish

MOST = 4
_NUMBERS = re.compile(r"(?<![\d.,£$€])[1-5](?!\d|[.,]\d)")
_AND = re.compile(r"[,&/]|\b(?:and|or|vs|versus|with|to|than|v|next)\b")
_ABOUT_COMPARING = re.compile(
    r"\b(?:compare|comparison|comparing|differences?|different|between|side by side|put|show|place|the|please"
    r"|pls|what|whats|what's|is|are|which|me|both|for|my|a)\b"
)
_TWO = re.compile(r"\b(?:the|these|those|between) (?:two|2)\b|\bboth\b")
_OTHER = re.compile(r"\b(?:with|to|and|than|vs\.?|versus)\b")


async def compare(turn: Turn, clause: Clause, dialogue: Dialogue) -> Outcome:
    """Two to four products side by side; asks which where fewer are known."""
    if turn.spoken:
        chosen = await compared(turn, clause.text, dialogue)
    else:
        chosen = await _with_pressed(turn, dialogue)
    products = [product for at in chosen[:MOST] if (product := await turn.shop.product(at.product_id))]
    if len(products) < 2:
        return await _ask(turn, dialogue, products)
    _say(turn, products, *await _said(turn, dialogue))
    ids = [product["product_id"] for product in products]
    shown = tuple(product for product in chosen if product.product_id in ids)[:MOST]
    return Outcome(replace(dialogue, shown=shown, focus=None))


async def compared(turn: Turn, text: str, dialogue: Dialogue) -> list[Shown]:
    """The products to compare: by place, by name, the one spoken of and another, else those on the screen."""
    shown = await on_screen(turn, dialogue)
    if _TWO.search(text.lower()) and len(pair := await _two_of_a_kind(turn, text)) > 1:
        return pair  # "the two dry bags"
    places = references.positions(text, len(shown)) or _numbers(text, len(shown))
    if len(places) > 1:
        return [shown[place] for place in places]
    parts = [part for part in _AND.split(text.lower()) if part.strip()]
    by_name = [product for part in parts for product in await _by_name(turn, part, shown, dialogue.recent)]
    chosen = list(dict.fromkeys([*by_name, *(shown[place] for place in places)]))
    if len(chosen) == 1 and dialogue.focus and _OTHER.search(text.lower()):
        return list(dict.fromkeys([await known(turn, dialogue.focus), *chosen]))
    if chosen:
        return chosen
    if _TWO.search(text.lower()):
        return shown[:2]
    spoken_of = [await known(turn, dialogue.focus)] if dialogue.focus else []
    return shown if len(shown) > 1 else spoken_of


def _numbers(text: str, count: int) -> list[int]:
    """Places by bare numbers: "1 and 3"."""
    return [
        place
        for place in dict.fromkeys(int(match[0]) - 1 for match in _NUMBERS.finditer(text))
        if place < count
    ]


async def _by_name(turn: Turn, part: str, shown: list[Shown], recent: Sequence[Shown]) -> list[Shown]:
    """What a part of the message names: on the screen, else in the shop by its name or its kind."""
    part = _ABOUT_COMPARING.sub(" ", part).strip()
    called = references.called([part], [*shown, *recent])
    if on_it := called or named(part, shown):
        return on_it
    message = Message.read(part, turn.vocabulary)
    if not message.things:
        return []
    search = Search(" ".join(message.added), wishes=message.wishes)
    answer = await turn.shop.search(turn.conversation, search, limit=1, in_stock=False)
    if answer.given_up or answer.fit == "none":
        return []
    return [Shown.of(item["product"]) for item in answer.products]


async def _two_of_a_kind(turn: Turn, text: str) -> list[Shown]:
    message = Message.read(text, turn.vocabulary)
    answer = await turn.shop.search(
        turn.conversation, Search(" ".join(message.things)), limit=2, in_stock=False
    )
    return [Shown.of(item["product"]) for item in answer.products] if message.things else []


async def _with_pressed(turn: Turn, dialogue: Dialogue) -> list[Shown]:
    ids = [dialogue.focus, turn.pressed("product_id")]
    return [await known(turn, at) for at in dict.fromkeys(ids) if at]


async def _ask(turn: Turn, dialogue: Dialogue, products: Sequence[Json]) -> Outcome:
    if not products:
        turn.say("utter_compare_which")
        return Outcome(replace(dialogue, asked="compare_products"))
    own = products[0]
    others = [at for at in await on_screen(turn, dialogue) if at.product_id != own["product_id"]]
    turn.say(
        "utter_compare_with", title=own["title"], buttons=which(others[:MOST], intent="compare_products")
    )
    return Outcome(replace(dialogue, focus=own["product_id"], asked="compare_products"))


async def _said(turn: Turn, dialogue: Dialogue) -> tuple[list[Wish], Decimal | None]:
    """What the shopper said they want: in the search that is on, and before."""
    search = dialogue.search or Search()
    wishes, maximum = list(search.wishes), search.maximum
    for signal in await turn.shop.signals(turn.conversation):
        if signal["kind"] == "preference" and signal.get("attribute") and signal.get("value"):
            wishes.append(Wish(signal["attribute"], signal["value"], wanted=bool(signal.get("wanted", True))))
        elif signal["kind"] == "budget" and maximum is None:
            maximum = Decimal(signal["value"])
    return list(dict.fromkeys(wishes)), maximum


def _say(turn: Turn, products: Sequence[Json], wishes: Sequence[Wish], maximum: Decimal | None) -> None:
    rows = comparison.rows(products)
    advice = comparison.advice(products, wishes=wishes, maximum=maximum)
    table = {
        "products": [
            {name: str(product.get(name) or "") for name in ("product_id", "title", "url", "image_url")}
            for product in products
        ],
        "rows": [row.to_json() for row in rows],
        "advice": advice,
    }
    differ = any(row.differs for row in rows)
    turn.say(
        "utter_compared" if differ else "utter_compared_alike",
        titles=wording.listed(str(product["title"]) for product in products),
        differences=" ".join([comparison.differences(rows), *advice]).strip(),
        json_message={"comparison": table},
    )


SKILLS = {"compare_products": compare}
