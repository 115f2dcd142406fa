"""A visitor's token is renewed in use: an answer carries a new one where the old one gets old."""

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.http.dependencies import Services
from core.visitor_tokens import renewed

HEADER = "Rapport-Visitor"


class Renewal:
    """Adds the new token to every answer that is not an error, whichever route gave it."""

    def __init__(self, app: ASGIApp, *, services: Services) -> None:
        self._app = app
        self._services = services

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        token = Headers(scope=scope).get(HEADER) if scope["type"] == "http" else None
        if token is None:
            await self._app(scope, receive, send)
            return

        async def renew(message: Message) -> None:
            if message["type"] == "http.response.start" and message["status"] < 400:
                services = self._services
                life, now = services.settings.visitor_token_life, services.clock.now()
                fresh = renewed(services.keys, token, life=life, now=now)
                if fresh is not None:
                    MutableHeaders(scope=message)[HEADER] = fresh
            await send(message)

        await self._app(scope, receive, renew)
