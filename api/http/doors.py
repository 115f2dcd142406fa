"""What stands outside of everything: who is calling, which page may read the answer, headers on each."""

import hmac
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

from fastapi import FastAPI
from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware.cors import CORSMiddleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from api.http.dependencies import Services
from api.http.errors import problem, problem_schemas
from api.http.renewal import HEADER
from core.keys import Keys
from core.settings import Settings

ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
}
"""On every answer that does not say otherwise: a page, a script, an error, a file that is not there."""
READABLE = ["Date", "Retry-After", "RateLimit", "RateLimit-Policy", HEADER]
"""The widget corrects a wrong clock by the first, waits as long as the second asks, keeps a renewed token."""
NOT_FOR_BROWSERS = (
    "A secret key (sk_…) belongs on a server and was sent from a page, where anybody can read it. Use the "
    "publishable key (pk_…) there, and replace the secret one: it is not secret any more."
)


class Doors(FastAPI):
    """FastAPI behind its doors: even the answer to a bug of ours goes out through them."""

    def openapi(self) -> dict[str, Any]:
        """FastAPI's document, with the errors that every route may answer."""
        document = super().openapi()
        document["components"]["schemas"].update(problem_schemas())
        return document

    def build_middleware_stack(self) -> ASGIApp:
        """The doors, and inside of them whatever FastAPI builds."""
        services = self.state.services
        if not isinstance(services, Services):
            raise TypeError("The app was started without its services.")
        inside = Cors(super().build_middleware_stack(), settings=services.settings, keys=services.keys)
        answering: ASGIApp = AnswerHeaders(inside)
        proxies = services.settings.trusted_proxies
        return ProxyHeadersMiddleware(answering, trusted_hosts=proxies) if proxies else answering  # type: ignore[arg-type,return-value]


class AnswerHeaders:
    """Adds the headers of every answer, and those that something inside asks for in `request.state`."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request, or another message of the protocol, which passes."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        asked: dict[str, str] = {}
        scope.setdefault("state", {})["answer_headers"] = asked

        async def answer(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(raw=message.setdefault("headers", []))
                for name, value in (ALWAYS | asked).items():
                    headers.setdefault(name, value)
            await send(message)

        await self._app(scope, receive, answer)


class Cors(CORSMiddleware):
    """Lets the pages of the shop read what they ask for; what the secret key gets, no page ever reads."""

    def __init__(self, app: ASGIApp, *, settings: Settings, keys: Keys) -> None:
        super().__init__(
            app,
            allow_origins=settings.storefront_origins,
            allow_methods=["*"],
            allow_headers=["Authorization", "Content-Type", "Rapport-Visitor"],
            expose_headers=READABLE,
            max_age=86_400,
        )
        self._secret = f"bearer {keys.secret}".encode()
        self._own = urlsplit(settings.public_url).netloc
        # In production there is no /docs that would ask from here, and Host is a caller's word.
        self._takes_host = not settings.in_production

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request, or another message of the protocol, which passes."""
        headers = Headers(scope=scope) if scope["type"] == "http" else Headers()
        if not self._has_secret_key(headers):
            await super().__call__(scope, receive, send)
        elif self._from_elsewhere(headers):
            await problem(HTTPStatus.FORBIDDEN, NOT_FOR_BROWSERS)(scope, receive, send)
        else:
            await self.app(scope, receive, send)

    def _has_secret_key(self, headers: Headers) -> bool:
        scheme, _, key = headers.get("authorization", "").partition(" ")
        return hmac.compare_digest(f"{scheme.lower()} {key.strip()}".encode(), self._secret)

    def _from_elsewhere(self, headers: Headers) -> bool:
        """Whether a page of another host asks; those of our own are /docs, which reads without CORS."""
        origin = headers.get("origin")
        own = {self._own, headers.get("host")} if self._takes_host else {self._own}
        return origin is not None and urlsplit(origin).netloc not in own
