"""The pages that links in emails open: a question with one button, what became of it, or why it fails."""

from collections.abc import Callable, Coroutine
from html import escape
from http import HTTPStatus
from typing import Any

from fastapi import Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse

from api.http.errors import RETRY_AFTER, STATUSES
from api.http.work import WorkRoute
from core.errors import InvalidInput, NotFound, NotSignedIn, RapportError, Unavailable
from core.settings import Settings

HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; "
    "frame-ancestors 'none'; base-uri 'none'",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}
_LAYOUT = """<!doctype html>
<html lang="en"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex"><title>{title} – {shop}</title>
<style>
:root {{ color-scheme: light dark; --ground: #f5f2ec; --card: #fff; --ink: #1e2529; --line: #e7e1d6 }}
@media (prefers-color-scheme: dark) {{
  :root {{ --ground: #13171a; --card: #1c2226; --ink: #eef1f0; --line: #2c353a }} }}
* {{ box-sizing: border-box }}
body {{ font: 1.0625rem/1.6 system-ui, sans-serif; margin: 0; padding: 2rem 1rem 3rem;
  background: var(--ground); color: var(--ink); overflow-wrap: anywhere }}
header, main {{ max-width: 32rem; margin: 0 auto }}
header {{ padding: 0 0 1.5rem; text-align: center; font: 500 1.3rem/1.2 Georgia, serif }}
main {{ background: var(--card); border: 1px solid var(--line); border-radius: 1rem; padding: 2rem 1.75rem }}
h1 {{ font: 500 1.7rem/1.25 Georgia, serif; margin: 0 0 1rem }}
p {{ margin: 0 0 1rem }}
a {{ color: inherit }}
button {{ font: inherit; font-weight: 600; padding: .8rem 1.6rem; min-height: 2.75rem; width: 100%; border: 0;
  border-radius: .6rem; background: var(--ink); color: var(--card); cursor: pointer }}
:focus-visible {{ outline: 3px solid #2f7fd6; outline-offset: 3px }}
</style></head>
<body><header><a href="{home}">{shop}</a></header>
<main><h1>{title}</h1>{content}</main></body></html>"""

IN_WORDS: dict[type[RapportError], tuple[str, str]] = {
    NotSignedIn: (
        "This link does not work",
        "It is not whole, or not one of ours. Please open it from the email once more, or copy all of it.",
    ),
    NotFound: ("This basket is not kept any more", "It was kept for a while only, or its owner erased it."),
    Unavailable: (
        "Please try again",
        "Something on our side does not answer. Open the link again in a minute.",
    ),
}
PAGE = {"text/html": {"schema": {"type": "string"}}}
"""What OpenAPI is told of a page."""


def opened_by_hand(request: Request) -> bool:
    """Whether a browser asks for a page, rather than a script for what stands in it."""
    return "text/html" in request.headers.get("accept", "") and "authorization" not in request.headers


class LinkRoute(WorkRoute):
    """A route that a link in an email opens: its reader gets a page, also where it fails.

    A route of pages answers JSON only to who asks for it, any other a page only to a browser.
    """

    def __init__(self, path: str, endpoint: Callable[..., Any], **options: Any) -> None:
        super().__init__(path, endpoint, **options)
        for status, told in self.responses.items():
            if int(status) >= HTTPStatus.BAD_REQUEST:
                told["content"] = told.get("content", {}) | PAGE

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The route's handler with the errors turned into pages."""
        answer = super().get_route_handler()
        is_page = self.response_class is HTMLResponse

        async def handle(request: Request) -> Response:
            try:
                return await answer(request)
            except (RapportError, RequestValidationError) as error:
                asked_for_json = "json" in request.headers.get("accept", "")
                if not (opened_by_hand(request) or (is_page and not asked_for_json)):
                    raise
                return _failed(request.app.state.services.settings, error)

        return handle


def question(settings: Settings, title: str, *, token: str, button: str, text: str = "") -> HTMLResponse:
    """One button that posts the token back: a mail scanner that follows every link must not press it."""
    form = f'<form method="post" action="?token={escape(token)}"><button>{escape(button)}</button></form>'
    return _page(settings, title, _paragraph(text) + form, HTTPStatus.OK)


def said(settings: Settings, title: str, text: str, *, status: HTTPStatus = HTTPStatus.OK) -> HTMLResponse:
    """What became of it, and the way to the shop."""
    on = f'<p><a href="{escape(settings.storefront_url)}">Go to {escape(settings.shop_name)}</a></p>'
    return _page(settings, title, _paragraph(text) + on, status)


def _failed(settings: Settings, error: RapportError | RequestValidationError) -> HTMLResponse:
    if isinstance(error, RequestValidationError | InvalidInput):
        return said(settings, *IN_WORDS[NotSignedIn], status=HTTPStatus.UNPROCESSABLE_ENTITY)
    kind = next((kind for kind in type(error).__mro__ if kind in IN_WORDS), Unavailable)
    page = said(settings, *IN_WORDS[kind], status=STATUSES[kind])
    if kind is Unavailable:
        page.headers["Retry-After"] = str(RETRY_AFTER)
    return page


def _page(settings: Settings, title: str, content: str, status: HTTPStatus) -> HTMLResponse:
    shop, home = escape(settings.shop_name), escape(settings.storefront_url)
    return HTMLResponse(
        _LAYOUT.format(title=escape(title), content=content, shop=shop, home=home), status, HEADERS
    )


def _paragraph(text: str) -> str:
    return f"<p>{escape(text)}</p>" if text else ""
