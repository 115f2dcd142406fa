"""Who is here? No answer, header or number of statements tells whether somebody else, or theirs, exists."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any
from uuid import uuid4

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response  # the test client's own
from sqlalchemy import Engine, event

from core.consent import suppress
from core.database import transaction
from core.keys import Keys, Purpose, address_hash, sign
from tests.api.dashboard.seeding import sign_in
from tests.clock import ManualClock
from tests.security.conftest import Ayla
from tests.security.watching import EMAIL, EXTERNAL_ID
from tests.shop import Visitor

SUPPRESSED = "never@example.com"
NOBODY = "nobody@example.com"
HEX = re.compile(r"[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}")


@contextmanager
def statements(engine: Engine) -> Iterator[list[str]]:
    """Everything that the database is asked meanwhile."""
    told: list[str] = []

    def listen(*arguments: Any) -> None:
        told.append(arguments[2])

    event.listen(engine, "before_cursor_execute", listen)
    try:
        yield told
    finally:
        event.remove(engine, "before_cursor_execute", listen)


def looks(engine: Engine, ask: Callable[[], Response], *sent: str) -> tuple[Any, ...]:
    """All that a stranger sees of an answer, and all that makes it take its time."""
    with statements(engine) as asked:
        answer = ask()
    text = answer.text
    for identifier in sent:
        if len(identifier) > 2:
            text = re.sub(re.escape(identifier), "SENT", text, flags=re.IGNORECASE)
    headers = {name: answer.headers.get(name) for name in ("content-type", "cache-control", "retry-after")}
    return answer.status_code, HEX.sub("ID", text), headers, tuple(asked)


@pytest.fixture
def arrive(http: TestClient, keys: Keys, clock: ManualClock) -> Callable[[], Visitor]:
    return lambda: Visitor.arrives(http, keys, clock)


ADDRESSES = (
    EMAIL,
    EMAIL.upper(),
    EMAIL.title(),
    SUPPRESSED,
    "typed@example.com",
    "refuses@example.com",
    "ayla+1@example.com",
    "a@example.com",
    "ayla@mail.example.com",
    "ayla@example.org",
)


@pytest.mark.parametrize("address", ADDRESSES)
def test_no_address_is_known_or_unknown(
    address: str, ayla: Ayla, question: str, arrive: Callable[[], Visitor], keys: Keys, engine: Engine
) -> None:
    """Proven, typed, asked, unsubscribed, or nobody's: typed, typed again, allowed, taken back, erased."""
    assert question
    with transaction(engine) as session:
        suppress(session, keys, SUPPRESSED, now=ayla.browser.clock.now())
    other = arrive()
    other.post("/v1/identify", other.signed(external_id="c-other", email="refuses@example.com"))
    other.put("/v1/consent", {"recovery_email": False})
    seen = [_typing(arrive(), typed, engine) for typed in (address, NOBODY)]
    assert seen[0] == seen[1]


def _typing(visitor: Visitor, address: str, engine: Engine) -> list[Any]:
    calls: list[Callable[[], Response]] = [
        lambda: visitor.post("/v1/identify", {"email": address}),
        lambda: visitor.post("/v1/identify", {"email": address}),
        lambda: visitor.put("/v1/consent", {"recovery_email": True}),
        lambda: visitor.get("/v1/consent"),
        lambda: visitor.get("/v1/surveys/due"),
        lambda: visitor.get("/v1/privacy/export"),
        lambda: visitor.post("/v1/privacy/erasure", {}),
    ]
    return [looks(engine, call, address) for call in calls]


IDS = (
    EXTERNAL_ID,
    EXTERNAL_ID.upper(),
    "c-none",
    "c-ayl",
    "c-ayla%",
    "c_ayla",
    "1",
    "c-",
    "c-ayla'",
    "C-Ayla",
)


@pytest.mark.parametrize("external_id", IDS)
def test_no_id_is_known_or_unknown_without_its_proof(
    external_id: str, ayla: Ayla, visitor: Visitor, engine: Engine
) -> None:
    proofs: list[dict[str, str]] = [{}, {"signature": "nonsense"}, {"signature": "9999999999." + "0" * 64}]
    for proof in proofs:
        seen = []
        for name in (external_id, "somebody-else"):
            body = {"external_id": name, **proof}
            seen.append(looks(engine, partial(visitor.post, "/v1/identify", body), name))
        assert seen[0] == seen[1]


