"""Each error that OpenAPI tells of can be answered: it is brought about here, or by a test that is named.

That none is missing, `tests/api/documented.py` looks after in every test over HTTP.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response  # the test client's own
from sqlmodel import SQLModel

from api.app import create_app
from api.http.dependencies import Services
from api.http.quotas import QuotaKind
from api.http.work import Workers
from core.database import connect
from core.keys import Purpose, sign
from core.migration import upgrade
from core.settings import Settings
from tests.api.documented import document, operations
from tests.api.running import RunningApi
from tests.architecture.tree import ROOT
from tests.clock import ManualClock
from tests.live import KEYS
from tests.services import open_shop
from tests.shop import Visitor

Operation = tuple[str, str]
"""Method and path."""

SECRET = {"Authorization": f"Bearer {KEYS.secret}"}
MOST_BYTES = 2_000
ROUTES = "tests/api/routes"
CONFIRM = f"{ROUTES}/test_addresses.py::test_a_link_runs_out_and_serves_no_other_purpose"
ELSEWHERE = {
    "404 POST /v1/chat/messages": "tests/api/test_erasure.py::"
    "test_a_turn_that_ends_after_the_erasure_is_forgotten",
    "409 POST /v1/chat/messages": f"{ROUTES}/test_chat.py::test_a_message_id_of_another_is_refused",
    "409 POST /v1/identify": f"{ROUTES}/test_visitors.py::"
    "test_a_browser_of_a_named_shopper_cannot_be_renamed",
    "409 POST /v1/models/rollback": f"{ROUTES}/test_models.py::test_nothing_yet",
    "409 POST /v1/models/{version}/promote": f"{ROUTES}/test_models.py::test_what_cannot_be_chosen",
    "409 POST /v1/surveys/{survey}/responses": f"{ROUTES}/test_surveys.py::"
    "test_a_response_id_of_another_is_refused",
    "410 GET /v1/confirm": CONFIRM,
    "410 POST /v1/confirm": CONFIRM,
}
"""What takes a story to be brought about, and the test that tells it."""
EXAMPLES = {
    name: schema["examples"][0]
    for name, schema in document()["components"]["schemas"].items()
    if "examples" in schema
}


@dataclass(frozen=True, slots=True)
class Doors:
    """The API as it is, where nobody may ask twice, and where its tables are gone and nobody's turn comes."""

    usual: TestClient
    limited: TestClient
    broken: TestClient
    visitor: Visitor
    something: Mapping[str, str]

    def ask(self, operation: Operation, http: TestClient | None = None, **changes: Any) -> Response:
        """What an operation answers to its own example, sent by the shop's server, but for the changes."""
        method, path = operation
        told = operations()[operation]
        named = {"token": self.something.get(path, ""), "q": "mug", "shopper_id": "c-1042"}
        read = {parameter["name"] for parameter in told.get("parameters", [])}
        request: dict[str, Any] = {
            "headers": SECRET,
            "params": {name: value for name, value in named.items() if name in read},
        }
        if "requestBody" in told:
            schema = told["requestBody"]["content"]["application/json"]["schema"]["$ref"].rpartition("/")[2]
            request["content"] = json.dumps(EXAMPLES[schema])
            request["headers"] = {**SECRET, "Content-Type": "application/json"}
        for part, change in changes.items():
            request[part] = request[part] | change if isinstance(change, dict) else change
        return (http or self.usual).request(method, path.format_map(self.something), **request)


def refused(doors: Doors, operation: Operation) -> Response:
    if "security" in operations()[operation]:
        return doors.ask(operation, headers={"Authorization": "Bearer sk_wrong"})
    return doors.ask(operation, params={"token": "wrong"})


def misspelt(doors: Doors, operation: Operation) -> Response:
    is_page = operation[1] in doors.something
    return doors.ask(operation, params={"token": ""} if is_page else {"limt": "5"})


def nowhere(doors: Doors, operation: Operation) -> Response:
    token = sign(KEYS, Purpose.CART, "unknown")
    unknown = dict.fromkeys(doors.something, "unknown") | {"restore_token": token}
    return replace(doors, something=unknown).ask(operation)


def twice(doors: Doors, operation: Operation) -> Response:
    doors.ask(operation, doors.limited, headers=doors.visitor.headers)
    return doors.ask(operation, doors.limited, headers=doors.visitor.headers)


BROUGHT_ABOUT: Mapping[str, Callable[[Doors, Operation], Response]] = {
    "400": lambda doors, operation: doors.ask(operation, content="{"),
    "401": refused,
    "403": lambda doors, operation: doors.ask(operation, headers={"Origin": "https://elsewhere.example"}),
    "404": nowhere,
    "413": lambda doors, operation: doors.ask(operation, content=" " * (MOST_BYTES + 1)),
    "415": lambda doors, operation: doors.ask(operation, headers={"Content-Type": "text/plain"}),
    "422": misspelt,
    "429": twice,
    "503": lambda doors, operation: doors.ask(operation, doors.broken),
}


def opened(var: Path, clock: ManualClock, **changes: Any) -> Services:
    settings = Settings(_env_file=None, var=var, database_url="", max_body_bytes=MOST_BYTES, **changes)
    engine = connect(settings.database)
    upgrade(engine)
    return open_shop(settings, engine, KEYS, clock)


@pytest.fixture(scope="module")
def doors(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Doors]:
    clock, var = ManualClock(), tmp_path_factory.mktemp("shops")
    once = {f"limit_{kind}_address": "1/hour" for kind in QuotaKind}
    usual, limited = opened(var / "usual", clock, limits_url=""), opened(var / "limited", clock, **once)
    broken = opened(var / "broken", clock, limits_url="")
    broken.answers.refresh()
    SQLModel.metadata.drop_all(broken.engine)
    broken = replace(broken, workers=Workers(broken.engine, patience=0.0))
    with (
        TestClient(create_app(usual.settings, services=usual), headers=SECRET) as http,
        TestClient(create_app(limited.settings, services=limited)) as sparing,
    ):
        api = RunningApi("http://testserver", KEYS, clock, usual.engine, http)
        visitor = api.visitor()
        closed = TestClient(create_app(broken.settings, services=broken), raise_server_exceptions=False)
        yield Doors(http, sparing, closed, visitor, api.something(visitor))


ERRORS = [
    pytest.param(status, operation, id=" ".join((status, *operation)))
    for operation, told in operations().items()
    for status in told["responses"]
    if status >= "400" and " ".join((status, *operation)) not in ELSEWHERE
]


@pytest.mark.parametrize(("status", "operation"), ERRORS)
def test_an_error_that_is_told_is_answered(doors: Doors, status: str, operation: Operation) -> None:
    answer = BROUGHT_ABOUT[status](doors, operation)
    assert answer.status_code == int(status), answer.text


@pytest.mark.parametrize("error", ELSEWHERE)
def test_what_is_brought_about_elsewhere_is_told_and_tested(error: str) -> None:
    status, method, path = error.split()
    assert status in operations()[method, path]["responses"]
    module, test = ELSEWHERE[error].split("::")
    assert f"def {test}(" in (ROOT / module).read_text(encoding="utf-8")
