"""What a free text means: the meaning of the nearest of some sentences of ours."""

from collections.abc import Callable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from feedback.reasons import Effect, Reason, effect_of
from feedback.tables import SurveyResponse

Encode = Callable[[Sequence[str]], NDArray[np.float32]]

CLOSE_ENOUGH = 0.5
"""Cosine below which a text is too far from every example; MiniLM puts unrelated sentences near 0.1."""

EXAMPLES: Mapping[Reason, tuple[str, ...]] = {
    Reason.EXTRA_COSTS: (
        "the shipping costs are too high",
        "postage made it too expensive",
        "extra fees at the end",
    ),
    Reason.SLOW_DELIVERY: ("delivery takes too long", "it would not arrive in time", "I need it sooner"),
    Reason.TRUST: ("I don't trust this site with my card", "is this shop genuine", "looks like a scam"),
    Reason.ACCOUNT_REQUIRED: ("I had to create an account", "I don't want to register", "no guest checkout"),
    Reason.LONG_CHECKOUT: ("too many steps to check out", "the form was too long", "checkout is complicated"),
    Reason.SITE_ERROR: ("the page crashed", "the button did not work", "I got an error message"),
    Reason.RETURNS_POLICY: (
        "returns are too difficult",
        "unclear how to send it back",
        "return postage is not free",
    ),
    Reason.TOTAL_NOT_VISIBLE: ("I could not see the total price", "no idea what it costs in the end"),
    Reason.CARD_DECLINED: ("my card was declined", "the payment was refused", "payment failed"),
    Reason.PAYMENT_METHODS: (
        "I want to pay with PayPal",
        "no way to pay by invoice",
        "my payment method is missing",
    ),
    Reason.JUST_BROWSING: ("just looking around", "saving it for later", "not ready to buy yet"),
    Reason.PRICE: ("the product is too expensive", "it costs too much", "I found it too pricey"),
    Reason.COMPARING: (
        "comparing with other shops",
        "looking at alternatives first",
        "checking prices elsewhere",
    ),
    Reason.SIZE_OR_FIT: (
        "not sure about the size",
        "will it fit me",
        "unsure if it is compatible",
        "which size am I",
    ),
    Reason.STOCK: ("my size is sold out", "not in stock in the colour I want", "not enough available"),
}

NOT_WANTED = (
    "it is not what I wanted",
    "I don't like it",
    "this is not what I was looking for",
    "wrong kind of product",
)
"""Sentences against the product itself: they say nothing of the shop, so the reason stays "other"."""


class Understanding:
    """Compares free text with the examples of every meaning, encoded once."""

    def __init__(self, encode: Encode) -> None:
        self._encode = encode
        self._meanings: list[tuple[Reason, Effect]] = []
        sentences: list[str] = []
        for reason, examples in EXAMPLES.items():
            sentences += examples
            self._meanings += [(reason, effect_of(reason))] * len(examples)
        sentences += NOT_WANTED
        self._meanings += [(Reason.OTHER, Effect.NEGATIVE)] * len(NOT_WANTED)
        self._examples = encode(sentences)

    def __call__(self, response: SurveyResponse) -> tuple[Reason, Effect, float, str]:
        """The reason, its effect, how sure (0 to 1), and who says so."""
        if response.reason is not Reason.OTHER:
            return response.reason, effect_of(response.reason), 1.0, "choice"
        if not response.text:
            return Reason.OTHER, Effect.KEEP, 1.0, "choice"
        similarities = self._examples @ self._encode([response.text])[0]
        nearest = int(np.argmax(similarities))
        confidence = float(np.clip(similarities[nearest], 0.0, 1.0))
        if confidence < CLOSE_ENOUGH:
            return Reason.OTHER, Effect.KEEP, 1.0 - confidence, "encoder"
        return *self._meanings[nearest], confidence, "encoder"
