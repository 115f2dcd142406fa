"""Schemathesis asks every operation what its schema allows, and what it does not, with either key.

No answer is a 5xx, of a status or content type that OpenAPI does not tell, or of another form than it tells.
With `RAPPORT_FUZZ_EXAMPLES=500` each is asked more often than the few times that a test can afford.
"""

import os
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from schemathesis import Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.api.documented import operations
from tests.api.running import RunningApi, running_api
from tests.architecture.tree import ROOT

EXAMPLES = int(os.environ.get("RAPPORT_FUZZ_EXAMPLES", "6"))
"""Requests to an operation of a kind: what its schema allows and what it does not, with each of two keys."""
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
SCHEMA = schemathesis.openapi.from_path(ROOT / "docs" / "openapi.json")


@pytest.fixture(scope="module")
def api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningApi]:
    with running_api(tmp_path_factory.mktemp("shop")) as api:
        yield api


def modes(operation: Mapping[str, Any]) -> list[GenerationMode]:
    """An operation that reads nothing can be asked nothing wrong."""
    reads = {"parameters", "requestBody", "security"} & set(operation)
    return list(GenerationMode) if reads else [GenerationMode.POSITIVE]


ASKED = [
    pytest.param(method, path, mode, id=f"{mode.value} {method} {path}")
    for (method, path), operation in operations().items()
    for mode in modes(operation)
]


@pytest.mark.parametrize(("method", "path", "mode"), ASKED)
def test_an_operation_answers_as_openapi_says(
    api: RunningApi, method: str, path: str, mode: GenerationMode
) -> None:
    operation = SCHEMA[path][method]
    visitor = api.visitor()
    something = api.something(visitor)
    there = {name: value for name, value in something.items() if f"{{{name}}}" in path}
    asked = operation.as_strategy(mode)
    if there:
        asked |= operation.as_strategy(mode, path_parameters=there)
    if path in something:
        asked |= operation.as_strategy(mode, query={"token": something[path]})
    callers = [visitor.headers, dict(api.server.headers)]

    @hypothesis_settings(
        max_examples=EXAMPLES * len(callers),
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=asked, headers=st.sampled_from(callers))
    def ask(case: Case[Any], headers: dict[str, str]) -> None:
        response = case.call(base_url=api.url, session=session, headers=headers)
        case.validate_response(response, checks=CHECKS)

    with requests.Session() as session:
        ask()
