"""Questions about products: answered from the shop's own words and values of them, or not at all."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace

from actions import changing, wording
from actions.api import Json
from actions.conversation import Clause, Outcome, Turn
from actions.dialogue import Dialogue, Search
from actions.showing import AT_ONCE, card, show
from actions.skills import finding
from actions.skills.naming import ask_which, known, meant, named, on_screen
from actions.understanding.message import Message
from actions.understanding.references import Shown, mentioned

_SEVERAL = re.compile(r"\b(?:which|any|either|each|both|all)\b")
_THEY = re.compile(r"\b(?:these|those|they|them)\b")
_OF_THE_SHOP = re.compile(r"\b(?:your|any|all the)\b|\bdo you (?:have|sell|stock|do)\b")
_THIS = re.compile(r"\b(?:it|its|it's|this)\b")
_IT_IN = re.compile(
    r"\b(?:it|this|this one|that one)\b.{0,30}\b(?:in|come|comes|available)\b"
    r"|\b(?:does|is|have|has|got|get|do) (?:it|this|that)\b"
)
_CARD = re.compile(
    r"\b(?:picture|pictures|photo|photos|image|images|pic|pics|link|url|web ?page|describe"
    r"|tell me (?:something |more |a bit )?(?:about|on)|(?:more|any|further) (?:info|information|details?)"
    r"|(?:show|see|view|open) (?:me )?(?:it|that|this|the))\b"
)
_WORD = re.compile(r"[^\W_]{3,}")
_SENTENCE = re.compile(r"[^.!?]{1,400}[.!?]")
_LEADS = {"title": "its name says", "description": "its description says", "reviews": "a review says"}
_VALUES = {"price": "It costs {value}.", "stock": "It is {value}.", "brand": "It is made by {value}."}
LONGEST_TEXT = 500  # characters of a description that are shown with a card; its page has the rest


Instead = Callable[[Turn, str], Awaitable[bool]]
"""Answers a question by something else, and returns whether it could."""


async def ask(turn: Turn, clause: Clause, dialogue: Dialogue, *, instead: Instead | None = None) -> Outcome:
    """Answer a question about a product, or about each of a few; asks which where that is open."""
    if not turn.spoken:
        clause = replace(clause, text=turn.question)  # a button says of which: the question came before
    products, dialogue = await asked_about(turn, clause, dialogue)
    if not products:
        if (
            instead
            and not (dialogue.shown or _THIS.search(clause.text.lower()))
            and await instead(turn, clause.text)
        ):
            return Outcome(dialogue)
        products = (await on_screen(turn, dialogue))[:AT_ONCE] if turn.spoken else []
    if not products:
        return ask_which(turn, clause, dialogue, [])
    if any(not product.title for product in products):
        turn.say("utter_product_gone")
        return Outcome(dialogue)
    if len(products) == 1:
        dialogue = replace(dialogue, focus=products[0].product_id)
        if _CARD.search(clause.text.lower()) or not clause.text:
            return await show_card(turn, dialogue, products[0])
    elif Message.read(clause.text, turn.vocabulary).cheapest:
        return _cheapest(turn, dialogue, products)
    return await answered(turn, clause, dialogue, products, instead=instead)


async def asked_about(turn: Turn, clause: Clause, dialogue: Dialogue) -> tuple[Sequence[Shown], Dialogue]:
    """The products that a question is about, at most three; those of the shop are looked for and shown."""
    shown = await on_screen(turn, dialogue)
    message = Message.read(clause.text, turn.vocabulary)
    near = [*shown, *([await known(turn, dialogue.focus)] if dialogue.focus else [])]
    if turn.spoken and _is_of_the_shop(message) and _new_things(message, near):
        of_the_kind, dialogue = await looked_for(turn, message, dialogue)
        if of_the_kind:
            return of_the_kind, dialogue
    chosen = await meant(turn, clause.text, dialogue)
    if not turn.spoken or named(clause.text, shown) or (chosen and _THIS.search(message.lower)):
        return chosen[:AT_ONCE], dialogue
    if _new_things(message, [*near, *chosen]):
        if product := await by_name(turn, message):
            return [product], dialogue
        if not near and not chosen:
            return await looked_for(turn, message, dialogue)
    if len(shown) > 1 and _speaks_of_several(message, chosen):
        return (mentioned(clause.text, shown) or shown)[:AT_ONCE], dialogue
    return chosen, dialogue


def _new_things(message: Message, near: Sequence[Shown]) -> list[str]:
    """What a question names that is neither on the screen nor spoken of."""
    said = set(_words(" ".join(f"{product.title} {product.category}" for product in near)))
    return [word for word in message.things if not said.intersection(_words(word))]


def _is_of_the_shop(message: Message) -> bool:
    """Whether it asks about a kind that the shop has, "your candles", not about a part of what is in view."""
    in_plural = any(word.endswith("s") for word in message.things)
    return in_plural and bool(_OF_THE_SHOP.search(message.lower))


def _speaks_of_several(message: Message, chosen: Sequence[Shown]) -> bool:
    """Whether it is about all on the screen; of a pair of gloves "they" are one product."""
    if _SEVERAL.search(message.lower):
        return True
    in_plural = any(product.title.endswith("s") for product in chosen)
    return bool(_THEY.search(message.lower)) and not in_plural


async def by_name(turn: Turn, message: Message) -> Shown | None:
    """The product that a text calls by its name."""
    answer = await turn.shop.search(turn.conversation, Search(" ".join(message.added)), limit=AT_ONCE)
    products = [item["product"] for item in answer.products if _is_named(item["product"], message)]
    return Shown.of(products[0]) if len(products) == 1 else None


async def looked_for(turn: Turn, message: Message, dialogue: Dialogue) -> tuple[Sequence[Shown], Dialogue]:
    """Some of the kind that a question asks about, shown; none where the shop has none."""
    kind = Search(" ".join(message.things))
    answer = await turn.shop.search(turn.conversation, kind, limit=AT_ONCE)
    if not answer.products or answer.given_up or answer.fit == "none":
        return [], dialogue
    search = kind.showing(item["product"]["product_id"] for item in answer.products)
    dialogue = replace(dialogue, search=search)
    dialogue = show(turn, dialogue, answer.products, response="utter_products_asked")
    return dialogue.shown, dialogue


def _is_named(product: Json, message: Message) -> bool:
    """Whether all words of its title are in the message."""
    return set(_words(str(product["title"]))) <= set(_words(message.text))


def _words(text: str) -> list[str]:
    return [word.rstrip("s") for word in _WORD.findall(text.lower())]


async def answered(
    turn: Turn,
    clause: Clause,
    dialogue: Dialogue,
    products: Sequence[Shown],
    *,
    instead: Instead | None = None,
) -> Outcome:
    """Say of each product what the shop's own words answer; of what they don't, that."""
    silent = [product.title for product in products if not await told(turn, product.product_id, clause.text)]
    if not silent:
        return Outcome(dialogue)
    if len(silent) < len(products):
        turn.say("utter_answer_missing", titles=wording.listed(silent))
        return Outcome(dialogue)
    if instead and await instead(turn, clause.text):
        return Outcome(dialogue)
    turn.say("utter_answer_unknown", titles=wording.listed(silent))
    return Outcome(replace(dialogue, offer="handover"), helped=False)


async def told(turn: Turn, product_id: str, question: str, *, surely: bool = True) -> str | None:
    """The verdict on a question about a product, after it was said; None where nothing answers it.

    `surely`: it is a question about the product, so that the shop should know that it has no answer.
    """
    answer = await turn.shop.ask_product(turn.conversation, product_id, question, surely=surely)
    if answer is None or answer["verdict"] == "unknown":
        return None
    _say(turn, await known(turn, product_id), answer)
    return str(answer["verdict"])


def _say(turn: Turn, product: Shown, answer: Json) -> None:
    response = {"yes": "utter_answer_yes", "no": "utter_answer_no"}.get(
        answer["verdict"], "utter_answer_told"
    )
    quote, source = answer.get("quote"), answer.get("source") or "description"
    parts: Json = {}
    if quote:
        parts["json_message"] = {"quote": {"text": quote, "source": f"{product.title}, {source}"}}
    turn.say(response, title=product.title, said=evidence(answer), **parts)


def evidence(answer: Json) -> str:
    """What an answer rests on, word for word, with where it stands."""
    if quote := answer.get("quote"):
        lead = _LEADS.get(answer.get("source") or "", "the shop lists")
        return f"{lead[0].upper()}{lead[1:]}: “{quote}”"
    name, value = answer.get("name") or "", answer.get("value") or ""
    return _VALUES.get(name, "The shop lists: {name} {value}.").format(name=name, value=value)


def _cheapest(turn: Turn, dialogue: Dialogue, products: Sequence[Shown]) -> Outcome:
    least = min(product.price for product in products)
    cheapest = [product for product in products if product.price == least]
    titles = wording.listed(product.title for product in cheapest)
    turn.say("utter_cheapest_of_them", titles=titles, price=wording.money(least))
    return Outcome(replace(dialogue, focus=cheapest[0].product_id if len(cheapest) == 1 else dialogue.focus))


async def show_card(turn: Turn, dialogue: Dialogue, product: Shown) -> Outcome:
    """A product's picture, price and link, with what the shop writes about it."""
    whole = await turn.shop.product(product.product_id) or {}
    text = beginning(str(whole.get("description") or ""))
    values = {"title": product.title, "price": wording.money(product.price), "description": text}
    parts: Json = {"products": [card(whole)]}
    if text:
        parts["quote"] = {"text": text, "source": f"{product.title}, description"}
    turn.say("utter_card" if text else "utter_card_without_text", json_message=parts, **values)
    return Outcome(replace(dialogue, focus=product.product_id))


def beginning(description: str) -> str:
    """The first sentences of a description, whole ones as far as they fit."""
    if len(description) <= LONGEST_TEXT:
        return description
    text = ""
    for sentence in _SENTENCE.finditer(description[:LONGEST_TEXT]):
        text = description[: sentence.end()]
    return text.strip() or f"{description[:LONGEST_TEXT].rsplit(' ', 1)[0]} …"


async def refine(turn: Turn, clause: Clause, dialogue: Dialogue) -> Outcome:
    """ "Do you have it in red?" asks about the product that is spoken of; else the search is changed."""
    message = Message.read(clause.text, turn.vocabulary)
    if dialogue.focus is None or not message.wishes or not _IT_IN.search(message.lower):
        return await finding.find(turn, clause, dialogue)
    product = await known(turn, dialogue.focus)
    if await told(turn, dialogue.focus, clause.text) == "yes" or not product.title:
        return Outcome(dialogue)
    search = changing.another(message, product)
    return await finding.look(
        turn, replace(dialogue, search=search), message=message, introduction="utter_others_of_it"
    )


SKILLS = {"ask_product": ask, "refine_search": refine}
