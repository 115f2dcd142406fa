"""The sample shop with its real assistant, started for a measurement and ended with it."""

import os
import socket
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx

from core.keys import load_keys
from core.settings import Settings
from demo.__main__ import SAMPLE_SETTINGS, prepare, services
from demo.processes import Processes

Json = dict[str, Any]
LIMITS = ("CHAT_VISITOR", "CHAT_ADDRESS", "VISITORS_ADDRESS", "EVENTS_VISITOR", "EVENTS_ADDRESS")
ORDERS = (("HF-20007", "shipped", 2), ("HF-20003", "delivered", 9))
"""Numbers, where they are and how many days ago they were placed; they are of whoever talks just now."""
SLOW = 120.0
"""Seconds that one answer may take on a busy machine; how fast it is, other benchmarks say."""


@contextmanager
def running_shop(folder: Path) -> Iterator["Shop"]:
    """The shop in `folder`, filled and trained where it is new, until the block ends."""
    urls = {name: f"http://127.0.0.1:{free_port()}" for name in ("PUBLIC", "STOREFRONT", "ASSISTANT")}
    own = {f"RAPPORT_{name}_URL": url for name, url in urls.items()} | {
        "RAPPORT_VAR": str(folder.resolve()),
        "RAPPORT_ENCODER": str(Path("var/encoder").resolve()),
        "RAPPORT_ACTIONS_URL": f"http://127.0.0.1:{free_port()}/webhook",
        "RAPPORT_ASSISTANT_TIMEOUT_SECONDS": "60",  # a busy machine, too, measures the assistant
        "DATABASE_URL": "",
        **{f"RAPPORT_LIMIT_{name}": "1000000/minute" for name in LIMITS},
    }
    os.environ.update(SAMPLE_SETTINGS | own)
    settings = Settings()
    keys = load_keys(settings)
    prepare(settings)
    with Processes(settings.var / "log") as processes:
        for service in services(settings, keys):
            if service.name != "worker":
                processes.start(service)
        processes.wait_until_ready(lambda _: None, lambda _, __: None)
        yield Shop(settings.public_url, keys.secret, keys.publishable)


@dataclass(frozen=True)
class Shop:
    """Where it answers, and with which keys."""

    url: str
    secret: str
    publishable: str

    def shopper(self) -> "Shopper":
        """Somebody new, signed in, with two orders: one on its way, one that has arrived."""
        visitor = self._post("visitors", self.publishable)
        name = f"benchmark-{uuid.uuid4()}"
        self._post("identify", self.secret, {"visitor_id": visitor["visitor_id"], "external_id": name})
        consent = {"personalisation": True, "recovery_email": True}
        headers = {"Rapport-Visitor": visitor["token"]}
        self._put("consent", consent, key=self.publishable, headers=headers)
        today = datetime.now(UTC)
        for order_id, status, days in ORDERS:
            news = {
                "status": status,
                "shopper_id": name,
                "placed_at": (today - timedelta(days=days)).isoformat(),
                "carrier": "Parcel North",
            }
            if status == "shipped":
                news["expected_on"] = (today + timedelta(days=1)).date().isoformat()
            self._put(f"orders/{order_id}", news)
        return Shopper(self, visitor["token"], uuid.uuid4().hex)

    def _post(self, path: str, key: str, body: Json | None = None, headers: Json | None = None) -> Json:
        response = httpx.post(
            f"{self.url}/v1/{path}",
            json=body or {},
            headers={"Authorization": f"Bearer {key}", **(headers or {})},
            timeout=SLOW,
        )
        response.raise_for_status()
        return dict(response.json()) if response.content else {}

    def _put(self, path: str, body: Json, *, key: str = "", headers: Json | None = None) -> None:
        own = {"Authorization": f"Bearer {key or self.secret}", **(headers or {})}
        httpx.put(f"{self.url}/v1/{path}", json=body, headers=own, timeout=SLOW).raise_for_status()

    def signals(self, conversation_id: str) -> list[Json]:
        """What is known of the shopper from conversations now."""
        headers = {"Authorization": f"Bearer {self.secret}"}
        path = f"{self.url}/v1/conversations/{conversation_id}/signals"
        response = httpx.get(path, headers=headers, timeout=SLOW)
        response.raise_for_status()
        return list(response.json()["signals"])


@dataclass
class Shopper:
    """One person in one browser; the page that they have open does what the assistant asks of the basket."""

    shop: Shop
    token: str
    session: str

    def say(self, text: str, *, page: str | None = None) -> Json:
        """What `POST /v1/chat/messages` answers; nothing where it refuses what is no message."""
        body: Json = {"id": str(uuid.uuid4()), "text": text}
        if page:
            body["product_id"] = page
        try:
            return self.shop._post("chat/messages", self.shop.publishable, body, headers=self._headers)
        except httpx.HTTPStatusError as error:
            if error.response.status_code != httpx.codes.UNPROCESSABLE_ENTITY:
                raise
            return {"messages": [], "conversation_id": ""}

    def do(self, request: Json) -> Json:
        """What the shop's page does with a basket request, and what the assistant says to that."""
        kind = "remove" if request["action"] == "remove" else "cart"
        self.report(kind, request["product_id"], int(request.get("quantity") or 1))
        done = f'/basket_result{{"request_id": "{request["request_id"]}", "done": "yes"}}'
        return self.say(done)

    def report(self, kind: str, product_id: str, quantity: int) -> None:
        """An event as the storefront script sends it."""
        event = {
            "id": str(uuid.uuid4()),
            "type": kind,
            "occurred_at": datetime.now(UTC).isoformat(),
            "session_id": self.session,
            "product_id": product_id,
            "quantity": quantity,
        }
        self.shop._post("events", self.shop.publishable, {"events": [event]}, headers=self._headers)

    @property
    def _headers(self) -> Json:
        return {"Rapport-Visitor": self.token}


def free_port() -> int:
    """A port of this machine that nobody listens at."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])
