"""The recovery email in a browser, as a mail program shows it: no name is too long for any screen."""

from dataclasses import replace
from typing import Any

import pytest
from playwright.sync_api import Browser

from core.keys import Keys
from core.settings import Settings
from recovery.carts import SoldLine
from recovery.messages import Letter, compose
from tests.browser.conftest import Screenshot
from tests.recovery.messages.test_letter import LETTER, NOW, part
from tests.recovery.messages.test_names import NAMES, cart
from tests.recovery.shop import ANSWER, BOOTS, JACKET

pytestmark = pytest.mark.browser

LETTERS = {
    "names": replace(
        LETTER,
        lines=[SoldLine(replace(JACKET, title=name), 2) for name in NAMES.values()],
        answers=(replace(ANSWER, product=replace(BOOTS, title=NAMES["a long word"])),),
    ),
    "large": replace(LETTER, lines=cart(57)),
}
SCREENS: dict[str, dict[str, Any]] = {
    "desktop": {"viewport": {"width": 900, "height": 900}},
    "phone": {"viewport": {"width": 390, "height": 844}},
    "dark": {"viewport": {"width": 390, "height": 844}, "color_scheme": "dark"},
}


@pytest.mark.parametrize("screen", SCREENS)
@pytest.mark.parametrize("letter", LETTERS.values(), ids=LETTERS)
def test_no_email_is_wider_than_its_screen(
    letter: Letter,
    screen: str,
    browser: Browser,
    settings: Settings,
    keys: Keys,
    screenshot: Screenshot,
    request: pytest.FixtureRequest,
) -> None:
    html = part(compose(letter, settings=settings, keys=keys, now=NOW), "html")
    context = browser.new_context(**SCREENS[screen])
    context.route("**", lambda route: route.abort())  # no picture arrives: their words stand instead
    page = context.new_page()
    page.set_content(html)
    screenshot(page, f"email-{request.node.callspec.id}")
    width = page.evaluate("document.documentElement.scrollWidth")
    context.close()
    assert width == SCREENS[screen]["viewport"]["width"]
