"""Refuses a body that says itself that it is too large, before any of it is read."""

from http import HTTPStatus

from starlette.types import ASGIApp, Receive, Scope, Send

from api.http.errors import TOO_LARGE, problem


class DeclaredLength:
    """Answers 413 by the Content-Length; what comes without one, Starlette counts while it is read."""

    def __init__(self, app: ASGIApp, *, most: int) -> None:
        self._app = app
        self._most = most

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request, or another message of the protocol, which passes."""
        if scope["type"] == "http" and _declared(scope) > self._most:
            refusal = problem(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, TOO_LARGE)
            await refusal(scope, receive, send)
        else:
            await self._app(scope, receive, send)


def _declared(scope: Scope) -> int:
    lengths = [value for name, value in scope["headers"] if name == b"content-length" and value.isdigit()]
    return max(map(int, lengths), default=0)
