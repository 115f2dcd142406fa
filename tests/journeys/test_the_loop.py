"""The loop as one shopper lives it: looked, answered, left, said yes, was written to, bought, was erased."""

import email
import re
from collections.abc import Iterator
from datetime import timedelta
from email.message import EmailMessage
from email.policy import default as policy
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import httpx
import pytest
from sqlalchemy import make_url, text
from sqlmodel import Session

from core.shoppers import personal_tables
from recommender.models import registry
from recovery.confirmation import SUBJECT
from tests.clock import ManualClock
from tests.live import KEYS, LiveShop, Ports, live_api, live_settings
from tests.shop import shop_catalog

ADDRESS = "ayla@example.com"
SENTENCE = "a gift for my aunt Ottilie of the seventeen geese"
PHONE = "+44 7700 900 123"


@pytest.fixture
def shop(tmp_path: Path, ports: Ports, encoder: Path, rasa: Path, clock: ManualClock) -> Iterator[LiveShop]:
    """The small shop, running, with a clock that the test moves and the real assistant."""
    settings = live_settings(tmp_path / "var", ports, encoder)
    settings = settings.model_copy(update={"tracker_url": f"sqlite:///{rasa / 'bot' / 'tracker.db'}"})
    with live_api(settings, clock) as running:
        products = [ProductJson(product).body for product in shop_catalog()]
        server = httpx.Client(base_url=running.api_url, headers={"Authorization": f"Bearer {KEYS.secret}"})
        assert server.post("/v1/products", json={"products": products}).json() == {"changed": len(products)}
        running.services.answers.refresh()  # as the process does within a second, on a quiet machine
        yield running
        server.close()


class ProductJson:
    """A product as a shop's server sends it."""

    def __init__(self, product: Any) -> None:
        names = ("product_id", "title", "category", "currency", "stock", "image_url", "attributes")
        self.body = {name: getattr(product, name) for name in names} | {"price": str(product.price)}


class Browser:
    """A visitor over real HTTP."""

    def __init__(self, shop: LiveShop, clock: ManualClock) -> None:
        self._clock = clock
        self.http = httpx.Client(base_url=shop.api_url, timeout=60)
        self.http.headers["Authorization"] = f"Bearer {shop.publishable_key}"
        visitor = self.http.post("/v1/visitors").json()
        self.http.headers["Rapport-Visitor"] = visitor["token"]
        self.visitor_id: str = visitor["visitor_id"]

    def does(self, event_type: str, product_id: str, **fields: Any) -> None:
        event = {
            "id": str(uuid4()),
            "type": event_type,
            "occurred_at": self._clock.now().isoformat(),
            "session_id": "s-1",
            "product_id": product_id,
            **fields,
        }
        response = self.http.post("/v1/events", json={"events": [event]})
        assert response.json() == {"accepted": 1, "duplicates": 0, "not_allowed": 0}, response.text

    def says(self, words: str) -> dict[str, Any]:
        response = self.http.post("/v1/chat/messages", json={"id": str(uuid4()), "text": words})
        assert response.status_code == 200, response.text
        answer: dict[str, Any] = response.json()
        return answer

    def answers(self, reason: str, *product_ids: str) -> dict[str, Any]:
        body = {
            "id": str(uuid4()),
            "version": 1,
            "reason": reason,
            "session_id": "s-1",
            "product_ids": list(product_ids),
        }
        response = self.http.post("/v1/surveys/exit_intent/responses", json=body)
        assert response.status_code == 201, response.text
        answer: dict[str, Any] = response.json()["answer"]
        return answer


@pytest.fixture
def ayla(shop: LiveShop, clock: ManualClock) -> Iterator[Browser]:
    """A shopper who has just come in."""
    browser = Browser(shop, clock)
    yield browser
    browser.http.close()


def _messages(shop: LiveShop) -> list[EmailMessage]:
    files = sorted(shop.settings.outbox_folder.glob("*.eml"))
    return [email.message_from_bytes(file.read_bytes(), policy=policy) for file in files]


def questions(shop: LiveShop) -> list[EmailMessage]:
    """Those that ask whether a typed address is its reader's."""
    return [message for message in _messages(shop) if message["Subject"] == SUBJECT]


def outbox(shop: LiveShop) -> list[EmailMessage]:
    """The emails about carts."""
    return [message for message in _messages(shop) if message["Subject"] != SUBJECT]


def confirms(shop: LiveShop, address: str) -> None:
    """The question comes, the link is followed, the button pressed."""
    for _ in range(2):
        shop.run("confirm-addresses")
    (question,) = questions(shop)
    assert question["To"] == address
    (link,) = re.findall(r"http\S+/v1/confirm\?token=\S+", part(question, "plain"))
    assert "<button>" in httpx.get(link).text
    assert httpx.post(link).status_code == 200


def part(message: EmailMessage, kind: str) -> str:
    body = message.get_body((kind,))
    assert body is not None
    return str(body.get_content())


def write_due_emails(shop: LiveShop) -> None:
    for job in ("label-responses", "detect-abandoned-carts", "send-recovery-emails"):
        shop.run(job)


def rows_with(shop: LiveShop, needle: str) -> list[str]:
    """The tables of our database in which any column of any row holds a text."""
    tables = []
    with Session(shop.engine) as session:
        names = session.execute(text("SELECT name FROM sqlite_master WHERE type = 'table'")).scalars().all()
        for name in names:
            rows = session.execute(text(f'SELECT * FROM "{name}"')).all()
            tables += [name for row in rows if needle in repr(tuple(row))]
    return tables


