"""Signing in and out. A wrong name and a wrong password look the same and take the same time."""

import secrets
from datetime import timedelta
from http import HTTPStatus
from typing import Annotated
from urllib.parse import unquote, urlsplit

from fastapi import APIRouter, Form, Query, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import Field

from api.dashboard.pages import LONGEST_ADDRESS, PageRoute, render
from api.dashboard.sessions import (
    PATH,
    PRESESSION,
    SESSION,
    Device,
    OwnForm,
    check_form,
    remember,
    set_cookie,
    token_for,
)
from api.http.dependencies import Now, Services, ServicesOf
from api.http.fields import Checked
from api.http.limited import limited_address
from api.http.quotas import QuotaKind
from api.http.work import SessionOf
from core import accounts, signing_in, throttle
from core.database import transaction

router = APIRouter(prefix=PATH, include_in_schema=False, route_class=PageRoute)

PRESESSION_SECONDS = 3_600
Next = Annotated[str, Query(alias="next", max_length=LONGEST_ADDRESS)]


class SignInForm(Checked):
    """What the form sends; `to` is the page that was asked for."""

    username: str = Field(default="", max_length=200)
    password: str = Field(default="", max_length=accounts.LONGEST)
    form_token: str = ""
    to: str = Field(default=PATH, max_length=LONGEST_ADDRESS)


@router.get("/sign-in")
def sign_in_page(request: Request, services: ServicesOf, to: Next = PATH) -> Response:
    """The form."""
    return _form(request, services, to=to)


@router.post("/sign-in", dependencies=[limited_address(QuotaKind.SIGN_IN)])
def sign_in(
    request: Request, services: ServicesOf, now: Now, form: Annotated[SignInForm, Form()]
) -> Response:
    """Let somebody in who knows a password."""
    check_form(services.keys, request.cookies.get(PRESESSION, ""), form.form_token)
    name = form.username.strip().lower()
    device = Device(request, services.keys, name)
    with transaction(services.engine) as session:
        wait = throttle.attempt(session, device.hash, now=now)
    if wait:
        return _wait(request, services, to=form.to, wait=wait)
    # Not the session of the request: that one would hold the write lock for as long as the hash takes.
    with transaction(services.engine, writes=False) as session:
        account = accounts.check(session, name, form.password)
    if account is None:
        return _form(request, services, to=form.to, error="This name and password do not fit together.")
    with transaction(services.engine) as session:
        throttle.succeeded(session, device.hash)
        token = signing_in.begin(session, services.keys, account, now=now)
    accounts.forget_first_password(account.username, file=services.settings.first_password_file)
    response = RedirectResponse(local(form.to), HTTPStatus.SEE_OTHER)
    remember(response, services.settings, token)
    device.remember(response, services.settings)
    return response


@router.post("/sign-out")
def sign_out(account: OwnForm, session: SessionOf) -> Response:
    """End the session, here and for whoever has a copy of its cookie."""
    signing_in.end(session, account.secret)
    response = RedirectResponse(f"{PATH}/sign-in", HTTPStatus.SEE_OTHER)
    response.delete_cookie(SESSION, path=PATH)
    return response


def local(to: str) -> str:
    """Where to go after signing in: a page of the dashboard, whatever the address asked for."""
    parts = urlsplit(to)
    inside = parts.path == PATH or parts.path.startswith(f"{PATH}/")
    inside = inside and ".." not in unquote(parts.path).split("/")  # a browser goes up, also by %2e%2e
    if parts.scheme or parts.netloc or not inside or not to.isprintable() or "\\" in to:
        return PATH
    return to


def _wait(request: Request, services: Services, *, to: str, wait: timedelta) -> Response:
    seconds = int(wait.total_seconds()) + 1
    error = f"Too many tries. Wait {seconds} seconds, then try again."
    response = _form(request, services, to=to, error=error)
    response.status_code = HTTPStatus.TOO_MANY_REQUESTS
    response.headers["Retry-After"] = str(seconds)
    return response


def _form(request: Request, services: Services, *, to: str, error: str = "") -> Response:
    """The form is tied to a cookie too: another site cannot sign a browser in to an account of its choice."""
    presession = request.cookies.get(PRESESSION) or secrets.token_urlsafe(16)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if error else HTTPStatus.OK
    response = render(
        "sign_in/sign_in.html",
        settings=services.settings,
        status=status,
        error=error,
        to=local(to),
        form_token=token_for(services.keys, presession),
    )
    set_cookie(response, services.settings, PRESESSION, presession, seconds=PRESESSION_SECONDS)
    return response
