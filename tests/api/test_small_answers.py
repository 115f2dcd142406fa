"""However much is sent, what comes back stays small."""

import json

import pytest
from fastapi.testclient import TestClient

from api.http.errors import LONGEST_FIELD, MOST_ERRORS
from tests.shop import Visitor

SMALL = 10_000
"""Bytes: an error with twenty fields, each with its remedy."""
MANY = 100_000
UNKNOWN = {f"a{number}": 1 for number in range(MANY)}


@pytest.mark.parametrize(
    "body",
    [
        UNKNOWN,
        {"events": [UNKNOWN]},
        {"events": [{"context": UNKNOWN}]},
        {"events": [{} for _ in range(1_000)]},
        {"x" * 1_000_000: 1},
        {"events": [{"x" * 20_000: 1} for _ in range(50)]},
    ],
    ids=["fields", "fields of an event", "context", "events", "one name", "long names"],
)
def test_a_wrong_body_is_not_sent_back(visitor: Visitor, body: dict[str, object]) -> None:
    response = visitor.post("/v1/events", body)
    assert response.status_code == 422
    assert len(response.content) < SMALL
    assert all(len(error["field"]) <= LONGEST_FIELD + 1 for error in response.json()["errors"])


def test_the_errors_that_are_left_out_are_counted(visitor: Visitor) -> None:
    events = [visitor.event("view", f"no-such-{number}") for number in range(100)]
    problem = visitor.post("/v1/events", {"events": events}).json()
    assert (len(problem["errors"]), problem["more_errors"]) == (MOST_ERRORS, 100 - MOST_ERRORS)
    assert "more_errors" not in visitor.post("/v1/events", {"events": events[:MOST_ERRORS]}).json()


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/v1/rules", {"name": "Mugs", "action": "boost", "match": UNKNOWN}),
        ("/v1/products", {"products": [{"attributes": UNKNOWN}]}),
        ("/v1/products", {"products": [UNKNOWN]}),
    ],
)
def test_a_server_gets_small_answers_too(
    http: TestClient, secret: dict[str, str], path: str, body: dict[str, object]
) -> None:
    content = json.dumps(body, separators=(",", ":"))
    response = http.post(path, content=content, headers=secret | {"Content-Type": "application/json"})
    assert response.status_code == 422
    assert len(response.content) < SMALL


@pytest.mark.parametrize(
    "path",
    [f"/v1/products/{'%01' * 15_000}", f"/v1/carts/{'x' * 50_000}", f"/dashboard?x={'%01' * 15_000}"],
)
def test_a_long_address_is_not_sent_back(visitor: Visitor, path: str) -> None:
    response = visitor.http.get(path, headers=visitor.headers, follow_redirects=False)
    assert len(response.content) + sum(len(value) for value in response.headers.values()) < SMALL