def files_with(shop: LiveShop, needle: str) -> list[str]:
    """The files below var/ and the assistant's, both databases' own and every log too, that hold a text."""
    tracker = make_url(shop.settings.tracker).database
    folders = (shop.settings.var, Path(tracker or "").parent.parent)
    files = [file for folder in folders for file in folder.rglob("*") if file.is_file()]
    return [file.name for file in files if needle.encode() in file.read_bytes()]


@pytest.mark.rasa
def test_the_loop_closes(shop: LiveShop, ayla: Browser, clock: ManualClock) -> None:
    ayla.does("view", "rain-jacket")
    ayla.does("cart", "rain-jacket", price="34.00", currency="GBP")
    ayla.http.post("/v1/identify", json={"email": ADDRESS})
    ayla.http.put("/v1/consent", json={"recovery_email": True})

    answer = ayla.answers("extra_costs", "rain-jacket")
    assert "£6.00 away" in answer["text"]

    said = ayla.says("something blue under 20 pounds")
    assert said["assistant"] == "rasa"
    offered = [
        recommendation["product"] for message in said["messages"] for recommendation in message["products"]
    ]
    assert offered
    assert all(float(product["price"]) <= 20 for product in offered)
    assert offered[0]["attributes"]["colour"] == "blue"
    ayla.says(f"{SENTENCE}, call {PHONE}")
    ayla.says("can I talk to a person")
    remembered = ayla.http.get("/v1/chat/preferences").json()["preferences"]
    assert {(preference["kind"], preference["value"]) for preference in remembered} >= {
        ("preference", "blue"),
        ("budget", "20.00"),
    }
    home = ayla.http.get("/v1/recommendations").json()["products"]
    assert {recommendation["product"]["product_id"] for recommendation in home[:2]} == {"rain-hat", "mug"}

    write_due_emails(shop)
    assert outbox(shop) == []  # Ayla has only just left
    clock.advance(timedelta(hours=2))
    write_due_emails(shop)
    assert outbox(shop) == []  # the address may be anybody's
    confirms(shop, ADDRESS)
    write_due_emails(shop)
    write_due_emails(shop)
    (message,) = outbox(shop)
    check_email(message)
    check_links(shop, message)

    ayla.does("purchase", "rain-jacket", price="34.00", currency="GBP", order_id="HF-1")
    clock.advance(timedelta(days=8))
    write_due_emails(shop)
    assert len(outbox(shop)) == 1

    shop.run("retrain")
    counts = registry.versions(shop.settings.models_folder)[0].counts
    assert counts["labels"] == 1
    assert counts["signals"] >= 2

    check_erasure(shop, ayla)


def check_email(message: EmailMessage) -> None:
    assert message["To"] == ADDRESS
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    for kind in ("html", "plain"):
        body = part(message, kind)
        assert "Blue rain jacket" in body
        assert "£34.00" in body
        assert "£3.95" in body  # the paragraph that answers shipping costs
        assert "£6.00" in body
    html = part(message, "html")
    assert "https://shop.example/rain.png" in html
    suggested = [title for title in ("Blue rain hat", "Blue stoneware mug", "Red umbrella") if title in html]
    assert 1 <= len(suggested) <= 3
    assert not any(
        title in html for title in ("wellington", "teapot", "cast-iron", "bowl")
    )  # beyond 20 pounds


def check_links(shop: LiveShop, message: EmailMessage) -> None:
    (restore,) = set(re.findall(r"\?restore=([\w.-]+)", part(message, "html")))
    lines = httpx.get(
        f"{shop.api_url}/v1/carts/{restore}", headers={"Authorization": f"Bearer {shop.publishable_key}"}
    ).json()["lines"]
    assert [(line["product"]["product_id"], line["quantity"]) for line in lines] == [("rain-jacket", 1)]
    link = str(message["List-Unsubscribe"]).strip("<>")
    assert "token" in parse_qs(urlsplit(link).query)
    assert link in part(message, "html").replace("&amp;", "&")
    assert "<button>" in httpx.get(link).text


def check_erasure(shop: LiveShop, ayla: Browser) -> None:
    export = ayla.http.get("/v1/privacy/export").json()
    shopper_id = export["shopper"][0]["shopper_id"]
    conversation_id = export["conversation"][0]["conversation_id"]
    needles = (shopper_id, ayla.visitor_id, ADDRESS, conversation_id, SENTENCE, PHONE)
    assert rows_with(shop, shopper_id)
    for needle in (ADDRESS, SENTENCE, PHONE):
        assert files_with(shop, needle)
    erased = ayla.http.post("/v1/privacy/erasure", json={}).json()["erased"]
    assert erased["assistant_tracker"] > 0
    assert erased["outbox"] == 1
    for needle in needles:
        assert rows_with(shop, needle) == []
        assert files_with(shop, needle) == []
    with Session(shop.engine) as session:
        for table in personal_tables():
            left = session.execute(table.select().where(table.c.shopper_id == shopper_id)).all()
            assert left == [], table.name


@pytest.mark.rasa
def test_one_click_ends_the_emails(shop: LiveShop, ayla: Browser, clock: ManualClock) -> None:
    ayla.does("cart", "mug")
    ayla.http.post("/v1/identify", json={"email": ADDRESS})
    ayla.http.put("/v1/consent", json={"recovery_email": True})
    confirms(shop, ADDRESS)
    clock.advance(timedelta(hours=2))
    write_due_emails(shop)
    (message,) = outbox(shop)
    link = str(message["List-Unsubscribe"]).strip("<>")
    done = httpx.post(link, data={"List-Unsubscribe": "One-Click"})
    assert done.status_code == 200
    assert ayla.http.get("/v1/consent").json()["recovery_email"] is False
    clock.advance(timedelta(days=10))
    ayla.does("cart", "teapot")
    clock.advance(timedelta(hours=2))
    write_due_emails(shop)
    assert len(outbox(shop)) == 1
