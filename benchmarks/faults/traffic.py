"""Who uses the shop meanwhile: writers of events, shoppers who ask, and carts that are left."""

import random
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import httpx

from benchmarks.faults.record import Record
from core.keys import Keys

SECONDS = 15.0
"""How long a client waits for an answer."""
BATCH = 10
BROKEN = {httpx.ConnectError: "refused", httpx.ConnectTimeout: "refused", httpx.TimeoutException: "timeout"}
AGAIN = (422, 500, 502, 503, 504)
"""What is sent again; 422 too, since a server whose clock was set back takes every event for a future one."""
LEFT = timedelta(minutes=3)
"""How long ago the carts were left that come in now."""


class Client:
    """One keep-alive connection, as a browser or a shop's server has it."""

    def __init__(self, url: str, record: Record) -> None:
        self._http = httpx.Client(base_url=url, timeout=SECONDS)
        self._record = record

    def ask(
        self, method: str, path: str, *, headers: dict[str, str], body: Any = None
    ) -> httpx.Response | None:
        """The answer, whatever its status; None where the connection broke. Both are recorded."""
        begun = time.monotonic()
        response, status = None, "dropped"
        try:
            response = self._http.request(method, path, headers=headers, json=body)
            status = str(response.status_code)
        except httpx.TransportError as error:
            status = next((name for kind, name in BROKEN.items() if isinstance(error, kind)), status)
        self._record.answered(f"{method} {path.partition('?')[0]}", status, time.monotonic() - begun)
        return response

    def insist(self, stopped: threading.Event, *arguments: Any, **options: Any) -> httpx.Response | None:
        """Ask with the same words until it is done, or refused for good; None where time is up."""
        while True:
            response = self.ask(*arguments, **options)
            if response is not None and response.status_code not in AGAIN:
                return response
            if stopped.wait(0.5):
                return None


class Traffic:
    """Threads that go on until `stop`, and then until what they began is done."""

    def __init__(self, url: str, keys: Keys, record: Record, *, products: int) -> None:
        self._url = url
        self._record = record
        self._products = products
        self._server = {"Authorization": f"Bearer {keys.secret}"}
        self._storefront = {"Authorization": f"Bearer {keys.publishable}"}
        self._stopping = threading.Event()
        self._given_up = threading.Event()
        self._threads: list[threading.Thread] = []
        self.written: set[str] = set()
        """Every event that was sent, acknowledged or not."""
        self.left: set[str] = set()
        """The addresses of those whose carts came in whole."""

    def start(self, *, writers: int = 4, shoppers: int = 3) -> None:
        """Let them all in."""
        for number in range(writers):
            self._go(self._write, f"writer-{number}")
        for _ in range(shoppers):
            self._go(self._shop)
        self._go(self._leave_carts)

    def stop(self, *, patience: float) -> None:
        """Begin nothing more; wait until every event that was sent is acknowledged."""
        self._stopping.set()
        deadline = time.monotonic() + patience
        for thread in self._threads:
            thread.join(max(deadline - time.monotonic(), 0.0))
        self._given_up.set()
        for thread in self._threads:
            thread.join(SECONDS * 2)

    def _go(self, work: Callable[..., None], *arguments: object) -> None:
        thread = threading.Thread(target=work, args=arguments, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _write(self, name: str) -> None:
        client = Client(self._url, self._record)
        while not self._stopping.wait(0.3):
            events = [self._event(f"{name}-{index % 3}") for index in range(BATCH)]
            ids = [str(event["id"]) for event in events]
            self.written.update(ids)
            body = {"events": events}
            answer = client.insist(self._given_up, "POST", "/v1/events", headers=self._server, body=body)
            if answer is not None and answer.status_code == 202:
                self._record.acknowledge(ids)
                self._record.works("events")

    def _event(self, shopper_id: str) -> dict[str, object]:
        return {
            "id": str(uuid4()),
            "type": "view",
            "occurred_at": (datetime.now(UTC) - LEFT).isoformat(),
            "session_id": shopper_id,
            "shopper_id": shopper_id,
            "product_id": self._product(),
        }

    def _product(self) -> str:
        return f"p{random.randrange(self._products)}"

    def _shop(self) -> None:
        client = Client(self._url, self._record)
        welcome = client.insist(self._given_up, "POST", "/v1/visitors", headers=self._storefront)
        if welcome is None:
            return
        headers = self._storefront | {"Rapport-Visitor": welcome.json()["token"]}
        while not self._stopping.wait(0.2):
            for path in ("/v1/recommendations?limit=4", "/v1/search?q=blue+mug", "/v1/consent"):
                answer = client.ask("GET", path, headers=headers)
                if answer is not None and answer.status_code == 200:
                    self._record.works(path.partition("?")[0].rpartition("/")[2])
            body = {"id": str(uuid4()), "text": "something blue"}
            answer = client.ask("POST", "/v1/chat/messages", headers=headers, body=body)
            if answer is not None and answer.status_code == 200 and answer.json()["assistant"] == "rasa":
                self._record.works("chat")

    def _leave_carts(self) -> None:
        """Each by somebody new, who allows emails and was last seen some minutes ago."""
        client = Client(self._url, self._record)
        number = 0
        while not self._stopping.wait(0.5):
            number += 1
            with suppress(LookupError):  # time was up in the middle
                self._leave_cart(client, f"cart-{number}")

    def _leave_cart(self, client: Client, name: str) -> None:
        address = f"{name}@example.com"
        visitor = self._sure(client, "POST", "/v1/visitors").json()["visitor_id"]
        who = {"visitor_id": visitor, "external_id": name, "email": address}
        self._sure(client, "POST", "/v1/identify", who)
        self._sure(client, "PUT", f"/v1/consent?shopper_id={name}", {"recovery_email": True})
        event = self._event(name) | {"type": "cart", "price": "9.50", "currency": "GBP"}
        self.written.add(str(event["id"]))
        answer = self._sure(client, "POST", "/v1/events", {"events": [event]})
        if answer.status_code == 202:
            self._record.acknowledge([str(event["id"])])
            self.left.add(address)

    def _sure(self, client: Client, method: str, path: str, body: Any = None) -> httpx.Response:
        answer = client.insist(self._given_up, method, path, headers=self._server, body=body)
        if answer is None:
            raise LookupError(path)
        return answer
