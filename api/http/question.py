"""The page that a link in an email opens: a question with one button, or what became of it."""

from html import escape
from http import HTTPStatus

from fastapi.responses import HTMLResponse

HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; "
    "frame-ancestors 'none'; base-uri 'none'",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}
PAGE = """<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta name="robots" content="noindex"><title>{title}</title>
<style>
:root {{ color-scheme: light dark }}
body {{ font: 1.1rem/1.5 system-ui, sans-serif; max-width: 26rem; margin: 18vh auto; padding: 0 1.25rem }}
button {{ font: inherit; padding: .7rem 1.4rem; border-radius: .5rem; border: 1px solid; cursor: pointer }}
</style>
<h1>{title}</h1>{content}</html>"""


def question(title: str, *, token: str, button: str, text: str = "") -> HTMLResponse:
    """One button that posts the token back: a mail scanner that follows every link must not press it."""
    form = f'<form method="post" action="?token={escape(token)}"><button>{escape(button)}</button></form>'
    return _page(title, _paragraph(text) + form, HTTPStatus.OK)


def said(title: str, text: str, *, status: HTTPStatus = HTTPStatus.OK) -> HTMLResponse:
    """What became of it."""
    return _page(title, _paragraph(text), status)


def _page(title: str, content: str, status: HTTPStatus) -> HTMLResponse:
    return HTMLResponse(PAGE.format(title=escape(title), content=content), status, HEADERS)


def _paragraph(text: str) -> str:
    return f"<p>{escape(text)}</p>" if text else ""
