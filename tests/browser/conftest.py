"""A real Chromium, and the pages of it that the tests ask for."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect, sync_playwright

from core.clock import SystemClock
from demo.opening import open_shop
from demo.storefront import create_storefront
from tests.live import KEYS, LiveShop, Ports, live_api, live_settings, serving

WITHIN = 60_000
"""Milliseconds; what comes true ends a wait at once, and Playwright's own limits fail on a busy machine."""
expect.set_options(timeout=WITHIN)

ARTEFACTS = Path("var/test-artefacts")
WIDGET = Path("api/widget")
AGENT = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36"
"""A shopper's browser says this; a HeadlessChrome is asked nothing and counted nowhere."""
FLAGS = (
    "--headless",
    f"--user-agent={AGENT}",  # Playwright's own way leaves out what is sent as a page goes
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
DESKTOP = {"viewport": {"width": 1280, "height": 800}}
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
SMALL = {"viewport": {"width": 320, "height": 640}, "has_touch": True, "is_mobile": True}

Screenshot = Callable[[Page, str], None]


@pytest.fixture(scope="package")
def live_shop(
    tmp_path_factory: pytest.TempPathFactory, ports: Ports, encoder: Path, rasa: Path
) -> Iterator[LiveShop]:
    """The sample shop with its simulated month, a trained model and the assistant, in this very moment.

    For this folder only: the journeys use the same port, which the assistant knows.
    """
    settings = live_settings(tmp_path_factory.mktemp("shop"), ports, encoder)
    settings = settings.model_copy(update={"tracker_url": f"sqlite:///{rasa / 'bot' / 'tracker.db'}"})
    clock = SystemClock()
    with live_api(settings, clock) as shop:
        open_shop(shop.engine, base_url=settings.storefront_url, now=clock.now())
        for job in ("label-responses", "retrain"):
            shop.run(job)
        with serving(create_storefront(settings.public_url, KEYS.publishable), settings.storefront_url):
            yield shop


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The system's Chromium where there is one, else the one that Playwright downloaded."""
    with sync_playwright() as playwright:
        executable = shutil.which("chromium") or shutil.which("chromium-browser")
        browser = playwright.chromium.launch(executable_path=executable, args=list(FLAGS))
        yield browser
        browser.close()


@pytest.fixture
def screenshot() -> Screenshot:
    """Keeps what the browser shows under var/test-artefacts/."""
    ARTEFACTS.mkdir(parents=True, exist_ok=True)

    def save(page: Page, name: str) -> None:
        page.screenshot(path=ARTEFACTS / f"{name}.png")

    return save


@contextmanager
def visiting(browser: Browser, url: str, device: dict[str, Any]) -> Iterator[BrowserContext]:
    """A browser that has never been here; a script error on any of its pages fails the test."""
    context = browser.new_context(base_url=url, locale="en-GB", reduced_motion="reduce", **device)
    context.set_default_timeout(WITHIN)
    errors: list[str] = []
    context.on("weberror", lambda error: errors.append(str(error.error)))
    yield context
    context.close()
    assert errors == []


@pytest.fixture
def desktop(browser: Browser, live_shop: LiveShop) -> Iterator[Page]:
    """A new visitor at a desk."""
    with visiting(browser, live_shop.storefront_url, DESKTOP) as context:
        yield context.new_page()


@pytest.fixture(params=[PHONE, SMALL], ids=["phone", "small"])
def phone(request: pytest.FixtureRequest, browser: Browser, live_shop: LiveShop) -> Iterator[Page]:
    """A new visitor with a phone, of today's size and of the smallest."""
    with visiting(browser, live_shop.storefront_url, request.param) as context:
        yield context.new_page()


@pytest.fixture
def blank(browser: Browser) -> Iterator[Page]:
    """An empty page beside the widget's modules, without any server."""

    def answer(route: Route) -> None:
        name = route.request.url.rsplit("/", 1)[1]
        if name.endswith((".js", ".css")):
            route.fulfill(path=WIDGET / name)
        else:
            route.fulfill(body="<!doctype html><title>blank</title>", content_type="text/html")

    with visiting(browser, "https://widget.test", DESKTOP) as context:
        context.route("https://widget.test/**", answer)
        page = context.new_page()
        page.goto("/")
        yield page
