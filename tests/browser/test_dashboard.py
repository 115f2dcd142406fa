"""The dashboard in a real Chromium: it shows what shoppers sent and runs none of it, on every screen."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import Engine

from api.app import create_app, outside_places
from api.assistant import Assistant
from api.http.dependencies import Services
from api.http.quotas import Quotas
from api.http.work import Workers
from api.probe import Probe
from core import accounts, catalog
from core.database import connect, transaction
from core.keys import Keys
from core.settings import Settings
from feedback.conversations import TrackerStore
from serving.answers import Answers
from serving.product_questions import ProductQuestions
from serving.shop_questions import ShopQuestions
from tests.api.dashboard.seeding import (
    PASSWORD,
    seed_answer,
    seed_carts,
    seed_conversation,
    seed_email,
)
from tests.browser.conftest import DESKTOP, PHONE, Screenshot, visiting
from tests.clock import ManualClock
from tests.live import free_port, serving
from tests.shop import WordEncoder, shop_catalog

pytestmark = pytest.mark.browser

FAULTS = (Path(__file__).parent / "faults.js").read_text()
RUN = "top.document.title='taken'"
EVIL = f'<script>{RUN}</script><img src=x onerror="{RUN}"><svg onload="{RUN}"></svg>'


@pytest.fixture
def url(settings: Settings, engine: Engine, keys: Keys, clock: ManualClock) -> Iterator[str]:
    """A dashboard with something bad in every place that a shopper can reach."""
    with transaction(engine) as session:
        catalog.upsert(session, shop_catalog(), now=clock.now())
        accounts.set_password(session, "marek", PASSWORD, clock.now())
    seed_carts(engine, clock, days_ago=1, abandoned=6, purchased=4)
    seed_carts(engine, clock, days_ago=8, abandoned=8, purchased=2)
    seed_answer(engine, clock, EVIL)
    seed_conversation(engine, clock, EVIL)
    seed_email(engine, clock, html=f"<h1>Your jacket</h1>{EVIL}", subject=f"Your jacket {EVIL}")
    away = httpx.MockTransport(lambda _request: httpx.Response(503))
    tracker = TrackerStore(connect(settings.tracker))
    answers = Answers(settings, engine, clock=clock, encoder=WordEncoder())
    services = Services(
        settings=settings,
        keys=keys,
        engine=engine,
        clock=clock,
        workers=Workers(engine, patience=settings.patience_seconds),
        probe=Probe(engine, settings.var),
        answers=answers,
        product_questions=ProductQuestions(answers.encoder),
        shop_questions=ShopQuestions(settings, answers.encoder),
        assistant=Assistant("http://assistant", timeout=1.0, transport=away),
        tracker=tracker,
        outside=outside_places(settings, tracker),
        quotas=Quotas(settings, keys),
    )
    address = f"http://127.0.0.1:{free_port()}"
    with serving(create_app(settings, services=services), address):
        yield address


@pytest.fixture(
    params=[(DESKTOP, "light"), (DESKTOP, "dark"), (PHONE, "light"), (PHONE, "dark")],
    ids=["desktop-light", "desktop-dark", "phone-light", "phone-dark"],
)
def marek(request: pytest.FixtureRequest, browser: Browser, url: str) -> Iterator[Page]:
    device, scheme = request.param
    with visiting(browser, url, {**device, "color_scheme": scheme}) as context:
        page = context.new_page()
        page.goto("/dashboard")
        page.get_by_label("Name").fill("marek")
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Sign in").click()
        yield page


def test_the_pages_show_everything_and_run_nothing(
    marek: Page, screenshot: Screenshot, request: pytest.FixtureRequest
) -> None:
    kind = request.node.callspec.id
    expect(marek.get_by_role("heading", name="The last seven days")).to_be_visible()
    expect(marek.locator(".figure")).to_have_text("60.0\u00a0%")
    expect(marek.locator("blockquote")).to_contain_text("<script>")
    _is_sound(marek)
    screenshot(marek, f"dashboard-{kind}")

    marek.locator("#emails ~ ul a").click()
    expect(marek.get_by_role("heading", level=1)).to_contain_text("<script>")
    expect(marek.locator(".view-phone").frame_locator("iframe").locator("h1")).to_have_text("Your jacket")
    _is_sound(marek)
    screenshot(marek, f"dashboard-email-{kind}")
    marek.get_by_text("Desktop", exact=True).click()
    expect(marek.get_by_title("The email at a desk")).to_be_visible()
    marek.get_by_text("Plain text", exact=True).click()
    expect(marek.get_by_text("You left a jacket.")).to_be_visible()
    _is_sound(marek)

    marek.goto("/dashboard")
    marek.locator("#waiting ~ ul a").click()
    expect(marek.locator(".talk")).to_contain_text("<script>")
    _is_sound(marek)
    marek.get_by_role("button", name="Done, I have seen to it").click()
    expect(marek.get_by_role("button", name="Open it again")).to_be_visible()
    marek.get_by_role("button", name="Sign out").click()
    expect(marek.get_by_role("heading", name="Sign in")).to_be_visible()


def _is_sound(page: Page) -> None:
    """Nothing that a shopper sent has run; everything is named, labelled and inside the screen."""
    assert page.title() != "taken"
    assert page.locator("main img, main script, main svg[onload]").count() == 0
    assert page.evaluate(FAULTS) == []
