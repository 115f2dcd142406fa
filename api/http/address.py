"""What the address of a request may say: parameters that its route knows, and no NUL character in them."""

import re
from collections.abc import Callable, Coroutine
from http import HTTPStatus
from typing import Any
from urllib.parse import unquote

from fastapi import Request, Response
from fastapi.dependencies.models import Dependant
from fastapi.responses import HTMLResponse
from fastapi.routing import APIRoute
from pydantic import BaseModel
from starlette.types import ASGIApp, Receive, Scope, Send

from api.http.fields import NUL
from api.http.statuses import responses
from core.errors import FieldError, InvalidInput

SLASH = "\udc2f"
"""Stands for a slash within an id until the path is routed: half a character, which no path decodes to."""
_ENCODED_SLASH = re.compile("%2f", re.IGNORECASE)
Handler = Callable[[Request], Coroutine[Any, Any, Response]]


class EncodedSlashes:
    """Keeps a slash within an id (`%2F`) apart from those between the steps of a path of the API.

    What serves us decodes a path before anything is routed, so that `a%2Fb` would be two steps.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request, or another message of the protocol, which passes."""
        if scope["type"] == "http":
            raw: bytes = scope.get("raw_path") or b""
            if raw.startswith(b"/v1/") and b"%" in raw:
                path = unquote(_ENCODED_SLASH.sub(SLASH, raw.decode("latin-1")))
                scope = {**scope, "path": path}  # the server keeps its own: it writes the path into its log
        await self._app(scope, receive, send)


class AddressRoute(APIRoute):
    """A route that reads the address before anything else; one of the API takes no unknown parameter.

    A page that people open takes any: whoever passes a link on, a mail service say, adds some to it.
    """

    def __init__(self, path: str, endpoint: Callable[..., Any], **options: Any) -> None:
        errors = responses(path, endpoint, options.get("dependencies") or ())
        told: dict[str, Any] = {
            "responses": errors | (options.get("responses") or {}),
            "operation_id": operation_id(endpoint),
        }
        if options.get("status_code") == HTTPStatus.NO_CONTENT:
            told["response_class"] = Response  # what has no content has no content type
        super().__init__(path, endpoint, **options | told)

    def answering(self) -> Handler:
        """What answers a request whose address is right: FastAPI's own handler."""
        return super().get_route_handler()

    def get_route_handler(self) -> Handler:
        """What reads the address first."""
        answer = self.answering()
        is_page = not self.path.startswith("/v1/") or self.response_class is HTMLResponse
        names = parameters(self.dependant)

        async def handle(request: Request) -> Response:
            for name, value in request.path_params.items():
                request.path_params[name] = value.replace(SLASH, "/")
            if not is_page:
                _known(request, names)
            _without_nul(request, names)
            return await answer(request)

        return handle


def operation_id(endpoint: Callable[..., Any]) -> str:
    """What a generated client calls an operation, such as `catalog_read`: its module's noun and its verb."""
    noun, verb = endpoint.__module__.rpartition(".")[2], endpoint.__name__
    return noun if noun == verb else f"{noun}_{verb}"


def parameters(dependant: Dependant) -> frozenset[str]:
    """The names of all query parameters that an endpoint and what it depends on read."""
    names: set[str] = set()
    for field in dependant.query_params:
        kind: object = field.field_info.annotation
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            names.update(kind.model_fields)
        else:
            names.add(field.alias)
    return frozenset(names.union(*map(parameters, dependant.dependencies)))


def _without_nul(request: Request, names: frozenset[str]) -> None:
    """No NUL in what is read of the address; what else a page's link may carry is nobody's concern."""
    asked = ((name, value) for name, value in request.query_params.multi_items() if name in names)
    for name, value in (*request.path_params.items(), *asked):
        if "\x00" in value:
            raise InvalidInput(f"The address {NUL}", field=name)


def _known(request: Request, names: frozenset[str]) -> None:
    unknown = [name for name in request.query_params if name not in names]
    if unknown:
        remedy = f"is no parameter here; there is {', '.join(sorted(names)) or 'none'}."
        errors = tuple(FieldError(name.replace("\x00", ""), remedy) for name in unknown)
        raise InvalidInput(
            "The address has a parameter that is not known; nothing was stored.", errors=errors
        )
