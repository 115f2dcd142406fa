"""What OpenAPI is told of an operation's errors: by what it reads, and by what raises them."""

from typing import Annotated

from fastapi import Depends
from pydantic import BaseModel

from api.http.statuses import raises, responses
from core.errors import Conflict, NotFound, NotSignedIn, TooManyRequests


class Note(BaseModel):
    text: str


@raises(NotSignedIn)
def reader() -> str:
    return "somebody"


@raises(NotFound)
def shelf(reader: Annotated[str, Depends(reader)]) -> str:
    return reader


@raises(TooManyRequests)
def counted() -> None:
    """A dependency of the route, not of the endpoint."""


def test_what_raises_nothing_answers_what_everything_does() -> None:
    def read() -> None: ...

    assert list(responses("/", read, [])) == [403, 422]


def test_an_error_is_told_wherever_in_the_tree_it_is_raised() -> None:
    @raises(Conflict)
    def read(shelf: Annotated[str, Depends(shelf)]) -> None: ...

    assert list(responses("/", read, [Depends(counted)])) == [401, 403, 404, 409, 422, 429]


def test_a_body_can_be_no_json_and_too_large() -> None:
    def write(note: Note) -> None: ...

    told = responses("/", write, [])
    assert list(told) == [400, 403, 413, 415, 422]
    assert list(told[413]["content"]) == ["application/problem+json"]


def test_what_passes_says_when_to_ask_again() -> None:
    told = responses("/", counted, [])
    assert "Retry-After" in told[429]["headers"]
    assert "headers" not in told[422]
