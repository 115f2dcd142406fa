"""Two people at one browser: what one address allowed, and left in the cart, is not the other's."""

import json
from datetime import timedelta

import pytest

from api.http.dependencies import Services
from core.database import transaction
from core.privacy import export
from jobs.context import JobContext
from jobs.work import detect_abandoned_carts, send_recovery_emails
from recovery.confirmation import SUBJECT
from recovery.messages import parse
from tests.api.routes.test_addresses import OWNER, ask, exported, link, types
from tests.clock import ManualClock
from tests.shop import Visitor, WordEncoder


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


def written_to(services: Services) -> list[str]:
    """Everybody who got an email about a cart, once the carts of now were left for two hours."""
    context = JobContext(
        services.settings,
        services.keys,
        services.engine,
        services.clock,
        make_encoder=lambda _: WordEncoder(),
    )
    detect_abandoned_carts(context)
    send_recovery_emails(context)
    files = sorted(services.settings.outbox_folder.glob("*.eml"))
    messages = [parse(file.read_bytes().decode()) for file in files]
    return [str(message["To"]) for message in messages if message["Subject"] != SUBJECT]


@pytest.mark.parametrize("known", [True, False], ids=["who is known", "who is new"])
@pytest.mark.parametrize("proof", ["typed", "signed"])
def test_who_signs_in_without_an_address_gets_nothing_of_who_typed_or_proved_one(
    proof: str,
    known: bool,
    visitor: Visitor,
    services: Services,
    secret: dict[str, str],
    clock: ManualClock,
) -> None:
    if known:
        visitor.http.put("/v1/shoppers/ben", json={"name": "Ben"}, headers=secret)
    if proof == "signed":
        visitor.post("/v1/identify", visitor.signed(email="anna@example.com"))
    has_a_cart(visitor, "anna@example.com")
    asked = ask(services)
    answer = visitor.post("/v1/identify", visitor.signed(external_id="ben")).json()
    assert (answer["merged"], answer["switched"]) == (False, True)
    assert answer["shopper"] == {"external_id": "ben", "email": None}
    assert visitor.get("/v1/consent").json()["recovery_email"] is False
    assert exported(visitor, "event") == exported(visitor, "address_claim") == []
    visitor.does("cart", "pan")
    for message in asked:
        assert visitor.http.post(link(message)).status_code == 200
    assert exported(visitor, "shopper")[0]["email"] is None, "the tap is for the record of who typed it"
    clock.advance(timedelta(hours=2))
    assert written_to(services) == ["anna@example.com"]
    anna = Visitor.arrives(visitor.http, visitor.keys, visitor.clock)
    anna.post("/v1/identify", anna.signed(email="anna@example.com"))
    assert [row["product_id"] for row in exported(anna, "event")] == ["mug"]
    assert {row["external_id"] for row in exported(anna, "shopper")} == {None}


def test_what_the_shop_says_later_of_who_signed_in_moves_nothing_either(
    visitor: Visitor, services: Services, secret: dict[str, str], clock: ManualClock
) -> None:
    has_a_cart(visitor, "typed@example.com")
    visitor.post("/v1/identify", visitor.signed(external_id="c-1"))
    visitor.http.put("/v1/shoppers/c-1", json={"email": OWNER}, headers=secret)
    assert visitor.get("/v1/consent").json()["recovery_email"] is False
    clock.advance(timedelta(hours=2))
    assert written_to(services) == []


@pytest.mark.parametrize(("told", "expected"), [(OWNER, []), ("Typed@Example.com", ["Typed@example.com"])])
@pytest.mark.parametrize("door", ["server", "signature"])
def test_nor_of_who_typed_an_address_while_signed_in(
    door: str,
    told: str,
    expected: list[str],
    visitor: Visitor,
    services: Services,
    secret: dict[str, str],
    clock: ManualClock,
) -> None:
    visitor.post("/v1/identify", visitor.signed(external_id="c-1"))
    has_a_cart(visitor, "typed@example.com")
    clock.advance(timedelta(minutes=1))
    if door == "server":
        visitor.http.put("/v1/shoppers/c-1", json={"email": told}, headers=secret)
    else:
        visitor.post("/v1/identify", visitor.signed(external_id="c-1", email=told))
    assert visitor.get("/v1/consent").json()["recovery_email"] is bool(expected)
    visitor.put("/v1/consent", {"recovery_email": True})
    clock.advance(timedelta(hours=2))
    assert written_to(services) == expected, "the cart was left under another address"


def test_a_yes_that_comes_with_the_shops_address_holds_for_it(
    visitor: Visitor, secret: dict[str, str]
) -> None:
    visitor.post("/v1/identify", visitor.signed(external_id="c-1"))
    types(visitor, "typed@example.com")
    body = {"email": OWNER, "consent": {"recovery_email": True}}
    visitor.http.put("/v1/shoppers/c-1", json=body, headers=secret)
    assert visitor.get("/v1/consent").json()["recovery_email"] is True


def test_who_typed_two_addresses_and_signs_in_under_the_second_begins_anew(visitor: Visitor) -> None:
    """Of the first it cannot be told whose it is, and what was done under it is in no account."""
    has_a_cart(visitor, "anna@example.com")
    visitor.post("/v1/identify", {"email": OWNER})
    answer = visitor.post("/v1/identify", visitor.signed(external_id="c-1", email=OWNER)).json()
    assert (answer["merged"], answer["switched"]) == (False, True)
    assert exported(visitor, "event") == []


@pytest.mark.parametrize("known", [True, False], ids=["who is known", "who is new"])
def test_who_signs_in_with_the_address_that_was_typed_keeps_all_of_it(
    known: bool, visitor: Visitor, secret: dict[str, str]
) -> None:
    if known:
        visitor.http.put("/v1/shoppers/c-1", json={"email": OWNER}, headers=secret)
    has_a_cart(visitor, OWNER.upper())
    proof = visitor.signed(external_id="c-1") if known else visitor.signed(external_id="c-1", email=OWNER)
    answer = visitor.post("/v1/identify", proof).json()
    assert (answer["merged"], answer["switched"]) == (known, False)
    assert [row["product_id"] for row in exported(visitor, "event")] == ["mug"]
    assert visitor.get("/v1/consent").json()["recovery_email"] is True


def test_a_yes_of_the_account_outlives_what_was_forgotten_at_the_browser(
    owner: Visitor, visitor: Visitor, services: Services, clock: ManualClock
) -> None:
    types(visitor, "anna@example.com")
    ask(services)
    clock.advance(timedelta(days=31))
    ask(services)
    assert visitor.get("/v1/consent").json()["recovery_email"] is False
    assert visitor.post("/v1/identify", visitor.signed(external_id="c-1")).json()["merged"] is True
    assert visitor.get("/v1/consent").json()["recovery_email"] is True


def test_a_no_of_the_account_is_not_lifted_by_who_signs_in(
    owner: Visitor, visitor: Visitor, clock: ManualClock
) -> None:
    owner.put("/v1/consent", {"recovery_email": False})
    clock.advance(timedelta(minutes=1))
    visitor.put("/v1/consent", {"recovery_email": True})
    clock.advance(timedelta(minutes=1))
    assert visitor.post("/v1/identify", visitor.signed(external_id="c-1")).json()["merged"] is True
    assert owner.get("/v1/consent").json()["recovery_email"] is False
