"""What some settings must be like, said at the start rather than at the first use."""

from typing import Annotated
from urllib.parse import urlsplit

from limits import parse
from pydantic import AfterValidator


def _readable(limit: str) -> str:
    if limit:
        parse(limit)
    return limit


Quota = Annotated[str, AfterValidator(_readable)]
"""A limit as the library `limits` writes it, such as 30/minute or 5 per 10 seconds; empty for none."""


def _on_the_web(page: str) -> str:
    if not page or urlsplit(page).scheme not in ("", "http", "https"):
        raise ValueError("is neither a path in the shop, such as cart.html, nor an address such as https://…")
    return page


ShopPage = Annotated[str, AfterValidator(_on_the_web)]
"""A page of the shop."""


def with_driver(url: str) -> str:
    """A database's URL as it is written everywhere, with the driver that is installed here: psycopg 3."""
    for scheme in ("postgres://", "postgresql://"):
        if url.startswith(scheme):
            return "postgresql+psycopg://" + url.removeprefix(scheme)
    return url
