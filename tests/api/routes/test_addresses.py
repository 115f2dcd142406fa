"""Addresses over HTTP: typed, asked once, confirmed with a tap; and nobody learns anything of its owner."""

import json
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from email.message import EmailMessage
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import event

from api.http.dependencies import Services
from core.consent import suppress
from core.database import transaction
from core.keys import Keys
from core.tables import AddressProof
from jobs.addresses import confirm_addresses
from jobs.context import JobContext
from recovery.delivery import Outbox
from recovery.messages import parse
from tests.clock import ManualClock
from tests.shop import Visitor

OWNER = "ayla@example.com"
STRANGER = "nobody@example.com"


def ask(services: Services) -> list[EmailMessage]:
    """The worker's job, now; returns every question that lies in the outbox."""
    context = JobContext(services.settings, services.keys, services.engine, services.clock)
    confirm_addresses(context)
    files = sorted(services.settings.outbox_folder.glob("*.eml"))
    return [parse(file.read_bytes().decode()) for file in files]


def link(message: EmailMessage) -> str:
    body = message.get_body(("plain",))
    assert isinstance(body, EmailMessage)
    [path] = re.findall(r"/v1/confirm\?token=[\w.-]+", body.get_content())
    return str(path)


def types(visitor: Visitor, address: str) -> dict[str, Any]:
    """Types an address and allows emails, as at the checkout."""
    answer = visitor.post("/v1/identify", {"email": address})
    assert answer.status_code == 200
    assert visitor.put("/v1/consent", {"recovery_email": True}).status_code == 200
    body: dict[str, Any] = answer.json()
    return body


