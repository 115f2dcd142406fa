"""What a simulated shopper says: a survey answer, a preference, a budget, a liking; sometimes a wrong one."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from benchmarks.closed_loop.choices import PlayedSession
from benchmarks.closed_loop.people import Person, Shop
from core.products import Product
from demo.leaving import answer
from feedback.conversations import NewSignal
from feedback.reasons import Reason
from feedback.tables import SignalKind

LEAVING_SEEN = (0.12, 0.65)  # how often the page sees a shopper leave, with an empty and with a full basket
TALKS = 0.3  # how often one who talks to the assistant does so in a session
DEAR = 1.8  # "under £30" is this many times what the shopper likes to pay
NOT_IT = (
    "Changed my mind, not really my style",
    "It isn't quite what I had in mind",
    "doesn't go with anything I have",
    "Thought I wanted it, I don't",
    "not what I am after",
    "looked nicer in the first picture",
)
"""What a shopper writes about a basket that disappointed them; no survey option says it."""


@dataclass(frozen=True)
class Candour:
    """The shares of shoppers who answer surveys and who talk, and the share of what is said that is wrong."""

    answers: float = 0.10
    talks: float = 0.10
    wrong: float = 0.05


USUAL = Candour()


def leaving_seen(session: PlayedSession, rng: np.random.Generator) -> bool:
    """Whether the exit-intent survey may come up; the shopper must not have bought."""
    return bool(rng.random() < LEAVING_SEEN[bool(session.basket)]) and not session.bought


def answered(session: PlayedSession, candour: Candour, rng: np.random.Generator) -> tuple[Reason, str]:
    """What the shopper ticks and writes."""
    if rng.random() < candour.wrong:
        return list(Reason)[int(rng.integers(len(Reason)))], ""
    if session.reason is not None:
        return answer(session.reason, rng)
    return Reason.OTHER, NOT_IT[int(rng.integers(len(NOT_IT)))]


def preferences(person: Person, shop: Shop, candour: Candour, rng: np.random.Generator) -> list[NewSignal]:
    """One to three things that the shopper tells the assistant of their taste, before they look around."""
    truths = _truths(person, shop.products)
    chosen = rng.choice(len(truths), size=int(rng.integers(1, 4)), replace=False)
    said = [truths[i] for i in sorted(chosen.tolist())]
    return [
        _mistaken(signal, shop.products, rng) if rng.random() < candour.wrong else signal for signal in said
    ]


def liking(
    session: PlayedSession, person: Person, shop: Shop, candour: Candour, rng: np.random.Generator
) -> list[NewSignal]:
    """What the shopper says of the product that they looked at last: that it is lovely, or not for them."""
    product = session.interactions[-1][1]
    likes = (person.match[product] > 0) != (rng.random() < candour.wrong)
    kind = SignalKind.LIKE if likes else SignalKind.DISLIKE
    return [NewSignal(kind, product_id=shop.products[product].product_id)]


def _truths(person: Person, products: Sequence[Product]) -> list[NewSignal]:
    taste = person.taste
    best = products[int(person.glance.argmax())]
    said = [("colour", colour, True) for colour in sorted(taste.liked_colours)]
    said += [("colour", colour, False) for colour in sorted(taste.disliked_colours)]
    said += [("for", whom, True) for whom in sorted(taste.whom - {"everyone"})]
    said += [
        ("material", sorted(taste.materials)[0], True),
        ("category", best.category.split(" > ")[-1], True),
    ]
    budget = str(5 * int(1 + DEAR * taste.price_level // 5))
    preferred = [
        NewSignal(SignalKind.PREFERENCE, attribute=name, value=value, wanted=wanted)
        for name, value, wanted in said
    ]
    return [*preferred, NewSignal(SignalKind.BUDGET, value=budget)]


def _mistaken(said: NewSignal, products: Sequence[Product], rng: np.random.Generator) -> NewSignal:
    """The same kind of statement, taken from a product at random."""
    product = products[int(rng.integers(len(products)))]
    if said.kind is SignalKind.BUDGET:
        return NewSignal(SignalKind.BUDGET, value=str(product.price))
    values = {"category": product.category.split(" > ")[-1], **product.attributes}
    value = values.get(said.attribute or "") or said.value
    return NewSignal(SignalKind.PREFERENCE, attribute=said.attribute, value=value, wanted=said.wanted)
