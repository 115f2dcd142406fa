"""What the address of a request may say: parameters that its route knows, and no NUL character in them."""

from collections.abc import Callable, Coroutine
from typing import Any

from fastapi import Request, Response
from fastapi.dependencies.models import Dependant
from fastapi.responses import HTMLResponse
from fastapi.routing import APIRoute
from pydantic import BaseModel

from api.http.fields import NUL
from core.errors import FieldError, InvalidInput

Handler = Callable[[Request], Coroutine[Any, Any, Response]]


class AddressRoute(APIRoute):
    """A route that reads the address before anything else; one of the API takes no unknown parameter.

    A page that people open takes any: whoever passes a link on, a mail service say, adds some to it.
    """

    def answering(self) -> Handler:
        """What answers a request whose address is right: FastAPI's own handler."""
        return super().get_route_handler()

    def get_route_handler(self) -> Handler:
        """What reads the address first."""
        answer = self.answering()
        is_page = not self.path.startswith("/v1/") or self.response_class is HTMLResponse
        names = None if is_page else parameters(self.dependant)

        async def handle(request: Request) -> Response:
            _without_nul(request)
            if names is not None:
                _known(request, names)
            return await answer(request)

        return handle


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


def _without_nul(request: Request) -> None:
    for name, value in (*request.path_params.items(), *request.query_params.multi_items()):
        if "\x00" in f"{name}{value}":
            raise InvalidInput(f"The address {NUL}", field=name.replace("\x00", ""))


def _known(request: Request, names: frozenset[str]) -> None:
    unknown = [name for name in request.query_params if name not in names]
    if unknown:
        remedy = f"is no parameter here; there is {', '.join(sorted(names)) or 'none'}."
        errors = tuple(FieldError(name, remedy) for name in unknown)
        raise InvalidInput(
            "The address has a parameter that is not known; nothing was stored.", errors=errors
        )
