"""What one visitor and one address may ask, what refuses the rest, and who is meant by an address."""

import logging
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response  # the test client's own

from api.app import create_app
from api.http.clients import network_of
from api.http.counters import Counters
from api.http.dependencies import Services
from api.http.quotas import QuotaKind, Quotas
from core.keys import Keys
from core.settings import Settings
from tests.shop import Visitor

SHOP = "https://shop.example"


@contextmanager
def opened(services: Services, *, address: str = "203.0.113.7", **changes: Any) -> Iterator[TestClient]:
    """The shop with other limits, as seen from an address."""
    counters = changes.pop("counters", None)
    settings = services.settings.model_copy(update=changes)
    made = replace(services, settings=settings, quotas=Quotas(settings, services.keys, counters))
    app = create_app(settings, services=made)
    yield TestClient(app, client=(address, 50_000), raise_server_exceptions=False)


def elsewhere(http: TestClient, address: str) -> TestClient:
    return TestClient(http.app, client=(address, 50_000), raise_server_exceptions=False)


def arrive(http: TestClient, keys: Keys, **headers: str) -> Response:
    return http.post("/v1/visitors", headers={"Authorization": f"Bearer {keys.publishable}"} | headers)


def asks(visitor: Visitor, kind: QuotaKind) -> Response:
    """One request of its kind, as a storefront sends it."""
    match kind:
        case QuotaKind.IDENTIFY:
            return visitor.post("/v1/identify", {"email": "ayla@example.com"})
        case QuotaKind.CHAT:
            return visitor.post("/v1/chat/messages", {"id": str(uuid4()), "text": "a mug"})
        case QuotaKind.SURVEYS:
            return visitor.get("/v1/surveys/due")
        case QuotaKind.SEARCH:
            return visitor.get("/v1/search", q="mug")
        case QuotaKind.EVENTS:
            return visitor.post("/v1/events", {"events": [visitor.event("view", "mug")]})
        case _:
            return visitor.get("/v1/recommendations")


BY_VISITOR = (
    QuotaKind.IDENTIFY,
    QuotaKind.CHAT,
    QuotaKind.SURVEYS,
    QuotaKind.SEARCH,
    QuotaKind.EVENTS,
    QuotaKind.READS,
)


@pytest.mark.parametrize("kind", BY_VISITOR)
def test_a_visitor_who_asks_too_much_is_told_when_to_ask_again(services: Services, kind: QuotaKind) -> None:
    changes: dict[str, Any] = {f"limit_{kind}_visitor": "2/minute"}
    with opened(services, **changes) as http:
        visitor = Visitor.arrives(http, services.keys, services.clock)
        answers = [asks(visitor, kind) for _ in range(3)]
        assert [answer.is_success for answer in answers] == [True, True, False]
        refused = answers[2]
        assert refused.status_code == 429
        assert refused.headers["content-type"] == "application/problem+json"
        seconds = int(refused.headers["retry-after"])
        assert 1 <= seconds <= 60
        assert refused.json()["detail"] == f"Too many requests; they are taken again in {seconds} seconds."
        assert asks(Visitor.arrives(http, services.keys, services.clock), kind).is_success


@pytest.mark.parametrize("kind", BY_VISITOR)
def test_what_is_refused_to_one_visitor_costs_the_others_nothing(services: Services, kind: QuotaKind) -> None:
    """A browser that asks in a loop must not take the chat away from everybody behind its address."""
    changes: dict[str, Any] = {f"limit_{kind}_visitor": "2/minute", f"limit_{kind}_address": "6/minute"}
    with opened(services, **changes) as http:
        greedy, other = (Visitor.arrives(http, services.keys, services.clock) for _ in range(2))
        for _ in range(20):
            asks(greedy, kind)
        assert [asks(other, kind).is_success for _ in range(2)] == [True, True]


