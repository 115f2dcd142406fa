"""Pages: templates that escape everything, headers that let nothing foreign run, errors told in words."""

from collections.abc import Callable, Coroutine
from datetime import UTC, datetime
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.parse import quote

from fastapi import Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, RedirectResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from api.dashboard import words
from api.dashboard.models import words as model_words
from api.dashboard.sessions import PATH, SignedIn, token_for
from api.http.dependencies import Services
from api.http.errors import STATUSES
from api.http.work import WorkRoute
from core import locales
from core.errors import NotSignedIn, RapportError
from core.settings import Settings

HERE = Path(__file__).parent
STATIC = HERE / "static"
"""Served at /dashboard/static: the style sheet and the two small scripts."""

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; form-action 'self'; "
        "frame-src 'self'; frame-ancestors 'self'; base-uri 'none'"
    ),
    "X-Frame-Options": "SAMEORIGIN",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cache-Control": "no-store",
}
"""On every answer of the dashboard; a route may set one of its own before."""
LONGEST_ADDRESS = 2_000
"""So long an address is led back to after signing in; a longer one would come back three times as long."""

_templates = Environment(
    loader=FileSystemLoader(HERE), autoescape=True, undefined=StrictUndefined, trim_blocks=True
)
_templates.filters |= {
    "day": locales.day,
    "moment": locales.moment,
    "iso": lambda at: at.astimezone(UTC).isoformat(timespec="seconds"),
    "instant": datetime.fromisoformat,
    "number": locales.number,
    "percent": locales.percent,
    "signed": locales.signed,
    "points": words.points,
    "reason": words.reason,
    "label": words.label,
    "shortened": words.shortened,
    "duration": locales.duration,
    "decision": model_words.decision,
    "counts": model_words.counts,
    "figures": model_words.figures,
    "importance": model_words.importance,
}
_templates.globals["email_states"] = words.EMAIL_STATES


def render(
    template: str, *, settings: Settings, status: HTTPStatus = HTTPStatus.OK, **context: Any
) -> HTMLResponse:
    """A page; whatever stands in `context` is escaped where it is shown."""
    shared = {"shop_name": settings.shop_name, "simulated": settings.simulated, "account": None}
    return HTMLResponse(_templates.get_template(template).render(shared | context), status_code=status)


def page(template: str, services: Services, account: SignedIn, **context: Any) -> HTMLResponse:
    """A page for somebody who is signed in; its forms carry their token."""
    token = token_for(services.keys, account.secret)
    return render(template, settings=services.settings, account=account.username, form_token=token, **context)


def to(path: str) -> Response:
    """Lead on to another page."""
    return RedirectResponse(f"{PATH}/{path}", HTTPStatus.SEE_OTHER)


class PageRoute(WorkRoute):
    """A route that answers people: a missing session leads to the sign-in page, an error is told in words."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The route's handler with the errors turned into pages and the headers added."""
        answer = super().get_route_handler()

        async def handle(request: Request) -> Response:
            try:
                response = await answer(request)
            except NotSignedIn:
                response = _to_sign_in(request)
            except RapportError as error:
                status = STATUSES.get(type(error), HTTPStatus.BAD_REQUEST)
                response = _told(request, status, error.detail)
            except RequestValidationError:
                response = _told(
                    request,
                    HTTPStatus.UNPROCESSABLE_ENTITY,
                    "This address or form cannot be read.",
                )
            for name, value in HEADERS.items():
                response.headers.setdefault(name, value)
            return response

        return handle


def _to_sign_in(request: Request) -> Response:
    asked = PATH
    if request.method == "GET":
        asked = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    if len(asked) > LONGEST_ADDRESS:  # none of our own
        asked = PATH
    return RedirectResponse(f"{PATH}/sign-in?next={quote(asked)}", HTTPStatus.SEE_OTHER)


def _told(request: Request, status: HTTPStatus, detail: str) -> Response:
    settings = request.app.state.services.settings
    return render("shared/message.html", settings=settings, status=status, title=status.phrase, detail=detail)
