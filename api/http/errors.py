"""Errors as problem details (RFC 9457): what is wrong, in which field, and what to do about it."""

import logging
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field
from pydantic.json_schema import models_json_schema
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.orm.exc import StaleDataError
from starlette.exceptions import HTTPException
from starlette.routing import Match

from core.database import lost
from core.errors import (
    Conflict,
    FieldError,
    InvalidInput,
    NotAllowed,
    NotFound,
    NotSignedIn,
    RapportError,
    TooManyRequests,
    Unavailable,
)

log = logging.getLogger(__name__)

STATUSES: dict[type[RapportError], HTTPStatus] = {
    InvalidInput: HTTPStatus.UNPROCESSABLE_ENTITY,
    NotFound: HTTPStatus.NOT_FOUND,
    NotAllowed: HTTPStatus.FORBIDDEN,
    NotSignedIn: HTTPStatus.UNAUTHORIZED,
    Conflict: HTTPStatus.CONFLICT,
    TooManyRequests: HTTPStatus.TOO_MANY_REQUESTS,
    Unavailable: HTTPStatus.SERVICE_UNAVAILABLE,
}


RETRY_AFTER = 2
"""Seconds after which it is worth asking again where something outside was away."""
TOO_LARGE = "The body is too large; send it in several requests."
NOT_JSON = "The body is not said to be JSON; send it with Content-Type: application/json."
SCHEMAS = "#/components/schemas/{model}"
MOST_ERRORS, LONGEST_FIELD, LONGEST_TEXT = 20, 100, 500
"""However much was sent, an answer stays small: so many errors, so many characters of what was named."""


class FieldProblem(BaseModel):
    """What is wrong with one field."""

    field: str = Field(description="A path such as events[3].occurred_at.")
    message: str = Field(description="What is wrong with it, and the remedy.")


class Problem(BaseModel):
    """What went wrong (RFC 9457)."""

    type: str = Field(description="Always about:blank: the status says what kind it is.")
    title: str = Field(description="The status in words.")
    status: int = Field(description="The HTTP status.")
    detail: str = Field(description="One sentence for a person.")
    errors: list[FieldProblem] = Field(description="The fields that it is about, at most 20.")
    more_errors: int = Field(default=0, description="How many more there are; left out where none.")


WHEN: dict[HTTPStatus, str] = {
    HTTPStatus.BAD_REQUEST: "The body is not valid JSON.",
    HTTPStatus.UNAUTHORIZED: "No key or token was sent, or one that cannot be read or has run out.",
    HTTPStatus.FORBIDDEN: "The key or token may not do this, or a page sent the secret key.",
    HTTPStatus.NOT_FOUND: "There is no such thing; `detail` says what is not there.",
    HTTPStatus.CONFLICT: "It contradicts what is stored; `detail` says what to do.",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "The body is too large (RAPPORT_MAX_BODY_BYTES).",
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE: "The body does not come as application/json.",
    HTTPStatus.UNPROCESSABLE_ENTITY: "A field or a parameter is wrong, as `errors` says; nothing was stored.",
    HTTPStatus.TOO_MANY_REQUESTS: "A storefront asks too often.",
    HTTPStatus.SERVICE_UNAVAILABLE: "The database does not answer, or too much is asked at once.",
}
"""What each error means to whoever reads OpenAPI."""
_WAIT = {"schema": {"type": "integer", "minimum": 1}, "description": "Seconds after which to ask again."}


def problem_response(status: HTTPStatus) -> dict[str, Any]:
    """What OpenAPI is told of an error: when it comes, and that it is a problem document."""
    told: dict[str, Any] = {
        "description": WHEN[status],
        "content": {"application/problem+json": {"schema": {"$ref": SCHEMAS.format(model="Problem")}}},
    }
    if status in (HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE):
        told["headers"] = {"Retry-After": _WAIT}
    return told


def problem_schemas() -> dict[str, Any]:
    """What `problem_response` refers to: name -> schema."""
    _, document = models_json_schema([(Problem, "serialization")], ref_template=SCHEMAS)
    schemas: dict[str, Any] = document["$defs"]
    return schemas


