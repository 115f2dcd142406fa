"""What a shop's browsers send: events, questions for recommendations, searches, consent, surveys."""

import json
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from random import Random
from urllib.parse import quote
from uuid import UUID

from benchmarks.load.client import Request, bearer
from benchmarks.shops import COLOURS, THINGS

MIX = {
    "recommendations": 35,
    "events": 30,
    "search": 15,
    "consent": 5,
    "decide": 5,
    "due": 5,
    "respond": 5,
}
"""Of a hundred requests; `events` are posts of one to five."""
EVENTS = ("view", "view", "view", "impression", "click", "cart")
REASONS = ("extra_costs", "price", "just_browsing", "comparing", "slow_delivery")
PHRASES = tuple(quote(f"{colour} {thing}") for colour in COLOURS for thing in THINGS)


class Traffic:
    """Makes one request after another, each of another visitor."""

    def __init__(self, key: str, tokens: Sequence[str], *, products: int, seed: int) -> None:
        self._visitors = [bearer(key, token) for token in tokens]
        self._products = products
        self._random = Random(seed)
        self._now = datetime.now(UTC).isoformat()
        self._kinds: list[Callable[[bytes], Request]] = [getattr(self, f"_{name}") for name in MIX]
        self._weights = [sum(list(MIX.values())[: place + 1]) for place in range(len(MIX))]

    def __call__(self) -> Request:
        """The next request."""
        (kind,) = self._random.choices(self._kinds, cum_weights=self._weights)
        return kind(self._random.choice(self._visitors))

    def _recommendations(self, visitor: bytes) -> Request:
        where = self._random.choice(
            ("home", f"product&product_id={self._product()}", f"cart&cart={self._product()}")
        )
        return Request("recommendations", "GET", f"/v1/recommendations?placement={where}", visitor)

    def _search(self, visitor: bytes) -> Request:
        return Request("search", "GET", f"/v1/search?q={self._random.choice(PHRASES)}&limit=12", visitor)

    def _consent(self, visitor: bytes) -> Request:
        return Request("consent", "GET", "/v1/consent", visitor)

    def _decide(self, visitor: bytes) -> Request:
        decision = {"personalisation": True, "recovery_email": self._random.random() < 0.5}
        return Request("decide", "PUT", "/v1/consent", visitor, json.dumps(decision).encode())

    def _due(self, visitor: bytes) -> Request:
        return Request("due", "GET", "/v1/surveys/due", visitor)

    def _respond(self, visitor: bytes) -> Request:
        answer = {
            "id": self._id(),
            "version": 1,
            "reason": self._random.choice(REASONS),
            "session_id": "s-load",
            "product_ids": [self._product()],
        }
        path = "/v1/surveys/exit_intent/responses"
        return Request("respond", "POST", path, visitor, json.dumps(answer).encode())

    def _events(self, visitor: bytes) -> Request:
        batch = [self._event() for _ in range(self._random.randint(1, 5))]
        return Request("events", "POST", "/v1/events", visitor, json.dumps({"events": batch}).encode())

    def _event(self) -> dict[str, object]:
        return {
            "id": self._id(),
            "type": self._random.choice(EVENTS),
            "occurred_at": self._now,
            "session_id": "s-load",
            "product_id": self._product(),
            "quantity": 1,
            "price": "19.50",
            "context": {"device": "phone"},
        }

    def _product(self) -> str:
        return f"p{int(self._products * self._random.random() ** 2)}"

    def _id(self) -> str:
        return str(UUID(int=self._random.getrandbits(128), version=4))
