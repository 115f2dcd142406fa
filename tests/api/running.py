"""The API on a port of its own, for those who ask it as anybody would: a fuzzer, generated clients."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

from httpx2 import Client  # the test client's own
from sqlalchemy import Engine

from api.app import create_app
from core.clock import Clock
from core.database import connect, transaction
from core.keys import Keys, Purpose, address_hash, load_keys, sign
from core.migration import upgrade
from core.settings import Settings
from recovery.tables import AbandonedCart
from tests.clock import ManualClock
from tests.live import free_port, serving
from tests.services import open_shop
from tests.shop import Visitor

EMAIL = "ayla@example.com"
FAR_OFF = 4_102_444_800
"""Seconds since 1970: when the link of a question ends."""


@dataclass(frozen=True, slots=True)
class RunningApi:
    """Where the API answers, its keys, and a client that has the secret one."""

    url: str
    keys: Keys
    clock: Clock
    engine: Engine
    server: Client

    def visitor(self) -> Visitor:
        """A new browser."""
        return Visitor.arrives(self.server, self.keys, self.clock)

    def something(self, visitor: Visitor) -> Mapping[str, str]:
        """Put something of everything into the shop that an operation can name; parameter -> its value."""
        server, now = self.server, self.clock.now().isoformat()
        address = f"email-1:{address_hash(self.keys, EMAIL)}"
        server.put("/v1/products/rain-jacket", json={"title": "Rain jacket", "price": "34.00"})
        server.put("/v1/orders/HF-1", json={"email": EMAIL, "status": "placed", "placed_at": now})
        rule = {"name": "Rain", "action": "boost", "match": {"categories": ["Outdoors"]}}
        visitor.does("cart", "mug")
        asked = visitor.post("/v1/chat/messages", {"id": str(uuid4()), "text": "something blue"}).json()
        conversation = f"/v1/conversations/{asked['conversation_id']}"
        said = {"signals": [{"kind": "preference", "attribute": "colour", "value": "blue"}]}
        learned = server.post(f"{conversation}/signals", json=said).json()
        return {
            "product_id": "rain-jacket",
            "order_id": "HF-1",
            "external_id": "c-1042",
            "shopper_id": "c-1042",
            "rule_id": server.post("/v1/rules", json=rule).json()["rule_id"],
            "conversation_id": asked["conversation_id"],
            "signal_id": learned["signals"][0]["signal_id"],
            "survey": "exit_intent",
            "version": "before-all",
            "restore_token": self._left_cart(visitor),
            "/v1/unsubscribe": sign(self.keys, Purpose.UNSUBSCRIBE, address),
            "/v1/confirm": sign(self.keys, Purpose.CONFIRM, f"claim-1:{FAR_OFF}"),
        }

    def _left_cart(self, visitor: Visitor) -> str:
        """The token of a cart that the visitor left."""
        now, cart_id = self.clock.now(), str(uuid4())
        with transaction(self.engine) as session:
            session.add(
                AbandonedCart(
                    cart_id=cart_id,
                    shopper_id=visitor.get("/v1/privacy/export").json()["shopper"][0]["shopper_id"],
                    session_id=visitor.session_id,
                    lines=[{"product_id": "mug", "quantity": 1}],
                    started_at=now,
                    last_activity_at=now,
                    detected_at=now,
                )
            )
        return sign(self.keys, Purpose.CART, cart_id)


@contextmanager
def running_api(var: Path) -> Iterator[RunningApi]:
    """The small shop in a folder of its own, without limits on how often it may be asked."""
    url = f"http://127.0.0.1:{free_port()}"
    settings = Settings(_env_file=None, var=var, database_url="", public_url=url, limits_url="")
    keys, engine, clock = load_keys(settings), connect(settings.database), ManualClock()
    upgrade(engine)
    app = create_app(settings, services=open_shop(settings, engine, keys, clock))
    secret = {"Authorization": f"Bearer {keys.secret}"}
    with serving(app, url), Client(base_url=url, headers=secret, timeout=60) as server:
        yield RunningApi(url, keys, clock, engine, server)
