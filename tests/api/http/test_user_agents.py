"""Names of programs and of browsers, as they were seen."""

import pytest
from starlette.requests import Request

from api.http.user_agents import is_program

BY_PROGRAMS = (
    "",
    "  ",
    "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
    "Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)",
    "Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; GPTBot/1.2; +https://openai.com/gptbot)",
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 HeadlessChrome/120.0 Safari/537.36",
    "Mozilla/5.0+(compatible; UptimeRobot/2.0; http://www.uptimerobot.com/)",
    "Pingdom.com_bot_version_1.4_(http://www.pingdom.com/)",
    "Mozilla/5.0 (X11; Linux x86_64) Chrome/118.0 Safari/537.36 Chrome-Lighthouse",
    "Mozilla/5.0 (Windows NT 10.0) Chrome/120.0 Safari/537.36 DatadogSynthetics",
    "Scrapy/2.11 (+https://scrapy.org)",
    "a bot that no list knows",
    "NewBot/0.1",
)
BY_PEOPLE = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/120.0 Safari/537.36",
    "Mozilla/5.0 (Windows NT 10.0; rv:121.0) Gecko/20100101 Firefox/121.0",
    "Mozilla/5.0 (Linux; Android 9; CUBOT_P30) AppleWebKit/537.36 Chrome/70.0 Mobile Safari/537.36",
    "Mozilla/5.0 (Linux; Android 11; CUBOT X30) AppleWebKit/537.36 Chrome/90.0 Mobile Safari/537.36",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_1) AppleWebKit/605.1.15 GSA/291.0 Mobile Safari/604.1",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 16_5) AppleWebKit/605.1.15 Mobile/15E148 [Pinterest/iOS]",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0) AppleWebKit/605.1.15 Mobile/15E148 [FBAN/FBIOS;FBAV/440.0]",
    "Mozilla/5.0 (Linux; Android 13) AppleWebKit/537.36 Chrome/111.0 Mobile DuckDuckGo/5 Safari/537.36",
    "OurShop/2.1 okhttp/4.9.0",
    "axios/1.6.2",
)
"""The last two are a shop's own app, and its own server that hands on what browsers send."""


def request(agent: str | None) -> Request:
    headers = [] if agent is None else [(b"user-agent", agent.encode())]
    return Request({"type": "http", "headers": headers})


@pytest.mark.parametrize("agent", [None, *BY_PROGRAMS])
def test_a_program_is_known_by_its_name_or_by_having_none(agent: str | None) -> None:
    assert is_program(request(agent))


@pytest.mark.parametrize("agent", BY_PEOPLE)
def test_a_person_is_not(agent: str) -> None:
    assert not is_program(request(agent))


def test_a_shop_says_what_is_its_own() -> None:
    headless = BY_PROGRAMS[5]
    assert not is_program(request(headless), own=["HeadlessChrome"])
    assert is_program(request(headless), own=["OurShop/"])


def test_a_name_without_end_is_read_as_far_as_a_name_goes() -> None:
    assert not is_program(request("x" * 100_000 + " Googlebot/2.1"))
