"""Two people at one browser: what one address allowed, and left in the cart, is not the other's."""

import json
from datetime import timedelta

import pytest

from api.http.dependencies import Services
from core.database import transaction
from core.privacy import export
from tests.api.routes.test_addresses import OWNER, ask, exported, link, types
from tests.clock import ManualClock
from tests.shop import Visitor


@pytest.fixture
def owner(visitor: Visitor) -> Visitor:
    """Who has an account with an address, in another browser, and allows emails."""
    browser = Visitor.arrives(visitor.http, visitor.keys, visitor.clock)
    browser.post("/v1/identify", browser.signed(external_id="c-1", email=OWNER))
    browser.put("/v1/consent", {"recovery_email": True})
    return browser


def has_a_cart(visitor: Visitor, address: str) -> None:
    types(visitor, address)
    visitor.does("cart", "mug")


@pytest.mark.parametrize("external_id", ["c-1", "c-2"], ids=["who is known", "who is new"])
def test_who_signs_in_where_another_typed_their_address_gets_nothing_of_theirs(
    external_id: str, owner: Visitor, visitor: Visitor, services: Services
) -> None:
    has_a_cart(visitor, "other@example.com")
    [message] = ask(services)
    address = {"c-1": OWNER, "c-2": "two@example.com"}[external_id]
    answer = visitor.post("/v1/identify", visitor.signed(external_id=external_id, email=address)).json()
    assert (answer["merged"], answer["switched"]) == (False, True)
    assert answer["shopper"] == {"external_id": external_id, "email": address}
    assert "other@example.com" not in json.dumps(visitor.get("/v1/privacy/export").json())
    assert exported(visitor, "event") == exported(owner, "event")[: len(exported(visitor, "event"))]
    assert "cart" not in {row["type"] for row in exported(visitor, "event")}
    assert visitor.get("/v1/consent").json()["recovery_email"] is (external_id == "c-1"), "as they said"
    assert visitor.http.post(link(message)).status_code == 200, "whose it is may still say so"
    assert exported(owner, "shopper")[0]["email"] == OWNER


def test_what_was_allowed_under_one_address_is_not_allowed_under_the_next(
    visitor: Visitor, services: Services, clock: ManualClock
) -> None:
    has_a_cart(visitor, "first@example.com")
    clock.advance(timedelta(minutes=1))
    visitor.post("/v1/identify", {"email": OWNER})
    assert visitor.get("/v1/consent").json()["recovery_email"] is False
    assert ask(services) == []


@pytest.mark.parametrize("proof", ["typed", "signed"])
def test_a_browser_with_a_confirmed_address_changes_hands_where_another_is_given(
    proof: str, visitor: Visitor, services: Services
) -> None:
    has_a_cart(visitor, OWNER)
    visitor.http.post(link(ask(services)[0]))
    before = visitor.get("/v1/privacy/export").json()
    body = visitor.signed(email="next@example.com") if proof == "signed" else {"email": "next@example.com"}
    assert visitor.post("/v1/identify", body).json()["switched"] is True
    assert visitor.get("/v1/consent").json()["recovery_email"] is False
    assert OWNER not in json.dumps(visitor.get("/v1/privacy/export").json())
    assert exported(visitor, "event") == []
    visitor.post("/v1/privacy/erasure", {})
    with transaction(services.engine, writes=False) as session:
        assert export(session, before["shopper"][0]["shopper_id"])["event"] == before["event"]


def test_who_has_an_id_keeps_the_address_they_confirmed(visitor: Visitor, services: Services) -> None:
    visitor.post("/v1/identify", visitor.signed(external_id="c-1"))
    types(visitor, OWNER)
    visitor.http.post(link(ask(services)[0]))
    assert types(visitor, "next@example.com")["address"] == "not_taken"
    assert exported(visitor, "shopper")[0]["email"] == OWNER


def test_a_no_of_the_account_is_not_lifted_by_who_signs_in(
    owner: Visitor, visitor: Visitor, clock: ManualClock
) -> None:
    owner.put("/v1/consent", {"recovery_email": False})
    clock.advance(timedelta(minutes=1))
    visitor.put("/v1/consent", {"recovery_email": True})
    clock.advance(timedelta(minutes=1))
    assert visitor.post("/v1/identify", visitor.signed(external_id="c-1")).json()["merged"] is True
    assert owner.get("/v1/consent").json()["recovery_email"] is False
