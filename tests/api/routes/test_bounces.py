"""Bounces that a mail provider reports, through the shop's server."""

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response  # the test client's own

from api.http.dependencies import Services
from core.database import transaction
from core.keys import address_hash
from core.tables import SuppressedAddress

Secret = dict[str, str]
EMAIL = "ayla@bücher.example"


def stored(services: Services) -> SuppressedAddress | None:
    with transaction(services.engine, writes=False) as session:
        hashed = address_hash(services.keys, "ayla@xn--bcher-kva.example")
        return session.get(SuppressedAddress, hashed)


@pytest.mark.parametrize(("status", "suppressed"), [("5.1.1", True), ("5.2.2", False), ("4.4.1", False)])
def test_what_is_about_the_address_ends_the_emails(
    status: str, suppressed: bool, http: TestClient, secret: Secret, services: Services
) -> None:
    answer = http.post("/v1/bounces", json={"email": EMAIL, "status": status}, headers=secret)
    assert (answer.status_code, answer.json()) == (200, {"suppressed": suppressed})
    row = stored(services)
    assert (row is not None) is suppressed
    if row:
        assert row.note == "An email to it came back with status 5.1.1."


def test_an_address_that_has_a_mailbox_after_all(
    http: TestClient, secret: Secret, services: Services
) -> None:
    def lift() -> Response:
        return http.post("/v1/bounces/lift", json={"email": EMAIL}, headers=secret)

    assert lift().status_code == 404
    http.post("/v1/bounces", json={"email": EMAIL, "status": "5.1.1"}, headers=secret)
    assert lift().json() == {"suppressed": False}
    assert stored(services) is None


@pytest.mark.parametrize(("email", "status"), [("ü@example.com", "5.1.1"), (EMAIL, "550")])
def test_what_is_no_report_is_refused(email: str, status: str, http: TestClient, secret: Secret) -> None:
    answer = http.post("/v1/bounces", json={"email": email, "status": status}, headers=secret)
    assert answer.status_code == 422


def test_only_the_shops_server_reports(http: TestClient) -> None:
    answer = http.post("/v1/bounces", json={"email": EMAIL, "status": "5.1.1"})
    assert answer.status_code == 401
