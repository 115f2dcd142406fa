"""The basket: what is in it, and changes that the shop's page is asked for; what happened is told after."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from uuid import uuid4

from actions import wording
from actions.api import Json
from actions.conversation import Clause, Outcome, Turn
from actions.dialogue import Dialogue
from actions.showing import card
from actions.skills.naming import ask_which, known, meant, named, on_screen
from actions.understanding import references
from actions.understanding.references import Shown

MOST = 99  # pieces that are asked for at once; of more the shopper speaks with the page
_COUNTS = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
    "ten": 10, "a couple of": 2, "a couple": 2, "a dozen": 12,
}  # fmt: skip
_COUNT = re.compile(
    rf"(?<![£$€\d.,-])\b(?:(\d{{1,2}})(?![\d.,%]|st\b|nd\b|rd\b|th\b)|({'|'.join(_COUNTS)}))\b"
    r"(?! (?:is|in|on|that|which|from|with)\b)"
)
_TIMES = re.compile(r"\bx ?(\d{1,2})\b|\b(\d{1,2}) ?x\b")
_NO_COUNT = re.compile(
    r"(?:^|\s)-\d|(?<![\d.,])0 |(?<![\d.,£$€])\d{3,}(?! ?(?:ml|cl|g|kg|cm|mm|l|litres?))\b"
)
_OF = re.compile(r"\b(?:of|the|those|these|please|pls|ones?|just)\b|[.,!]")
_PLACE = re.compile(
    r"(?:\b(?:number|no\.?|option|size)|#) ?\d{1,4}|\b(?:[a-z]{3,12}(?:st|nd|rd|th)|1st|2nd|3rd|last"
    r"|this|that|which|red|blue|green|black|white|other|cheap(?:er|est)?) one\b"
)
_IT = re.compile(r"\b(?:it|this|that|them|those|these)\b")
_MORE = re.compile(r"\b(?:another|more|extra|as well|additional)\b")
_LESS = re.compile(
    r"\b(?:remove|delete|take|get rid|drop|without|cancel|no longer|back|less|fewer|(?:do)?n'?t (?:want|need)"
    r"|dont|not|no|empty|clear|lose|ditch|bin|out)\b"
)
_ALL = re.compile(
    r"\b(?:everything|all of (?:it|them)|(?:empty|clear) (?:my |the )?(?:basket|cart|bag)|all)\b"
)


@dataclass(frozen=True)
class Change:
    """What is asked of the page: an action as it knows it, and how many pieces."""

    action: str  # "add", "remove" or "set"
    quantity: int


async def show(turn: Turn, clause: Clause, dialogue: Dialogue) -> Outcome:  # noqa: ARG001
    """What is in the basket, its sum, and what is missing to free delivery where that is known."""
    basket = await turn.shop.basket(turn.conversation)
    if not basket["lines"]:
        turn.say("utter_basket_empty")
        return Outcome(dialogue)
    turn.say("utter_basket", contents=contents(basket))
    if len(basket["lines"]) == 1:
        return Outcome(replace(dialogue, focus=basket["lines"][0]["product_id"]))
    return Outcome(dialogue)


async def add(turn: Turn, clause: Clause, dialogue: Dialogue) -> Outcome:
    """Ask the page to put a product in; where it comes in several sizes, its page lets them choose."""
    text = clause.text if turn.spoken else turn.question
    products = await meant(turn, text, dialogue)
    if len(products) != 1:
        asked_for = products or await on_screen(turn, dialogue)
        return ask_which(turn, replace(clause, intent="add_to_basket", text=text), dialogue, asked_for)
    product = await turn.shop.product(products[0].product_id)
    if product is None:
        turn.say("utter_product_gone")
        return Outcome(dialogue)
    dialogue = replace(dialogue, focus=product["product_id"])
    if _NO_COUNT.search(text):
        turn.say("utter_basket_count", title=product["title"])
        return Outcome(replace(dialogue, asked="add_to_basket", question=f"add {product['title']}"))
    if not product.get("active", True) or product.get("stock") == 0:
        turn.say("utter_out_of_stock", title=product["title"])
        return Outcome(dialogue)
    if choice := to_choose(product):
        parts = {"products": [card(product)]}
        turn.say("utter_choose_on_page", title=product["title"], choice=choice, json_message=parts)
        return Outcome(dialogue)
    return _ask(turn, dialogue, Shown.of(product), Change("add", count(text) or 1))


async def change(turn: Turn, clause: Clause, dialogue: Dialogue) -> Outcome:
    """Ask the page to take something out, or to change how many there are of it."""
    text = clause.text if turn.spoken else turn.question
    lines = (await turn.shop.basket(turn.conversation))["lines"]
    if not lines and dialogue.basket is None:
        turn.say("utter_basket_empty")
        return Outcome(dialogue)
    chosen = await _meant(turn, text, dialogue, lines)
    if chosen is None:
        if not (named(text, await on_screen(turn, dialogue)) or dialogue.focus) or _ALL.search(text.lower()):
            return ask_which(
                turn, Clause(text, "change_basket"), dialogue, [Shown.of(line) for line in lines]
            )
        turn.say("utter_not_in_basket", contents=contents({"lines": lines}))
        return Outcome(dialogue)
    dialogue = replace(dialogue, focus=chosen["product_id"])
    if (asked := wanted(text, int(chosen["quantity"]))) is None:
        turn.say("utter_basket_what_change", title=chosen["title"])
        return Outcome(dialogue)
    return _ask(turn, dialogue, Shown.of(chosen), asked)


async def result(turn: Turn, clause: Clause, dialogue: Dialogue) -> Outcome:  # noqa: ARG001
    """The page says whether it did what it was asked for: only now it is told as done, or as not done."""
    request = dialogue.basket
    if request is None or request["request_id"] != turn.pressed("request_id"):
        turn.say("utter_basket_settled")
        return Outcome(dialogue)
    dialogue = replace(dialogue, basket=None)
    if turn.pressed("done") != "yes":
        product = await turn.shop.product(request["product_id"])
        parts = {"products": [card(product)]} if product else {}
        turn.say("utter_basket_refused", title=request["title"], json_message=parts)
        return Outcome(dialogue)
    turn.say(f"utter_basket_done_{request['action']}", title=request["title"], count=str(request["quantity"]))
    basket = await turn.shop.basket(turn.conversation)
    if _tells(basket, request):
        turn.say("utter_basket_now", contents=contents(basket))
    return Outcome(dialogue)


def _ask(turn: Turn, dialogue: Dialogue, product: Shown, asked: Change) -> Outcome:
    request = {
        "request_id": uuid4().hex,
        "action": asked.action,
        "product_id": product.product_id,
        "quantity": asked.quantity,
    }
    turn.say(
        f"utter_basket_ask_{asked.action}",
        title=product.title,
        count=str(asked.quantity),
        json_message={"basket": request},
    )
    return Outcome(replace(dialogue, basket={**request, "title": product.title}))


async def _meant(turn: Turn, text: str, dialogue: Dialogue, lines: Sequence[Json]) -> Json | None:
    """The line of the basket that is meant: named, spoken of, pressed, or the only one; None: none is."""
    by_id = {line["product_id"]: line for line in lines}
    if pressed := turn.pressed("product_id"):
        return by_id.get(pressed)
    in_basket = [await known(turn, line["product_id"]) for line in lines]
    names = references.phrases(text)
    if names and not references.positions(text, 5) and not references.called(names, in_basket):
        return None  # "remove the teapot" where there is none
    if len(chosen := named(text, in_basket)) == 1:
        return by_id[chosen[0].product_id]
    if elsewhere := named(text, await on_screen(turn, dialogue)):
        return by_id.get(elsewhere[0].product_id)
    if dialogue.focus and not _ALL.search(text.lower()):
        asked_for = dialogue.basket or {}  # its event may still be on its way
        pending = asked_for if asked_for.get("product_id") == dialogue.focus else None
        if dialogue.focus in by_id or pending or _IT.search(text.lower()):
            return by_id.get(dialogue.focus) or pending
    return lines[0] if len(lines) == 1 else None


def wanted(text: str, there: int) -> Change | None:
    """What a text wants of a line with `there` pieces: "another", "make it 3"; None: unclear."""
    lower, number = text.lower(), count(text)
    if _MORE.search(lower):
        return Change("add", number or 1)
    if _LESS.search(lower):
        if number is None or number >= there or _ALL.search(lower):
            return Change("remove", there)
        return Change("set", there - number)
    return None if number is None else Change("set", number)


def count(text: str) -> int | None:
    """How many pieces a text names: "two of these", "make it 3"; None where it names no number."""
    plain = _PLACE.sub(" ", _TIMES.sub(r" \1\2 ", " ".join(text.lower().split())))
    match = _COUNT.search(plain)
    if match is None:
        return None
    number = int(match[1]) if match[1] else _COUNTS[match[2]]
    return number if 0 < number <= MOST else None


def without_count(text: str) -> str:
    """The text without the number of pieces, and the words that go with it."""
    return _OF.sub(" ", _COUNT.sub(" ", text.lower())).strip(" .,!")


def to_choose(product: Json) -> str:
    """What of a product with variants is to be chosen: "size S, M, L"; empty where it has none.

    Of one without, the shop's page knows whether something is to be chosen, and says no where it is.
    """
    if len(product.get("aliases") or ()) < 2:
        return ""
    attributes = product.get("attributes") or {}
    return ", ".join(f"{name} {value}" for name, value in attributes.items() if "," in value or "–" in value)


def contents(basket: Json) -> str:
    """What is in a basket in words: "2 × Tide mug (£14 each) and Oak trowel (£16). In all £44."."""
    said = wording.listed(_line(line) for line in basket["lines"]) + "."
    if basket.get("total") is not None:
        said += f" In all {wording.money(basket['total'])}, without delivery."
    missing = basket.get("to_free_delivery")
    if missing is not None:
        amount = Decimal(missing)
        said += (
            f" {wording.money(amount)} more and delivery is free."
            if amount
            else " Delivery is free from here."
        )
    return said


def _line(line: Json) -> str:
    times = f"{line['quantity']} × " if int(line["quantity"]) > 1 else ""
    if line.get("price") is None:
        return f"{times}{line['title']}"
    return f"{times}{line['title']} ({wording.money(line['price'])}{' each' if times else ''})"


def _tells(basket: Json, request: Json) -> bool:
    """Whether what the API knows agrees with what the page did: its event may still be on its way."""
    there = next((line for line in basket["lines"] if line["product_id"] == request["product_id"]), None)
    agrees: dict[str, Callable[[], bool]] = {
        "add": lambda: there is not None,
        "remove": lambda: there is None and bool(basket["lines"]),
        "set": lambda: there is not None and int(there["quantity"]) == request["quantity"],
    }
    return agrees[request["action"]]()


SKILLS = {
    "show_basket": show,
    "add_to_basket": add,
    "change_basket": change,
    "basket_result": result,
}