def exported(visitor: Visitor, table: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = visitor.get("/v1/privacy/export").json()[table]
    return rows


@pytest.fixture
def owner(http: TestClient, keys: Keys, clock: ManualClock) -> Visitor:
    """A shopper whose address the shop has said, who allows emails and was asked something today."""
    visitor = Visitor.arrives(http, keys, clock)
    visitor.post("/v1/identify", visitor.signed(external_id="c-1", email=OWNER))
    visitor.put("/v1/consent", {"recovery_email": True})
    visitor.does("survey_shown")
    return visitor


def test_a_typed_address_is_the_shoppers_after_one_tap(visitor: Visitor, services: Services) -> None:
    answer = types(visitor, "Ayla@Example.com")
    assert answer["shopper"] == {"external_id": None, "email": None}
    assert (answer["merged"], answer["address"]) == (False, "unconfirmed")
    assert exported(visitor, "address_claim")[0]["state"] == "unconfirmed"
    [message] = ask(services)
    assert message["To"] == "Ayla@example.com"
    page = visitor.http.get(link(message))
    assert "<button>" in page.text
    assert exported(visitor, "shopper")[0]["email"] is None, "a GET confirms nothing"
    for _ in range(2):
        assert "confirmed" in visitor.http.post(link(message)).text
    [shopper] = exported(visitor, "shopper")
    assert (shopper["email"], shopper["email_proof"]) == ("Ayla@example.com", AddressProof.OWNER)
    assert exported(visitor, "address_claim")[0]["state"] == "confirmed"
    assert visitor.post("/v1/identify", {"email": "ayla@example.com"}).json()["address"] == "proven"


def test_nobody_is_asked_who_did_not_allow_emails(visitor: Visitor, services: Services) -> None:
    visitor.post("/v1/identify", {"email": OWNER})
    assert ask(services) == []
    visitor.put("/v1/consent", {"recovery_email": True})
    assert len(ask(services)) == 1


@pytest.mark.parametrize("typed", [OWNER, STRANGER, "unsubscribed@example.com", "asked@example.com"])
def test_no_answer_tells_anything_of_an_address(
    typed: str, owner: Visitor, services: Services, make_visitor: Callable[[], Visitor], clock: ManualClock
) -> None:
    """Whatever is known of the address, who types it is answered as if it were nobody's."""
    with transaction(services.engine) as session:
        suppress(session, services.keys, "unsubscribed@example.com", now=clock.now())
    services.answers.usual = replace(services.answers.usual, exploration=0.0)  # drawn by the shopper's id
    types(make_visitor(), "asked@example.com")
    ask(services)
    clock.advance(timedelta(minutes=1))
    expected = lives(make_visitor(), "never-seen@example.com", services)
    assert lives(make_visitor(), typed, services) == expected


def lives(visitor: Visitor, address: str, services: Services) -> list[str]:
    """All that one visitor is answered who types an address, without their own ids."""
    calls: list[Callable[[], Any]] = [
        lambda: visitor.post("/v1/identify", {"email": address}),
        lambda: visitor.post("/v1/identify", {"email": address}),
        lambda: visitor.put("/v1/consent", {"recovery_email": True}),
        lambda: ask(services),
        lambda: visitor.post("/v1/identify", {"email": address.upper()}),
        lambda: ask(services),
        lambda: visitor.get("/v1/surveys/due"),
        lambda: visitor.get("/v1/consent"),
        lambda: visitor.get("/v1/recommendations"),
        lambda: visitor.get("/v1/chat/messages"),
        lambda: visitor.get("/v1/chat/preferences"),
        lambda: visitor.get("/v1/intent"),
        lambda: visitor.get("/v1/segments/membership"),
        lambda: visitor.answers("extra_costs"),
        lambda: visitor.get("/v1/privacy/export"),
        lambda: visitor.post("/v1/privacy/erasure", {}),
    ]
    answers = (call() for call in calls)
    return [anonymous(answer, address) for answer in answers if not isinstance(answer, list)]


def anonymous(answer: Any, address: str) -> str:
    kept = ("cache-control", "content-type", "rapport-visitor")  # the rest counts, as RateLimit does
    headers = {name: value for name, value in answer.headers.items() if name in kept}
    told = f"{answer.status_code} {json.dumps(headers)} {answer.text}"
    told = re.sub(re.escape(address), "ADDRESS", told, flags=re.IGNORECASE)
    return re.sub(r"[0-9a-f]{8}-?([0-9a-f]{4}-?){3}[0-9a-f]{12}", "ID", told)


@pytest.fixture
def make_visitor(http: TestClient, keys: Keys, clock: ManualClock) -> Callable[[], Visitor]:
    return lambda: Visitor.arrives(http, keys, clock)


def test_an_identification_reads_nothing_of_an_address(
    owner: Visitor, services: Services, make_visitor: Callable[[], Visitor]
) -> None:
    """What is done for a known address is what is done for any other, so that it takes as long."""
    statements: list[str] = []
    event.listen(services.engine, "before_cursor_execute", lambda *told: statements.append(told[2]))
    done = []
    for address in (OWNER, STRANGER):
        visitor = make_visitor()
        statements.clear()
        visitor.post("/v1/identify", {"email": address})
        done.append(tuple(statements))
    assert done[0] == done[1]
    assert done[0]


def test_a_claim_changes_nothing_of_the_owners(owner: Visitor, visitor: Visitor, services: Services) -> None:
    before = exported(owner, "shopper"), owner.get("/v1/consent").json()
    types(visitor, OWNER)
    ask(services)
    visitor.put("/v1/consent", {"recovery_email": False, "personalisation": False})
    visitor.post("/v1/privacy/erasure", {})
    assert (exported(owner, "shopper"), owner.get("/v1/consent").json()) == before


def test_what_is_typed_never_replaces_the_address_that_the_shop_said(
    owner: Visitor, services: Services
) -> None:
    answer = types(owner, "other@example.com")
    assert answer["shopper"]["email"] == OWNER
    assert answer["address"] == "not_taken"
    assert ask(services) == []
    assert exported(owner, "shopper")[0]["email"] == OWNER


def test_a_claim_of_the_same_address_goes_with_who_turns_out_to_be_known(
    owner: Visitor, visitor: Visitor, services: Services
) -> None:
    types(visitor, OWNER.upper())
    [message] = ask(services)
    assert visitor.post("/v1/identify", visitor.signed(external_id="c-1")).json()["merged"] is True
    for answer in (visitor.http.get(link(message)), visitor.http.post(link(message))):
        assert answer.status_code == 410
        assert "run out" in answer.text
    assert exported(owner, "shopper")[0]["email"] == OWNER


def test_the_page_says_what_the_tap_would_do_now(visitor: Visitor, services: Services) -> None:
    types(visitor, OWNER)
    [message] = ask(services)
    assert "The device on which it was typed then counts as yours" in visitor.http.get(link(message)).text
    visitor.post("/v1/identify", visitor.signed(external_id="ben"))
    page = visitor.http.get(link(message)).text
    assert "somebody else&#x27;s by now" in page
    assert "may show and erase" not in page
    types(visitor, "ben@example.com")
    bens = next(sent for sent in ask(services) if sent["To"] == "ben@example.com")
    assert "The account in which it was typed then counts as yours" in visitor.http.get(link(bens)).text


def test_a_link_to_an_address_that_the_shop_changed_since_is_worthless(
    visitor: Visitor, services: Services, secret: dict[str, str]
) -> None:
    visitor.post("/v1/identify", visitor.signed(external_id="c-1"))
    types(visitor, OWNER)
    [message] = ask(services)
    assert visitor.http.post(link(message)).status_code == 200
    visitor.http.put("/v1/shoppers/c-1", json={"email": "shop@example.com"}, headers=secret)
    for answer in (visitor.http.get(link(message)), visitor.http.post(link(message))):
        assert answer.status_code == 410


def test_another_address_takes_the_place_of_the_one_before(visitor: Visitor, services: Services) -> None:
    types(visitor, "typo@example.com")
    [typo] = ask(services)
    types(visitor, OWNER)
    assert visitor.http.get(link(typo)).status_code == 410
    assert visitor.http.post(link(typo)).status_code == 410
    [message] = (sent for sent in ask(services) if sent["To"] == OWNER)
    assert visitor.http.post(link(message)).status_code == 200
    assert exported(visitor, "shopper")[0]["email"] == OWNER


def test_a_link_runs_out_and_serves_no_other_purpose(
    visitor: Visitor, services: Services, clock: ManualClock
) -> None:
    types(visitor, OWNER)
    [message] = ask(services)
    token = link(message).split("token=")[1]
    unsubscribe = str(message["List-Unsubscribe"]).strip("<>").split("token=")[1]
    assert visitor.http.post("/v1/unsubscribe", params={"token": token}).status_code == 401
    assert visitor.http.post("/v1/confirm", params={"token": unsubscribe}).status_code == 401
    assert visitor.http.post("/v1/confirm", params={"token": token[:-1]}).status_code == 401
    clock.advance(timedelta(days=30))
    for answer in (visitor.http.get(link(message)), visitor.http.post(link(message))):
        assert answer.status_code == 410
        assert "run out" in answer.text
    assert exported(visitor, "shopper")[0]["email"] is None


def test_who_is_asked_can_say_never(visitor: Visitor, services: Services, clock: ManualClock) -> None:
    types(visitor, OWNER)
    [message] = ask(services)
    unsubscribe = str(message["List-Unsubscribe"]).strip("<>").removeprefix(services.settings.public_url)
    assert visitor.http.post(unsubscribe).status_code == 200
    assert visitor.get("/v1/consent").json()["recovery_email"] is True, "the claimant learns nothing"
    clock.advance(timedelta(days=31))
    types(visitor, OWNER)
    assert ask(services) == []  # not even again, and the old one is gone


def test_an_erasure_leaves_nothing_of_what_was_typed(visitor: Visitor, services: Services) -> None:
    types(visitor, "typo@example.com")
    ask(services)
    types(visitor, OWNER)
    message = next(sent for sent in ask(services) if sent["To"] == OWNER)
    erased = visitor.post("/v1/privacy/erasure", {}).json()["erased"]
    assert erased["outbox"] == 0, "whether a question went out is its owner's to know"
    assert list(services.settings.outbox_folder.iterdir()) == []
    assert visitor.http.post(link(message)).status_code == 410


@pytest.fixture
def trusting(services: Services) -> Services:
    """The services of a shop that proves addresses itself."""
    return replace(services, settings=services.settings.model_copy(update={"address_confirmation": "shop"}))


def test_a_shop_that_proves_addresses_is_believed(
    visitor: Visitor, services: Services, trusting: Services
) -> None:
    types(visitor, OWNER)  # before it said so
    visitor.http.app.state.services = trusting  # type: ignore[attr-defined]
    assert ask(trusting) == []
    assert exported(visitor, "shopper")[0]["email"] == OWNER
    answer = visitor.post("/v1/identify", {"email": "other@example.com"}).json()
    assert (answer["shopper"]["email"], answer["address"]) == ("other@example.com", "proven")


def test_no_log_names_an_address(
    visitor: Visitor, services: Services, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    types(visitor, OWNER)
    [message] = ask(services)
    visitor.http.post(link(message))
    file = services.settings.var / "no folder"
    file.touch()
    types(visitor, STRANGER)
    context = JobContext(services.settings, services.keys, services.engine, services.clock)
    broken = replace(context, make_mailer=lambda _: Outbox(file))
    assert confirm_addresses(broken)["waiting"] == 1
    assert not re.search("ayla|nobody@", caplog.text, re.IGNORECASE)