@pytest.mark.parametrize("shopper_id", IDS)
def test_no_id_is_known_or_unknown_with_the_publishable_key(
    shopper_id: str, ayla: Ayla, visitor: Visitor, engine: Engine
) -> None:
    def seen(name: str) -> list[Any]:
        paths = ("consent", "privacy/export", "chat/messages", "intent", "segments/membership")
        return [looks(engine, partial(visitor.get, f"/v1/{path}", shopper_id=name), name) for path in paths]

    seen("to warm up")
    assert seen(shopper_id) == seen("somebody-else")


NAMES = ("marek", "MAREK", " marek ", "admin", "root", "", "marek%", "' OR 1=1 --", "mare", "marek2")


@pytest.mark.parametrize("name", NAMES)
def test_no_account_is_known_or_unknown(name: str, marek: TestClient, engine: Engine) -> None:
    """Neither by the answer, nor by what the database is asked, nor by the wait that follows."""
    seen = []
    for number, username in enumerate((name, "nobody")):
        browser = TestClient(marek.app, client=(f"203.0.113.{number}", 50_000), raise_server_exceptions=False)
        answers = [
            looks(engine, partial(sign_in, browser, "wrong password", username=username)) for _ in range(7)
        ]
        seen.append([(a[0], re.sub(r'value="[^"]*"', "", a[1]), a[2], len(a[3])) for a in answers])
    assert seen[0] == seen[1]


@pytest.mark.parametrize(
    "order_id", ["HF-77", "hf-77", "HF-78", "HF-%", "", "0", "HF-7", "77", "x" * 200, "null"]
)
def test_no_order_is_known_or_unknown(
    order_id: str, ayla: Ayla, visitor: Visitor, secret: dict[str, str], engine: Engine
) -> None:
    said = visitor.post("/v1/chat/messages", {"id": str(uuid4()), "text": "hi"}).json()["conversation_id"]
    seen = []
    for asked_id in (order_id or "-", "somebody-elses"):
        calls = [
            partial(visitor.get, f"/v1/orders/{asked_id}"),
            partial(visitor.put, f"/v1/orders/{asked_id}", {}),
            partial(visitor.http.get, f"/v1/conversations/{said}/orders/{asked_id}", headers=secret),
        ]
        seen.append([looks(engine, call, asked_id) for call in calls])
    assert seen[0] == seen[1]


@pytest.mark.parametrize("kind", ["signal", "conversation", "shopper", "visitor", "message"])
def test_no_id_of_another_is_told_from_one_that_is_not_there(
    kind: str, ayla: Ayla, visitor: Visitor, engine: Engine
) -> None:
    theirs = {
        "signal": ayla.signal_id,
        "conversation": ayla.conversation_id,
        "shopper": ayla.shopper_id,
        "visitor": ayla.browser.visitor_id,
        "message": ayla.message_id,
    }[kind]
    seen = []
    for asked_id in (theirs, theirs[::-1]):
        calls: list[Callable[[], Response]] = [
            partial(visitor.http.delete, f"/v1/chat/preferences/{asked_id}", headers=visitor.headers),
            partial(visitor.get, f"/v1/conversations/{asked_id}/signals"),
            partial(visitor.get, "/v1/chat/messages", conversation_id=asked_id),
        ]
        seen.append([looks(engine, call, asked_id) for call in calls])
    assert seen[0] == seen[1]


@pytest.mark.parametrize("address", [EMAIL, SUPPRESSED, NOBODY, "typed@example.com"])
def test_a_link_of_an_email_does_not_say_who_it_is_for(
    address: str, ayla: Ayla, question: str, http: TestClient, keys: Keys, engine: Engine
) -> None:
    """Who has a forwarded link sees the same page for whomever it was made, before and after."""
    assert question
    pages = []
    for recipient in (address, "somebody@example.org"):
        token = sign(keys, Purpose.UNSUBSCRIBE, f"e-0:{address_hash(keys, recipient)}")
        calls = (http.get, http.post, http.post, http.get)
        answers = [call("/v1/unsubscribe", params={"token": token}) for call in calls]
        pages.append([(answer.status_code, answer.text.replace(token, "TOKEN")) for answer in answers])
    assert pages[0] == pages[1]
