"""The search after a message: begun anew, changed in a part, or for another of a product."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from decimal import Decimal

from actions.dialogue import Dialogue, Search
from actions.understanding import money, references
from actions.understanding.currencies import minor_unit
from actions.understanding.message import Message
from actions.understanding.references import Shown
from actions.understanding.wishes import Wish

OF_THE_PERSON = frozenset({"for", "size"})
"""What is said of whom it is for holds for the next thing that is looked for, too."""


def changed(message: Message, dialogue: Dialogue, intent: str, *, asked: str | None = None) -> Search | None:
    """The search that the message asks for; None where it holds nothing to search by.

    It starts one where it names a thing of the shop's or, being read as a search, anything that is not a mere
    property; else it changes the one that is on.
    """
    before = dialogue.search
    chosen = references.positions(message.text, len(dialogue.shown))
    if chosen and (message.wishes or message.added) and intent != "find_product":
        return another(message, dialogue.shown[chosen[0]])
    if before is None or (_starts(message, before, intent) and asked is None):
        return _begun(message, before if intent == "refine_search" else None)
    if message.changes_nothing:
        if message.things:  # asked for once more
            return replace(before, seen=())
        return replace(before) if intent in ("refine_search", "show_more") else None
    return _refined(message, dialogue, before)


def _starts(message: Message, before: Search, intent: str) -> bool:
    known = before.words.lower().split()
    if message.things:
        others = {word for word in known if message.vocabulary.thing(word)} - set(message.things)
        new = set(message.things) - set(known)
        return bool(new) or bool(others) or intent == "find_product"
    return intent == "find_product" and bool(message.added) and not message.cheaper


def _begun(message: Message, before: Search | None) -> Search | None:
    """A new search; what was said of whom it is for is kept where the message goes on from the last one."""
    if message.says_nothing:
        return None
    stated = {wish.attribute for wish in message.wishes}
    kept = [
        wish
        for wish in (before.wishes if before else ())
        if wish.attribute in OF_THE_PERSON and wish.attribute not in stated
    ]
    return Search(
        words=message.rest if message.added else "",
        wishes=(*kept, *message.wishes),
        minimum=message.budget.minimum,
        maximum=message.budget.maximum if message.budget else (before.maximum if before else None),
        cheapest=message.cheapest,
    )


def another(message: Message, product: Shown) -> Search:
    """Another of the kind of a product: "the second one in blue"."""
    kind = product.category.rpartition(" > ")[2] or product.title
    rest = " ".join(message.added)
    return Search(
        words=f"{kind} {rest}".strip(),
        wishes=message.wishes,
        minimum=message.budget.minimum,
        maximum=message.budget.maximum,
        like=product.product_id,
        seen=(product.product_id,),
    )


def _refined(message: Message, dialogue: Dialogue, before: Search) -> Search:
    """The search that is on with what the message adds, changes or lifts."""
    minimum, maximum = before.minimum, before.maximum
    if message.budget:
        minimum, maximum = message.budget.minimum, message.budget.maximum
    elif message.lifts_the_limit:
        minimum = maximum = None
    elif message.cheaper and (price := _spoken_of(message, dialogue, min)):
        minimum, maximum = None, price - minor_unit()
    elif message.dearer and (price := _spoken_of(message, dialogue, max)):
        minimum, maximum = price + minor_unit(), None
    new = [*message.wishes]
    if message.another_brand:
        brands = {product.brand for product in dialogue.shown if product.brand}
        new += [Wish("brand", brand, wanted=False) for brand in sorted(brands)]
    added = [word for word in message.added if word not in before.words.lower().split()]
    added += ["large"] * message.bigger + ["small"] * message.smaller
    return replace(
        before,
        words=" ".join((before.words, *added)).strip(),
        wishes=merged([wish for wish in before.wishes if message.keeps(wish)], new),
        minimum=minimum,
        maximum=maximum,
        cheapest=message.cheapest,
        # What was shown may be what is meant now, unless something else is asked for.
        seen=before.seen if message.another else (),
    )


def _spoken_of(
    message: Message, dialogue: Dialogue, choose: Callable[[Iterable[Decimal]], Decimal]
) -> Decimal | None:
    """The price to go below or above: one that is named, else of the product in focus, else of all."""
    prices = {product.product_id: product.price for product in dialogue.shown if product.price}
    named = money.parse(message.text, bare=True)
    for price in prices.values():
        if named and named.maximum is not None and abs(named.maximum - price) < 1:
            return price
    return prices.get(dialogue.focus or "") or (choose(prices.values()) if prices else None)


def merged(before: Sequence[Wish], new: Sequence[Wish]) -> tuple[Wish, ...]:
    """Wishes of which the new ones replace what they contradict: one colour the other, "not red" red."""
    replaced = {wish.attribute for wish in new if wish.wanted}
    refused = {(wish.attribute, wish.value) for wish in new if not wish.wanted}
    kept = [
        wish
        for wish in before
        if not (wish.wanted and (wish.attribute in replaced or (wish.attribute, wish.value) in refused))
        and not (not wish.wanted and any(other.wanted and other.value == wish.value for other in new))
    ]
    return (*kept, *(wish for wish in new if wish not in kept))
