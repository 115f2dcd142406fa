"""The sample shop's real pages in Chromium, with an API that answers as a test says: no Rasa, no model."""

import json
from collections import deque
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from urllib.parse import unquote, urlsplit

from playwright.sync_api import Browser, Locator, Page, Route, expect
from starlette.testclient import TestClient

from core.products import Product
from demo.catalog import products
from demo.storefront import create_storefront
from tests.browser.conftest import WIDGET, visiting
from tests.browser.shopper import say

SHOP = "https://shop.test"
SAID_AT = "2026-11-29T09:30:00Z"
CATALOG: Mapping[str, Product] = {product.product_id: product for product in products(SHOP)}

JACKET, ROBE, SOLD_OUT = "rain-jacket-sky", "changing-robe-blue", "quilted-jacket-navy"
FOUR = (JACKET, ROBE, "toddler-rain-jacket-blue", SOLD_OUT)


def recommended(product_id: str, reason: str = "", **changes: Any) -> dict[str, Any]:
    """A product as recommendations have it."""
    product = CATALOG[product_id]
    described = {
        "product_id": product_id,
        "title": product.title,
        "price": str(product.price),
        "currency": product.currency,
        "stock": product.stock,
        "url": product.url,
        "image_url": product.image_url,
    }
    return {"product": described | changes, "reason": {"code": "x", "text": reason, "product_id": None}}


@dataclass
class Script:
    """What the assistant answers, in its order, and what it was told."""

    answers: deque[list[dict[str, Any]]] = field(default_factory=deque)
    conversation: list[dict[str, Any]] = field(default_factory=list)
    told: list[dict[str, Any]] = field(default_factory=list)
    """What was posted, the messages and the events, in the order in which it came."""
    stock: dict[str, int] = field(default_factory=dict)
    """Of products that have another than the catalog says."""
    breaks_at: str = "-"
    """A message that begins so does not arrive."""
    loses_an_answer: bool = False
    """The next message arrives, and its answer is on its way when the page goes."""
    storefront: TestClient = field(default_factory=lambda: TestClient(create_storefront(SHOP, "pk")))

    def answer(self, *messages: Mapping[str, Any]) -> None:
        """What the next message is answered."""
        self.answers.append([{"text": "", **message} for message in messages])

    @property
    def texts(self) -> list[str]:
        """The messages that came."""
        return [body["text"] for body in self.told if "text" in body]

    def serve(self, route: Route) -> None:
        """Any request of the page."""
        request, path = route.request, urlsplit(route.request.url).path
        if path.startswith("/widget/"):
            route.fulfill(path=WIDGET / path.rsplit("/", 1)[1])
        elif path.startswith("/v1/"):
            sent: dict[str, Any] = json.loads(request.post_data or "{}")
            if sent.get("text", "").startswith(self.breaks_at) or self._is_lost(sent):
                route.abort()
            else:
                body = self._api(request.method, path, sent)
                route.fulfill(status=404 if body is None else 200, body=json.dumps(body or {}))
        else:
            page = self.storefront.get(request.url.removeprefix(SHOP))
            route.fulfill(status=page.status_code, headers=dict(page.headers), body=page.content)

    def _api(self, method: str, path: str, body: dict[str, Any]) -> Any:
        match path.removeprefix("/v1/").split("/"):
            case ["visitors"]:
                return {"visitor_id": "v", "token": "t"}
            case ["events"]:
                self.told += body["events"]
                return {}
            case ["chat", "messages"]:
                return self._say(body) if method == "POST" else {"messages": self.conversation}
            case ["chat", "preferences"]:
                return {"preferences": []}
            case ["products", product_id]:
                return self._product(unquote(product_id))
            case _:
                return {"products": [], "survey": None, "personalisation": True, "recovery_email": False}

    def _is_lost(self, body: dict[str, Any]) -> bool:
        lost = self.loses_an_answer and "text" in body
        if lost:
            self.loses_an_answer = False
            said = {**body, "sender": "shopper", "tapped": False, "sent_at": datetime.now(UTC).isoformat()}
            self.conversation.append(said)
        return lost

    def _say(self, body: dict[str, Any]) -> dict[str, Any]:
        self.told.append(body)
        answers = self.answers.popleft() if self.answers else [{"text": "Noted."}]
        said = {**body, "sender": "shopper", "tapped": body["text"].startswith("/")}
        self.conversation = [message for message in self.conversation if message["id"] != body["id"]]
        messages = [
            {"id": f"{body['id']}-{position}", "sender": "assistant", **answer}
            for position, answer in enumerate(answers)
        ]
        self.conversation += [{**message, "sent_at": SAID_AT} for message in (said, *messages)]
        return {"assistant": "rasa", "messages": self.conversation[-len(messages) :]}

    def _product(self, product_id: str) -> dict[str, Any] | None:
        if product_id not in CATALOG:
            return None
        product = CATALOG[product_id]
        told = recommended(product_id, stock=self.stock.get(product_id, product.stock))["product"]
        more = {name: getattr(product, name) for name in ("description", "brand", "category")}
        return {**told, **more, "attributes": dict(product.attributes)}


@contextmanager
def scripted(browser: Browser, device: dict[str, Any]) -> Iterator[tuple[Page, Script]]:
    """The shop's front door, for somebody who was never there."""
    script = Script()
    with visiting(browser, SHOP, device) as context:
        context.route(f"{SHOP}/**", script.serve)
        page = context.new_page()
        page.goto("/")
        yield page, script


def panel(page: Page) -> Locator:
    return page.locator("rapport-chat").get_by_role("dialog", name="Ask us")


def open_panel(page: Page) -> Locator:
    page.get_by_role("button", name="Ask us").click()
    expect(page.get_by_label("Your message")).to_be_focused()
    return panel(page)


BLUE, CHEAP = '/take_off{"part": "colour:blue"}', '/take_off{"part": "price"}'
SEARCH: dict[str, Any] = {
    "text": "Two that are blue.",
    "chips": [{"title": "blue", "payload": BLUE}, {"title": "up to £80", "payload": CHEAP}],
    "products": [recommended(JACKET, "It keeps the rain off."), recommended(SOLD_OUT)],
    "buttons": [{"title": "Show more", "payload": "/show_more"}],
}
QUOTE: dict[str, Any] = {
    "text": "Its description says:",
    "quote": {"text": "Taped seams <b>keep</b> the rain out.", "source": "Its description"},
}


def comparison(count: int) -> dict[str, Any]:
    products = [CATALOG[product_id] for product_id in FOUR[:count]]
    return {
        "products": [
            {
                "product_id": product.product_id,
                "title": product.title,
                "url": product.url,
                "image_url": product.image_url,
            }
            for product in products
        ],
        "rows": [
            {"name": "Price", "values": [f"£{product.price}" for product in products], "differs": True},
            {"name": "Material", "values": ["cotton", "", "polyester", "wool"][:count], "differs": True},
            {"name": "Waterproof", "values": ["yes"] * count, "differs": False},
        ],
        "advice": ["The robe, if it is for the beach.", "The jacket, if it is for the city."],
    }


def searched(page: Page, script: Script) -> None:
    open_panel(page)
    script.answer(SEARCH)
    say(page, "something blue up to 80 pounds")


def focused(page: Page) -> str:
    """The name of what has the focus, in whichever shadow tree."""
    name: str = page.evaluate(
        """() => {
          let node = document.activeElement;
          while (node?.shadowRoot?.activeElement) node = node.shadowRoot.activeElement;
          return node.getAttribute('aria-label') ?? node.labels?.[0]?.innerText ?? node.innerText.trim();
        }"""
    )
    return name
