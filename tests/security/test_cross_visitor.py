"""Across: one visitor neither reads nor writes anything of another, by whatever name they call them."""

from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine

from core.keys import Purpose
from tests.security.conftest import Ayla
from tests.security.watching import EMAIL, EXTERNAL_ID, ORDER, refuses, tells_nothing, unchanged
from tests.shop import Visitor

READS = (
    "privacy/export",
    "consent",
    "chat/messages",
    "chat/preferences",
    "surveys/due",
    "recommendations",
    "intent",
    "segments/membership",
)
MESSAGE = {"id": str(uuid4()), "text": "hello"}
ANSWER = {"id": str(uuid4()), "version": 1, "reason": "extra_costs", "session_id": "s-1"}
WRITES: list[tuple[str, str, Any]] = [
    ("PUT", "consent", {"personalisation": False, "recovery_email": False}),
    ("POST", "privacy/erasure", {}),
    ("POST", "surveys/exit_intent/responses", ANSWER),
    ("POST", "chat/messages", MESSAGE),
    ("DELETE", "chat/preferences/{signal_id}", None),
]


@dataclass(frozen=True)
class Way:
    """How somebody says that they mean Ayla."""

    parameters: dict[str, str]
    headers: dict[str, str]


WAYS: dict[str, Way] = {
    "another's id": Way({"shopper_id": EXTERNAL_ID}, {}),
    "another's address": Way({"shopper_id": EMAIL}, {}),
    "another's internal id": Way({"shopper_id": "{shopper_id}"}, {}),
    "another's visitor": Way({"shopper_id": "{visitor_id}"}, {}),
    "another's conversation": Way({"conversation_id": "{conversation_id}"}, {}),
    "a visitor parameter": Way({"visitor_id": "{visitor_id}"}, {}),
    "an external id": Way({"external_id": EXTERNAL_ID}, {}),
    "a token parameter": Way({"Rapport-Visitor": "{visitor_id}", "token": "{visitor_id}"}, {}),
    "a header": Way({}, {"Rapport-Shopper": EXTERNAL_ID, "X-Shopper-Id": EXTERNAL_ID}),
    "a user header": Way({}, {"X-User": EXTERNAL_ID, "X-Forwarded-User": EXTERNAL_ID, "Remote-User": EMAIL}),
    "a cookie": Way({}, {"Cookie": "Rapport-Visitor={visitor_id}; shopper_id=c-ayla"}),
}


def meant(way: str, ayla: Ayla) -> dict[str, Any]:
    """The way with Ayla's own ids, as arguments of a request."""
    known = {
        "shopper_id": ayla.shopper_id,
        "visitor_id": ayla.browser.visitor_id,
        "conversation_id": ayla.conversation_id,
    }
    parts = (WAYS[way].parameters, WAYS[way].headers)
    params, headers = ({name: value.format(**known) for name, value in part.items()} for part in parts)
    return {"params": params, "headers": headers}


@pytest.mark.parametrize("way", WAYS)
def test_a_visitor_who_names_another_reads_nothing_of_theirs(
    way: str, ayla: Ayla, visitor: Visitor, engine: Engine
) -> None:
    said = meant(way, ayla)
    with unchanged(engine):
        for path in READS:
            answer = visitor.http.get(
                f"/v1/{path}", params=said["params"], headers=visitor.headers | said["headers"]
            )
            assert answer.status_code in (200, 401, 403, 422)
            tells_nothing(answer)
            assert ayla.shopper_id not in answer.text


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("also", [{}, {"Rapport-Visitor": "{visitor_id}"}, {"Rapport-Visitor": EXTERNAL_ID}])
def test_who_has_the_publishable_key_only_is_nobody(
    way: str, also: dict[str, str], ayla: Ayla, http: TestClient, publishable: dict[str, str], engine: Engine
) -> None:
    said = meant(way, ayla)
    token = {name: value.format(visitor_id=ayla.browser.visitor_id) for name, value in also.items()}
    sent = {"params": said["params"], "headers": publishable | said["headers"] | token}
    with unchanged(engine):
        for path in READS:
            if path == "recommendations" and not also:
                continue  # what suits everybody is for everybody
            refuses(http.get(f"/v1/{path}", **sent), 401, 403, 422)
        for method, path, body in WRITES:
            path = path.format(signal_id=ayla.signal_id)
            refuses(http.request(method, f"/v1/{path}", json=body, **sent), 401, 403, 422)