@pytest.mark.parametrize("kind", BY_VISITOR)
def test_all_from_one_address_share_its_limit(services: Services, kind: QuotaKind) -> None:
    changes: dict[str, Any] = {f"limit_{kind}_address": "2/minute"}
    with opened(services, **changes) as http:
        visitors = [Visitor.arrives(http, services.keys, services.clock) for _ in range(3)]
        assert [asks(visitor, kind).status_code == 429 for visitor in visitors] == [False, False, True]
        visitors[2].http = elsewhere(http, "203.0.113.8")
        assert asks(visitors[2], kind).is_success


@pytest.mark.parametrize(("method", "path"), [("GET", "/v1/consent"), ("GET", "/v1/chat/messages")])
def test_what_else_is_read_is_limited_too(services: Services, method: str, path: str) -> None:
    with opened(services, limit_reads_visitor="1/minute") as http:
        visitor = Visitor.arrives(http, services.keys, services.clock)
        answers = [http.request(method, path, headers=visitor.headers).status_code for _ in range(2)]
    assert answers == [200, 429]


def test_every_answer_says_what_remains(services: Services, keys: Keys) -> None:
    with opened(services, limit_events_visitor="5/minute", limit_events_address="10 per 2 minutes") as http:
        visitor = Visitor.arrives(http, keys, services.clock)
        headers = asks(visitor, QuotaKind.EVENTS).headers
        assert headers["ratelimit-policy"] == '"events-visitor";q=5;w=60, "events-address";q=10;w=120'
        assert headers["ratelimit"] == '"events-visitor";r=4;t=60, "events-address";r=9;t=120'
        wrong = visitor.post("/v1/events", {"events": [visitor.event("view", "no-such")]})
        assert wrong.status_code == 422
        assert '"events-visitor";r=3;' in wrong.headers["ratelimit"]


def test_the_shops_page_may_read_when_to_come_again(services: Services, keys: Keys) -> None:
    with opened(services, limit_visitors_address="1/minute") as http:
        arrive(http, keys)
        refused = arrive(http, keys, Origin=SHOP)
    assert refused.status_code == 429
    assert refused.headers["access-control-allow-origin"] == "*"
    assert "Retry-After" in refused.headers["access-control-expose-headers"]


def test_the_shops_server_is_not_limited(services: Services, secret: dict[str, str]) -> None:
    with opened(services, limit_visitors_address="1/minute", limit_search_address="1/minute") as http:
        assert {http.post("/v1/visitors", headers=secret).status_code for _ in range(5)} == {201}
        answers = [http.get("/v1/search?q=mug", headers=secret) for _ in range(5)]
    assert {answer.status_code for answer in answers} == {200}
    assert "ratelimit" not in answers[0].headers


def test_many_at_once_do_not_slip_past(services: Services, keys: Keys) -> None:
    # Entered, so that all share one loop, as in a server.
    with opened(services, limit_visitors_address="10/minute") as http, http, ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: arrive(http, keys).status_code, range(40)))
    assert sorted(answers) == [201] * 10 + [429] * 30


def test_a_token_that_is_left_out_or_forged_does_not_help(services: Services, keys: Keys) -> None:
    with opened(services, limit_search_visitor="1/minute", limit_search_address="3/minute") as http:
        key = {"Authorization": f"Bearer {keys.publishable}"}
        tokens: list[dict[str, str]] = [{}, {"Rapport-Visitor": "forged"}, {"Rapport-Visitor": "é"}, {}]
        answers = [http.get("/v1/search?q=mug", headers=key | token) for token in tokens[:2]]
        answers += [http.get("/v1/search?q=mug", headers=key) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]


def test_the_dashboards_door_is_limited_by_address(services: Services) -> None:
    with opened(services, limit_sign_in_address="2/minute") as http:
        answers = [http.post("/dashboard/sign-in", data={"username": str(number)}) for number in range(3)]
        assert [answer.status_code for answer in answers] == [403, 403, 429]
        assert answers[2].headers["retry-after"]
        assert "taken again in" in answers[2].text
        assert elsewhere(http, "203.0.113.8").post("/dashboard/sign-in").status_code == 403