def problem(status: int, detail: str, errors: tuple[FieldError, ...] = ()) -> JSONResponse:
    """A problem document: it repeats no input, cuts names short, and says when what will pass is over."""
    body: dict[str, object] = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": _cut(detail, LONGEST_TEXT),
        "errors": [
            {"field": _cut(error.field, LONGEST_FIELD), "message": _cut(error.message, LONGEST_TEXT)}
            for error in errors[:MOST_ERRORS]
        ],
    }
    if len(errors) > MOST_ERRORS:
        body["more_errors"] = len(errors) - MOST_ERRORS
    response = JSONResponse(body, status_code=status, media_type="application/problem+json")
    if status == HTTPStatus.SERVICE_UNAVAILABLE:
        response.headers["Retry-After"] = str(RETRY_AFTER)
    return response


def _cut(text: str, longest: int) -> str:
    return text if len(text) <= longest else text[:longest] + "…"


def install(app: FastAPI) -> None:
    """Answer every error as a problem document."""
    app.add_exception_handler(RapportError, _domain_error)
    app.add_exception_handler(RequestValidationError, _validation_error)
    app.add_exception_handler(HTTPException, _http_error)
    app.add_exception_handler(DBAPIError, _database_error)
    app.add_exception_handler(PoolTimeoutError, _database_error)
    app.add_exception_handler(StaleDataError, _database_error)
    app.add_exception_handler(Exception, _unexpected_error)


def _domain_error(_request: Request, error: Exception) -> JSONResponse:
    if not isinstance(error, RapportError):
        raise error
    status = next(
        (STATUSES[kind] for kind in type(error).__mro__ if kind in STATUSES), HTTPStatus.BAD_REQUEST
    )
    return problem(status, error.detail, error.errors)


def _validation_error(request: Request, error: Exception) -> JSONResponse:
    if not isinstance(error, RequestValidationError):
        raise error
    details = error.errors()
    if any(detail["type"] == "json_invalid" for detail in details):
        return problem(HTTPStatus.BAD_REQUEST, "The body is not valid JSON.")
    unread = any(
        detail["type"] == "model_attributes_type" and detail["loc"] == ("body",) for detail in details
    )
    if unread and not _is_json(request.headers.get("content-type", "")):
        return problem(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, NOT_JSON)
    errors = tuple(FieldError(_path(detail["loc"]), detail["msg"]) for detail in details)
    return problem(HTTPStatus.UNPROCESSABLE_ENTITY, "Some fields are wrong; nothing was stored.", errors)


def _is_json(content_type: str) -> bool:
    """As FastAPI has it, which hands on the bytes of any other body."""
    media = content_type.partition(";")[0].strip().lower()
    return media == "application/json" or (media.startswith("application/") and media.endswith("+json"))


def _path(location: tuple[str | int, ...]) -> str:
    """("body", "events", 3, "price") as events[3].price."""
    path = ""
    for part in location[1:] if location[:1] in (("body",), ("query",), ("path",), ("header",)) else location:
        path += f"[{part}]" if isinstance(part, int) else f".{part}" if path else part
    return path or "body"


def _http_error(request: Request, error: Exception) -> JSONResponse:
    if not isinstance(error, HTTPException):
        raise error
    detail = TOO_LARGE if error.status_code == HTTPStatus.REQUEST_ENTITY_TOO_LARGE else str(error.detail)
    response = problem(error.status_code, detail)
    response.headers.update(error.headers or {})
    if error.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
        response.headers["Allow"] = ", ".join(sorted(_methods(request)))
    return response


def _methods(request: Request) -> set[str]:
    """All that a path takes (RFC 9110): each method has a route, and the one that refuses knows its own."""
    routes = (
        route for route in request.app.router.routes if route.matches(request.scope)[0] is not Match.NONE
    )
    return {method for route in routes for method in getattr(route, "methods", None) or ()}


def _database_error(request: Request, error: Exception) -> JSONResponse:
    """A database that is away, full or too busy comes back; what it does not understand is our fault."""
    if isinstance(error, DBAPIError) and not _passes(error):
        return _unexpected_error(request, error)
    log.error("The database did not answer: %s", type(error).__name__)
    return problem(HTTPStatus.SERVICE_UNAVAILABLE, "The database does not answer; try again in a moment.")


def _passes(error: DBAPIError) -> bool:
    return isinstance(error, OperationalError | InterfaceError) or error.connection_invalidated or lost(error)


def _unexpected_error(_request: Request, error: Exception) -> JSONResponse:
    # The message may quote what a shopper sent; the server's own log has the traceback.
    log.error("Unexpected %s", type(error).__name__)
    return problem(HTTPStatus.INTERNAL_SERVER_ERROR, "Something broke on our side; it has been logged.")
