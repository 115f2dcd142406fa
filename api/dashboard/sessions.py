"""Who is signed in: a signed cookie bound to the password, and form tokens bound to the cookie."""

import json
import secrets
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Annotated

from fastapi import Depends, Form, Request, Response
from sqlmodel import Session

from api.dependencies import Now, ServicesOf
from api.work import SessionOf
from core.accounts import fingerprint
from core.errors import NotAllowed, NotSignedIn
from core.keys import Keys, Purpose, read, sign
from core.settings import Settings
from core.tables import Account

PATH = "/dashboard"
SESSION, VISIT = "rapport_session", "rapport_visit"
LASTS = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A session as its cookie carries it; `secret` ties forms to it, `password` is the hash's fingerprint."""

    username: str
    secret: str
    password: str
    at: str  # ISO 8601

    @classmethod
    def begin(cls, account: Account, now: datetime) -> "SignedIn":
        """A new session."""
        return cls(account.username, secrets.token_urlsafe(16), fingerprint(account), now.isoformat())

    def holds(self, session: Session, now: datetime) -> bool:
        """Whether it is young enough and its account still has the password it began with."""
        account = session.get(Account, self.username)
        young = timedelta(0) <= now - datetime.fromisoformat(self.at) < LASTS
        return young and account is not None and fingerprint(account) == self.password


def signed_in(request: Request, services: ServicesOf, session: SessionOf, now: Now) -> SignedIn:
    """The session of the request's cookie; NotSignedIn where there is none that holds."""
    content = read(services.keys, Purpose.DASHBOARD, request.cookies.get(SESSION, ""))
    found = SignedIn(**json.loads(content))
    if not found.holds(session, now):
        raise NotSignedIn("This session has ended; sign in again.")
    return found


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


def remember(response: Response, services: ServicesOf, session: SignedIn) -> None:
    """Give the browser the session's cookie, in place of the visit's."""
    value = sign(services.keys, Purpose.DASHBOARD, json.dumps(asdict(session)))
    set_cookie(response, services.settings, SESSION, value, seconds=int(LASTS.total_seconds()))
    response.delete_cookie(VISIT, path=PATH)


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
