"""Who is signed in: a cookie whose session is in the database, and form tokens bound to the session."""

import secrets
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Form, Request, Response

from api.http.clients import client_of
from api.http.dependencies import Now, ServicesOf
from api.http.work import SessionOf
from core import signing_in
from core.errors import NotAllowed, NotSignedIn
from core.keys import Keys, Purpose, keyed_hash, read, sign
from core.settings import Settings

PATH = "/dashboard"
SESSION, PRESESSION, DEVICE = "rapport_session", "rapport_visit", "rapport_device"
DEVICE_SECONDS = 400 * 86_400
"""How long a browser is known that somebody signed in with; browsers keep no cookie longer."""


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Whose session it is; `secret` ties forms to it and is not what the cookie holds."""

    username: str
    secret: str


def signed_in(request: Request, services: ServicesOf, session: SessionOf, now: Now) -> SignedIn:
    """The session of the request's cookie; NotSignedIn where there is none that holds."""
    dashboard_session = signing_in.signed_in(
        session, services.keys, request.cookies.get(SESSION, ""), now=now
    )
    if dashboard_session is None:
        raise NotSignedIn("This session has ended; sign in again.")
    return SignedIn(dashboard_session.username, dashboard_session.token_hash)


SignedInOf = Annotated[SignedIn, Depends(signed_in)]


def token_for(keys: Keys, secret: str) -> str:
    """What a form carries to prove that it came from a page of this browser."""
    return sign(keys, Purpose.FORM, secret)


def check_form(keys: Keys, secret: str, token: str) -> None:
    """NotAllowed where a form came from elsewhere, or from a page of an earlier session."""
    try:
        genuine = bool(secret) and secrets.compare_digest(read(keys, Purpose.FORM, token), secret)
    except NotSignedIn:
        genuine = False
    if not genuine:
        raise NotAllowed("This form has expired. Open the page again and repeat what you did.")


def own_form(services: ServicesOf, account: SignedInOf, form_token: Annotated[str, Form()] = "") -> SignedIn:
    """The session of a form that came from one of its own pages."""
    check_form(services.keys, account.secret, form_token)
    return account


OwnForm = Annotated[SignedIn, Depends(own_form)]


class Device:
    """Which client tries a name: a browser in which that name has signed in before, else its address.

    So whoever guesses at a name makes its owner wait neither elsewhere nor in a browser of their own.
    """

    def __init__(self, request: Request, keys: Keys, name: str) -> None:
        self._keys, self._name = keys, name
        self._known = self._read(request.cookies.get(DEVICE, ""))
        self._address = client_of(request)

    @property
    def hash(self) -> str:
        """What its tries for the name are counted under."""
        kind, who = ("device", self._known) if self._known else ("address", self._address)
        return keyed_hash(self._keys, kind, who, self._name)

    def remember(self, response: Response, settings: Settings) -> None:
        """Know this browser again when the name is tried in it next time."""
        value = sign(self._keys, Purpose.DEVICE, f"{self._known or secrets.token_urlsafe(16)} {self._name}")
        set_cookie(response, settings, DEVICE, value, seconds=DEVICE_SECONDS)

    def _read(self, cookie: str) -> str:
        try:
            device, _, name = read(self._keys, Purpose.DEVICE, cookie).partition(" ")
        except NotSignedIn:
            return ""
        return device if name == self._name else ""


def remember(response: Response, settings: Settings, token: str) -> None:
    """Give the browser the session's cookie, in place of the session's."""
    set_cookie(response, settings, SESSION, token, seconds=int(signing_in.LASTS.total_seconds()))
    response.delete_cookie(PRESESSION, path=PATH)


def set_cookie(response: Response, settings: Settings, name: str, value: str, *, seconds: int) -> None:
    """A cookie that no script reads and no other site's form sends."""
    response.set_cookie(
        name,
        value,
        max_age=seconds,
        path=PATH,
        secure=settings.public_url.startswith("https:"),
        httponly=True,
        samesite="lax",
    )