def test_nobody_is_believed_who_says_on_whose_behalf_they_ask(
    services: Services, keys: Keys, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING, logger="api.http.quotas")
    with opened(services, address="127.0.0.1", limit_visitors_address="2/minute") as http:
        answers = [
            arrive(http, keys, **{"X-Forwarded-For": f"198.51.100.{number}"}).status_code
            for number in range(3)
        ]
    assert answers == [201, 201, 429]
    (told,) = [record.message for record in caplog.records]
    assert "RAPPORT_TRUSTED_PROXIES" in told
    assert "198.51.100" not in told


def test_a_proxy_that_is_named_is_believed_and_what_its_client_made_up_is_not(
    services: Services, keys: Keys
) -> None:
    limits: dict[str, Any] = {"trusted_proxies": ["10.0.0.0/8"], "limit_visitors_address": "2/minute"}
    with opened(services, address="10.0.0.1", **limits) as http:
        for client in ("198.51.100.1", "198.51.100.2"):
            said = [f"{made_up}, {client}" for made_up in ("1.1.1.1", "2.2.2.2", "3.3.3.3")]
            answers = [arrive(http, keys, **{"X-Forwarded-For": forwarded}).status_code for forwarded in said]
            assert answers == [201, 201, 429]


@pytest.mark.parametrize(
    ("host", "network"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
        ("2001:db8:1:2::1", "2001:db8:1:2::"),
        ("fe80::1%eth0", "fe80::"),
        ("a.socket", "a.socket"),
    ],
)
def test_who_has_a_64_has_all_of_its_addresses(host: str, network: str) -> None:
    assert network_of(host) == network


class Watched(Counters):
    """Remembers the keys under which it counted."""

    def __init__(self) -> None:
        super().__init__("memory://")
        self.keys: list[str] = []

    async def hit(self, key: str, seconds: int) -> Any:
        self.keys.append(key)
        return await super().hit(key, seconds)


def test_no_address_and_no_visitor_is_kept(services: Services, keys: Keys) -> None:
    counters = Watched()
    with opened(services, counters=counters) as http:
        visitor = Visitor.arrives(http, keys, services.clock)
        asks(visitor, QuotaKind.SEARCH)
    assert len(counters.keys) == 3
    assert not any("203.0.113" in key for key in counters.keys)
    assert len({key.rpartition(":")[2] for key in counters.keys}) == 3, (
        "not to be told from one another either"
    )


def test_without_a_place_to_count_there_are_no_limits(services: Services, keys: Keys) -> None:
    with opened(services, limits_url="", limit_visitors_address="1/minute") as http:
        assert {arrive(http, keys).status_code for _ in range(3)} == {201}
    with opened(services, limit_visitors_address="") as http:
        assert "ratelimit" not in arrive(http, keys).headers


@pytest.mark.parametrize("kind", BY_VISITOR)
def test_an_address_may_hold_many_shoppers(kind: QuotaKind) -> None:
    """The defaults are for offices and carriers that put hundreds behind one address: docs/limits.md."""
    quotas = Quotas(Settings(_env_file=None), Keys("pk", "sk", "signing"))
    by_address = quotas._by_address[kind].limit
    by_visitor = quotas._by_visitor[kind].limit
    assert by_address.get_expiry() == by_visitor.get_expiry() == 60
    assert by_address.amount >= 10 * by_visitor.amount


@pytest.mark.parametrize(
    ("name", "value"),
    [("limit_chat_visitor", "many"), ("limit_chat_visitor", "5"), ("limits_url", "memcached://a")],
)
def test_a_limit_that_cannot_be_read_is_refused(name: str, value: str) -> None:
    with pytest.raises(ValueError, match=name):
        Settings(_env_file=None, **{name: value})  # type: ignore[arg-type]
