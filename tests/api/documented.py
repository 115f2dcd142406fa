"""Whatever a test asks of the API: the answer's status and content type are those that OpenAPI tells of."""

import json
from functools import cache
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI
from httpx2 import Response  # the test client's own
from starlette.routing import Match

from tests.architecture.tree import ROOT

OURS = (HTTPStatus.INTERNAL_SERVER_ERROR, HTTPStatus.METHOD_NOT_ALLOWED)
"""A bug of ours, which no operation is said to have, and a method that no operation has."""


@cache
def document() -> dict[str, Any]:
    """docs/openapi.json, which is what the app says, but quicker."""
    read: dict[str, Any] = json.loads((ROOT / "docs" / "openapi.json").read_text(encoding="utf-8"))
    return read


@cache
def operations() -> dict[tuple[str, str], dict[str, Any]]:
    """(METHOD, path) -> what OpenAPI says of it."""
    return {
        (method.upper(), path): operation
        for path, methods in document()["paths"].items()
        for method, operation in methods.items()
    }


def check_documented(app: FastAPI, response: Response) -> None:
    """AssertionError where the operation that was asked is not said to answer this."""
    request = response.request
    operation = operations().get((request.method, _path(app, request.method, request.url.path)))
    if operation is None or response.status_code in OURS:
        return
    told = operation["responses"].get(str(response.status_code))
    called = f"{request.method} {request.url.path}"
    assert told is not None, f"{called} answered {response.status_code}, which OpenAPI does not tell"
    media = response.headers.get("content-type", "").partition(";")[0]
    assert media in told.get("content", {"": None}), f"{called} answered {media!r}"


def _path(app: FastAPI, method: str, path: str) -> str:
    """The path of the route that a request comes to; an empty one where there is none."""
    scope = {"type": "http", "method": method, "path": path, "headers": []}
    matching = (route for route in app.router.routes if route.matches(scope)[0] is Match.FULL)
    return getattr(next(matching, None), "path", "")