@pytest.mark.parametrize("way", WAYS)
def test_a_visitor_who_names_another_writes_nothing_of_theirs(way: str, ayla: Ayla, visitor: Visitor) -> None:
    said = meant(way, ayla)
    before = exported(ayla)
    for method, path, body in WRITES[::-1]:  # the erasure nearly last
        path = path.format(signal_id=ayla.signal_id)
        headers = visitor.headers | said["headers"]
        answer = visitor.http.request(
            method, f"/v1/{path}", json=body, params=said["params"], headers=headers
        )
        tells_nothing(answer)
    assert exported(ayla) == before


def exported(ayla: Ayla) -> Any:
    return ayla.browser.get("/v1/privacy/export").json()


BODIES: list[tuple[str, str, dict[str, Any]]] = [
    ("POST", "identify", {"visitor_id": "{visitor_id}", "external_id": "c-mine"}),
    ("POST", "identify", {"shopper_id": EXTERNAL_ID, "email": "x@example.com"}),
    ("PUT", "consent", {"recovery_email": False, "shopper_id": EXTERNAL_ID}),
    ("PUT", "consent", {"recovery_email": False, "email": EMAIL}),
    ("POST", "chat/messages", MESSAGE | {"conversation_id": "{conversation_id}"}),
    ("POST", "chat/messages", MESSAGE | {"shopper_id": EXTERNAL_ID}),
    ("POST", "chat/messages", MESSAGE | {"sender": "person"}),
    ("POST", "surveys/exit_intent/responses", ANSWER | {"shopper_id": EXTERNAL_ID}),
    ("POST", "events", {"events": [], "shopper_id": EXTERNAL_ID}),
]


@pytest.mark.parametrize(("method", "path", "body"), BODIES)
def test_a_body_that_names_another_is_refused(
    method: str, path: str, body: dict[str, Any], ayla: Ayla, visitor: Visitor, engine: Engine
) -> None:
    known = {"visitor_id": ayla.browser.visitor_id, "conversation_id": ayla.conversation_id}
    sent = {name: value.format(**known) if isinstance(value, str) else value for name, value in body.items()}
    with unchanged(engine):
        answer = visitor.http.request(method, f"/v1/{path}", json=sent, headers=visitor.headers)
        assert answer.status_code in (403, 422), answer.text


@pytest.mark.parametrize("field", ["visitor_id", "external_id", "email", "shopper", "received_at"])
def test_an_event_that_names_another_is_refused(
    field: str, ayla: Ayla, visitor: Visitor, engine: Engine
) -> None:
    for value in (EXTERNAL_ID, ayla.shopper_id, ayla.browser.visitor_id):
        with unchanged(engine):
            event = visitor.event("view", "mug", **{field: value})
            assert visitor.post("/v1/events", {"events": [event]}).status_code == 422


CONVERSATION: list[tuple[str, str, Any]] = [
    ("GET", "recommendations", None),
    ("POST", "search", {"query": "mug"}),
    ("GET", "signals", None),
    ("POST", "signals", {"signals": [{"kind": "like", "product_id": "pan"}]}),
    ("DELETE", "signals/{signal_id}", None),
    ("GET", "orders", None),
    ("GET", f"orders/{ORDER}", None),
    ("POST", "handover", {"summary": "hello"}),
    ("GET", "handover", None),
]
OTHERS: list[tuple[str, str, Any]] = [
    ("GET", f"/v1/orders/{ORDER}", None),
    ("PUT", f"/v1/orders/{ORDER}", {"shopper_id": "c-x", "status": "x", "placed_at": "2026-03-01T00:00:00Z"}),
    ("GET", "/v1/rules", None),
    ("GET", "/v1/segments/membership?shopper_id=c-ayla", None),
    ("GET", "/v1/intent?shopper_id=c-ayla", None),
    ("POST", "/v1/models/rollback", None),
]


