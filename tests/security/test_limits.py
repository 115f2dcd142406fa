"""Ways past the limits: other tokens, made-up addresses, other spellings of the same request."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine

from api.app import create_app
from api.http.dependencies import Services
from api.http.quotas import Quotas
from core.keys import Keys
from tests.clock import ManualClock
from tests.security.watching import unchanged
from tests.shop import Visitor

ADDRESS = "203.0.113.7"


@contextmanager
def opened(services: Services, address: str = ADDRESS, **changes: Any) -> Iterator[TestClient]:
    """The shop with other limits, as seen from an address."""
    settings = services.settings.model_copy(update=changes)
    app = create_app(
        settings, services=replace(services, settings=settings, quotas=Quotas(settings, services.keys))
    )
    with TestClient(app, client=(address, 50_000), raise_server_exceptions=False) as http:
        yield http


HEADERS: dict[str, Callable[[int], dict[str, str]]] = {
    "X-Forwarded-For": lambda n: {"X-Forwarded-For": f"198.51.100.{n}"},
    "in small letters": lambda n: {"x-forwarded-for": f"198.51.100.{n}"},
    "with a chain": lambda n: {"X-Forwarded-For": f"198.51.100.{n}, {ADDRESS}"},
    "of IPv6": lambda n: {"X-Forwarded-For": f"2001:db8:{n}::1"},
    "X-Real-IP": lambda n: {"X-Real-IP": f"198.51.100.{n}"},
    "Forwarded": lambda n: {"Forwarded": f"for=198.51.100.{n}"},
    "True-Client-IP": lambda n: {"True-Client-IP": f"198.51.100.{n}", "CF-Connecting-IP": f"198.51.100.{n}"},
    "X-Client-IP": lambda n: {"X-Client-IP": f"198.51.100.{n}", "X-Cluster-Client-IP": f"198.51.100.{n}"},
    "Via": lambda n: {"Via": f"1.1 proxy-{n}"},
    "User-Agent": lambda n: {"User-Agent": f"browser/{n}", "Accept-Language": f"x-{n}"},
    "Origin": lambda n: {"Origin": f"https://shop-{n}.example", "Host": f"h{n}.example"},
    "a cookie": lambda n: {"Cookie": f"session={n}"},
}


@pytest.mark.parametrize("made", HEADERS)
def test_who_makes_up_where_they_are_is_where_they_are(
    made: str, services: Services, keys: Keys, engine: Engine
) -> None:
    with opened(services, limit_visitors_address="2/minute", limit_sign_in_address="2/minute") as http:
        key = {"Authorization": f"Bearer {keys.publishable}"}
        for number in range(2):
            assert http.post("/v1/visitors", headers=key | HEADERS[made](number)).status_code == 201
            http.post("/dashboard/sign-in", headers=HEADERS[made](number))
        with unchanged(engine):
            for number in range(2, 5):
                assert http.post("/v1/visitors", headers=key | HEADERS[made](number)).status_code == 429
                assert http.post("/dashboard/sign-in", headers=HEADERS[made](number)).status_code == 429


SPELLINGS: dict[str, Callable[[str, str, int], dict[str, str]]] = {
    "no token": lambda key, _, _n: {"Authorization": f"Bearer {key}"},
    "a forged token": lambda key, _, n: {"Authorization": f"Bearer {key}", "Rapport-Visitor": f"forged-{n}"},
    "a cut token": lambda key, token, n: {
        "Authorization": f"Bearer {key}",
        "Rapport-Visitor": token[: -1 - n],
    },
    "an empty token": lambda key, _, _n: {"Authorization": f"Bearer {key}", "Rapport-Visitor": ""},
    "other case of a header": lambda key, token, _n: {
        "AUTHORIZATION": f"Bearer {key}",
        "RAPPORT-visitor": token,
    },
    "other case of the scheme": lambda key, token, _n: {
        "Authorization": f"bEaReR {key}",
        "Rapport-Visitor": token,
    },
    "no key": lambda _key, token, _n: {"Rapport-Visitor": token},
    "a wrong key": lambda _key, token, n: {"Authorization": f"Bearer sk_{n}", "Rapport-Visitor": token},
    "spaces": lambda key, token, _n: {"Authorization": f"Bearer {key}", "Rapport-Visitor": f" {token} "},
    "another scheme": lambda key, token, _n: {"Authorization": f"Basic {key}", "Rapport-Visitor": token},
}


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_another_spelling_gets_no_more(
    spelling: str, services: Services, keys: Keys, clock: ManualClock
) -> None:
    with opened(services, limit_search_visitor="1/minute", limit_search_address="3/minute") as http:
        token = Visitor.arrives(http, keys, clock).token
        made = [SPELLINGS[spelling](keys.publishable, token, number) for number in range(8)]
        answers = [http.get("/v1/search?q=mug", headers=headers).status_code for headers in made]
    assert answers.count(200) <= 3
    assert set(answers[3:]) <= {401, 429}


@pytest.mark.parametrize("other", [1, 2, 3, 5, 8, 13, 21, 34, 55, 89])
def test_new_visitors_share_their_address(
    other: int, services: Services, keys: Keys, clock: ManualClock
) -> None:
    """Renewed, forgotten and new tokens of one address come to its limit together."""
    with opened(services, limit_search_visitor="1/minute", limit_search_address=f"{other}/minute") as http:
        answers = []
        for _ in range(other + 2):
            visitor = Visitor.arrives(http, keys, clock)
            answers.append(visitor.get("/v1/search", q="mug").status_code)
    assert answers == [200] * other + [429] * 2


@pytest.mark.parametrize(
    ("address", "beside"),
    [
        ("2001:db8:1:2::1", "2001:db8:1:2::2"),
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff:ffff:ffff:ffff"),
        ("2001:db8:1:2::1", "2001:0db8:0001:0002:0000:0000:0000:0001"),
        ("2001:db8:1:2::1", "2001:DB8:1:2::1"),
        ("2001:db8:1:2::1", "2001:db8:1:2:a:b:c:d"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("203.0.113.7", "::ffff:203.0.113.7"),
        ("203.0.113.7", "::ffff:cb00:7107"),
        ("fe80::1%eth0", "fe80::2%eth0"),
        ("2001:db8::1", "2001:db8:0:0:1::"),
    ],
)
def test_who_has_a_network_is_one_client(
    address: str, beside: str, services: Services, keys: Keys, engine: Engine
) -> None:
    with opened(services, address, limit_visitors_address="2/minute") as http:
        key = {"Authorization": f"Bearer {keys.publishable}"}
        assert [http.post("/v1/visitors", headers=key).status_code for _ in range(2)] == [201, 201]
        neighbour = TestClient(http.app, client=(beside, 50_001), raise_server_exceptions=False)
        with unchanged(engine):
            assert neighbour.post("/v1/visitors", headers=key).status_code == 429


PATHS = (
    "/v1/search?q=a",
    "/v1/search?q=b&q=c",
    "/v1/search?q=a&x=1",
    "/v1//search?q=a",
    "/v1/search/?q=a",
    "/v1/search?Q=a&q=b",
    "/v1/%73earch?q=a",
    "/v1/./search?q=a",
    "/v1/search;x?q=a",
    "//v1/search?q=a",
)


@pytest.mark.parametrize("path", PATHS)
def test_another_address_of_the_same_page_gets_no_more(
    path: str, services: Services, keys: Keys, clock: ManualClock
) -> None:
    with opened(services, limit_search_visitor="1/minute") as http:
        visitor = Visitor.arrives(http, keys, clock)
        assert visitor.get("/v1/search", q="mug").status_code == 200
        answer = http.get(path, headers=visitor.headers)
        assert answer.status_code in (404, 422, 429)
        assert "products" not in answer.text
