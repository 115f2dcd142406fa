"""Which errors an operation can answer: by what it reads, and by what it and its dependencies raise."""

import inspect
from collections.abc import Callable, Collection, Iterator
from http import HTTPStatus
from typing import Any, TypeVar

from fastapi import params
from fastapi.dependencies.models import Dependant
from fastapi.dependencies.utils import get_dependant

from api.http.errors import STATUSES, problem_response
from core.errors import RapportError

Raising = TypeVar("Raising", bound=Callable[..., Any])
_RAISES = "_raises"

ALWAYS = frozenset({HTTPStatus.FORBIDDEN, HTTPStatus.UNPROCESSABLE_ENTITY})
"""A page that sends the secret key, and an address that cannot be read, are refused everywhere."""
OF_A_BODY = frozenset(
    {HTTPStatus.BAD_REQUEST, HTTPStatus.REQUEST_ENTITY_TOO_LARGE, HTTPStatus.UNSUPPORTED_MEDIA_TYPE}
)


def raises(*errors: type[RapportError]) -> Callable[[Raising], Raising]:
    """Say of an endpoint, or of a dependency, what it raises itself; what those it needs raise, they say."""

    def mark(function: Raising) -> Raising:
        setattr(function, _RAISES, frozenset({*getattr(function, _RAISES, ()), *errors}))
        return function

    return mark


def responses(
    path: str, endpoint: Callable[..., Any], dependencies: Collection[params.Depends]
) -> dict[int | str, dict[str, Any]]:
    """What OpenAPI is told of the errors of an operation, by status."""
    functions = (endpoint, *(depends.dependency for depends in dependencies if depends.dependency))
    tree = [
        dependant
        for function in functions
        for dependant in _tree(get_dependant(path=path, call=inspect.unwrap(function)))
    ]
    calls = (endpoint, *(dependant.call for dependant in tree))
    raising = {error for call in calls for error in _raised(call)}
    statuses = {*ALWAYS, *(STATUSES[error] for error in raising)}
    if any(dependant.body_params for dependant in tree):
        statuses |= OF_A_BODY
    return {int(status): problem_response(status) for status in sorted(statuses)}


def _tree(dependant: Dependant) -> Iterator[Dependant]:
    yield dependant
    for dependency in dependant.dependencies:
        yield from _tree(dependency)


def _raised(function: object) -> Collection[type[RapportError]]:
    errors: Collection[type[RapportError]] = getattr(function, _RAISES, ())
    return errors