@pytest.mark.parametrize(("method", "path", "body"), CONVERSATION + OTHERS)
def test_what_is_the_servers_is_not_a_visitors(
    method: str, path: str, body: Any, ayla: Ayla, visitor: Visitor, engine: Engine
) -> None:
    if not path.startswith("/"):
        path = f"/v1/conversations/{ayla.conversation_id}/" + path.format(signal_id=ayla.signal_id)
    for headers in (visitor.headers, ayla.browser.headers, {}):
        with unchanged(engine):
            refuses(visitor.http.request(method, path, json=body, headers=headers), 401, 403)


@pytest.mark.parametrize("order_id", [ORDER, ORDER.lower(), f" {ORDER}", f"{ORDER}%00", "%", "HF-7_", "*"])
@pytest.mark.parametrize("bought", [True, False])
def test_an_order_is_told_in_its_shoppers_conversation_only(
    order_id: str, bought: bool, ayla: Ayla, visitor: Visitor, secret: dict[str, str]
) -> None:
    """Who says that they bought it, and typed the buyer's address, is told what they said themselves."""
    visitor.post("/v1/identify", {"email": EMAIL})
    if bought:
        visitor.does("purchase", "mug", order_id=ORDER, quantity=1, price="9.50")
    said = visitor.post("/v1/chat/messages", {"id": str(uuid4()), "text": f"where is {ORDER}?"}).json()
    path = f"/v1/conversations/{said['conversation_id']}/orders"
    own = bought and order_id.strip().upper() == ORDER
    answer = visitor.http.get(f"{path}/{order_id}", headers=secret)
    assert answer.status_code in ((200,) if own else (404, 422))
    assert "shipped" not in answer.text
    assert "shipped" not in visitor.http.get(path, headers=secret).text


def test_a_signal_of_one_shopper_is_not_in_anothers_conversation(
    ayla: Ayla, visitor: Visitor, secret: dict[str, str], engine: Engine
) -> None:
    said = visitor.post("/v1/chat/messages", {"id": str(uuid4()), "text": "hi"}).json()
    with unchanged(engine):
        path = f"/v1/conversations/{said['conversation_id']}/signals/{ayla.signal_id}"
        refuses(visitor.http.delete(path, headers=secret), 404)
        refuses(visitor.http.delete(f"/v1/chat/preferences/{ayla.signal_id}", headers=visitor.headers), 404)


SESSION: list[tuple[str, dict[str, Any]]] = [
    ("purchase", {"product_id": "mug", "order_id": "HF-78", "quantity": 1, "price": "9.50"}),
    ("remove", {"product_id": "mug"}),
    ("cart", {"product_id": "pan", "quantity": 9, "price": "45.00"}),
    ("checkout", {}),
]


@pytest.mark.parametrize(("kind", "fields"), SESSION)
def test_the_name_of_anothers_session_does_not_reach_their_cart(
    kind: str, fields: dict[str, Any], ayla: Ayla, visitor: Visitor, http: TestClient
) -> None:
    cart = f"/v1/carts/{ayla.links[Purpose.CART]}"
    before = exported(ayla), http.get(cart).text
    visitor.post("/v1/identify", {"email": EMAIL})
    visitor.session_id = ayla.browser.session_id
    visitor.does(kind, **fields)
    assert (exported(ayla), http.get(cart).text) == before


@pytest.mark.parametrize("named", [EXTERNAL_ID, "{shopper_id}", "{visitor_id}"])
def test_what_names_another_besides_a_visitors_token_is_the_visitors_own(
    named: str, ayla: Ayla, visitor: Visitor
) -> None:
    """Fields that are for servers mean nothing beside the publishable key."""
    before = exported(ayla)
    name = named.format(shopper_id=ayla.shopper_id, visitor_id=ayla.browser.visitor_id)
    answer = visitor.post("/v1/events", {"events": [visitor.event("view", "pan", shopper_id=name)]})
    tells_nothing(answer)
    tells_nothing(visitor.post("/v1/identify", {"visitor_id": name, "email": "x@example.com"}))
    assert exported(ayla) == before
