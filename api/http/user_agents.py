"""Who calls, by the name that their program gives itself: crawlers, monitors and driven browsers say it."""

import re
from collections.abc import Collection
from functools import cache, lru_cache

from crawleruseragents import CRAWLER_USER_AGENTS_DATA
from fastapi import Request

LIBRARY = "http-library"
"""The list's word for what other programs speak HTTP through: a shop's own app or server may do that."""
CRAWLS = re.compile(r"crawl|scrap|bot|httrack|colly", re.IGNORECASE)
"""Of those libraries, the ones that are for nothing else."""
UNLISTED = r"\+https?://|(?i:headless|synthetics|jsdom|cypress|\b(?:bot|crawler|spider)\b|(?<!cu)bot/)"
"""How robots name themselves that no list knows yet; Cubot makes phones."""
LONGEST = 1_000
"""No browser's name has more characters; what follows is not read."""


def is_program(request: Request, *, own: Collection[str] = ()) -> bool:
    """Whether a storefront's request comes from no person's browser; what holds one of `own` always does."""
    name = request.headers.get("user-agent", "")[:LONGEST]
    return not any(word in name for word in own) and _is_program(name)


@lru_cache(maxsize=4_096)
def _is_program(name: str) -> bool:
    return not name.strip() or _known().search(name) is not None


@cache
def _known() -> re.Pattern[str]:
    listed = (
        crawler["pattern"]
        for crawler in CRAWLER_USER_AGENTS_DATA
        if LIBRARY not in crawler.get("tags", ()) or CRAWLS.search(crawler["pattern"])
    )
    return re.compile("|".join((UNLISTED, *listed)))
