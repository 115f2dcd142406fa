"""/docs in a real browser: all that OpenAPI tells of is drawn, and nobody else is asked for anything."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.api.documented import operations
from tests.api.running import running_api
from tests.browser.conftest import DESKTOP, visiting

pytestmark = pytest.mark.browser


def test_the_docs_draw_every_operation_and_ask_nobody_else(browser: Browser, tmp_path: Path) -> None:
    with running_api(tmp_path) as api, visiting(browser, api.url, DESKTOP) as context:
        page = context.new_page()
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.goto("/docs")
        expect(page.locator(".opblock")).to_have_count(len(operations()))
        page.locator(".opblock", has_text="/v1/events").first.locator(".opblock-summary-control").click()
        expect(page.get_by_text("A storefront asks too often.").first).to_be_visible()
        expect(page.locator(".errors-wrapper")).to_have_count(0)
        page.wait_for_load_state("networkidle")
        assert f"{api.url}/openapi.json" in asked
        assert [url for url in asked if not url.startswith((f"{api.url}/", "data:"))] == []
