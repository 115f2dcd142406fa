"""Forged: whatever was not signed here, for this purpose, opens nothing and changes nothing."""

from datetime import timedelta
from typing import Any
from urllib.parse import quote

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine

from core.identity import Identity, signature
from core.keys import Keys, Purpose, sign
from tests.security.conftest import Ayla
from tests.security.forgeries import FORGERIES
from tests.security.watching import EMAIL, EXTERNAL_ID, refuses, tells_nothing, unchanged
from tests.shop import Visitor

SERVER_ONLY = [
    ("GET", "/v1/jobs"),
    ("GET", f"/v1/privacy/export?shopper_id={EXTERNAL_ID}"),
    ("POST", f"/v1/privacy/erasure?shopper_id={EXTERNAL_ID}"),
    ("DELETE", "/v1/products/mug"),
]
KEYS: dict[str, Any] = {
    "none": lambda _: "",
    "publishable": lambda keys: f"Bearer {keys.publishable}",
    "signing": lambda keys: f"Bearer {keys.signing}",
    "cut by one": lambda keys: f"Bearer {keys.secret[:-1]}",
    "longer by one": lambda keys: f"Bearer {keys.secret}A",
    "only its beginning": lambda _: "Bearer sk_",
    "in capitals": lambda keys: f"Bearer {keys.secret.upper()}",
    "renamed": lambda keys: f"Bearer sk_{keys.publishable[3:]}",
    "nothing after the scheme": lambda _: "Bearer ",
    "the scheme only": lambda _: "Bearer",
    "another scheme": lambda keys: f"Basic {keys.secret}",
    "without a scheme": lambda keys: keys.secret,
    "two at once": lambda keys: f"Bearer {keys.publishable}, Bearer {keys.secret}",
    "of no alphabet": lambda _: "Bearer sk_é".encode(),
    "NUL": lambda keys: f"Bearer {keys.secret}\0",
    "quoted": lambda keys: f'Bearer "{keys.secret}"',
    "algorithm none": lambda _: "Bearer eyJhbGciOiJub25lIn0.eyJyb2xlIjoic2VydmVyIn0.",
}


@pytest.mark.parametrize("made", KEYS)
def test_a_forged_key_is_nobodys(made: str, ayla: Ayla, http: TestClient, keys: Keys, engine: Engine) -> None:
    sent = KEYS[made](keys)
    with unchanged(engine):
        for method, path in SERVER_ONLY:
            headers = [(b"authorization", sent if isinstance(sent, bytes) else sent.encode())]
            refuses(http.request(method, path, headers=headers), 401, 403)


@pytest.mark.parametrize("place", ["api_key", "key", "token", "access_token", "Authorization", "secret"])
def test_a_key_counts_in_its_own_header_only(place: str, http: TestClient, keys: Keys) -> None:
    bearer = f"Bearer {keys.secret}"
    http.cookies.set(place, bearer)
    asked = http.get("/v1/jobs", params={place: keys.secret})
    assert (asked.status_code, keys.secret in asked.text) == (422, False)  # there is no such parameter
    answers = [
        http.get("/v1/jobs", headers={f"X-{place}".replace("_", "-"): bearer}),
        http.get("/v1/jobs", headers={"Rapport-Visitor": keys.secret, "Proxy-Authorization": bearer}),
    ]
    assert {answer.status_code for answer in answers} == {401}


@pytest.mark.parametrize("made", FORGERIES)
def test_a_forged_visitor_is_nobody(
    made: str, ayla: Ayla, http: TestClient, keys: Keys, publishable: dict[str, str], engine: Engine
) -> None:
    forged = FORGERIES[made](ayla.browser.token, keys, Purpose.VISITOR)
    headers = publishable | {"Rapport-Visitor": forged}
    with unchanged(engine):
        for path in ("privacy/export", "consent", "chat/messages", "chat/preferences", "surveys/due"):
            refuses(http.get(f"/v1/{path}", headers=headers), 401)
        event = {"events": [ayla.browser.event("view", "pan")]}
        refuses(http.post("/v1/events", json=event, headers=headers), 401)
        refuses(http.put("/v1/consent", json={"recovery_email": False}, headers=headers), 401)
        refuses(http.post("/v1/privacy/erasure", json={}, headers=headers), 401)


@pytest.mark.parametrize("made", FORGERIES)
def test_a_forged_link_leads_nowhere(
    made: str, ayla: Ayla, question: str, http: TestClient, keys: Keys, engine: Engine
) -> None:
    places = {
        Purpose.CART: "/v1/carts/",
        Purpose.UNSUBSCRIBE: "/v1/unsubscribe?token=",
        Purpose.CONFIRM: "/v1/confirm?token=",
    }
    good = ayla.links | {Purpose.CONFIRM: question}
    with unchanged(engine):
        for purpose, place in places.items():
            path = place + quote(FORGERIES[made](good[purpose], keys, purpose), safe="")
            refuses(http.get(path), 401, 404, 422)
            refuses(http.post(path), 401, 404, 405, 422)


COOKIES: dict[str, Any] = {
    "empty": lambda *_: "",
    "nonsense": lambda *_: "nonsense",
    "a name": lambda *_: "marek",
    "an object": lambda *_: "{}",
    "null": lambda *_: "null",
    "cut by one": lambda good, *_: good[:-1],
    "longer by one": lambda good, *_: f"{good}A",
    "one letter changed": lambda good, *_: ("A" if good[0] != "A" else "B") + good[1:],
    "in other letters": lambda good, *_: good.swapcase(),
    "quoted": lambda good, *_: f"'{good}'",
    "what the database holds": lambda _good, _keys, rows: rows[0],
    "signed as a form": lambda _good, keys, _rows: sign(keys, Purpose.FORM, "marek"),
    "signed as a device": lambda _good, keys, _rows: sign(keys, Purpose.DEVICE, "x marek"),
    "signed as a visitor": lambda _good, keys, _rows: sign(keys, Purpose.VISITOR, "marek.9999999999"),
    "the secret key": lambda _good, keys, _rows: keys.secret,
}
PAGES = ("", "/emails", "/rules", "/why", "/models", "/segments")


@pytest.mark.parametrize("made", COOKIES)
def test_a_forged_cookie_signs_nobody_in(
    made: str, marek: TestClient, ayla: Ayla, http: TestClient, keys: Keys, engine: Engine
) -> None:
    with engine.connect() as connection:
        rows = [row[0] for row in connection.exec_driver_sql("SELECT token_hash FROM dashboard_session")]
    http.cookies.set("rapport_session", COOKIES[made](marek.cookies["rapport_session"], keys, rows))
    with unchanged(engine):
        for page in (*PAGES, f"/conversations/{ayla.conversation_id}"):
            refuses(http.get(f"/dashboard{page}", follow_redirects=False), 303)
        closing = f"/dashboard/conversations/{ayla.conversation_id}/close"
        refuses(http.post(closing, follow_redirects=False), 303, 403)


FORMS: dict[str, Any] = {
    "signed as a device": lambda cookie, keys: sign(keys, Purpose.DEVICE, cookie),
    "signed as a visitor": lambda cookie, keys: sign(keys, Purpose.VISITOR, cookie),
    "signed for an empty cookie": lambda _, keys: sign(keys, Purpose.FORM, ""),
    "signed for another cookie": lambda _, keys: sign(keys, Purpose.FORM, "another"),
    "the cookie itself": lambda cookie, _: cookie,
    "missing": lambda *_: None,
}
FORMS |= {
    name: lambda cookie, keys, made=FORGERIES[name]: made(
        sign(keys, Purpose.FORM, cookie), keys, Purpose.FORM
    )
    for name in ("empty", "null", "cut by one", "another payload", "another signature", "by another shop")
}


@pytest.mark.parametrize("made", FORMS)
def test_a_forged_form_does_nothing(
    made: str, marek: TestClient, ayla: Ayla, keys: Keys, engine: Engine
) -> None:
    token = FORMS[made](marek.cookies["rapport_session"], keys)
    form = {"text": "hello"} | ({} if token is None else {"form_token": token})
    conversation = f"conversations/{ayla.conversation_id}"
    with unchanged(engine):
        for path in (f"{conversation}/close", f"{conversation}/reply", "rules/new", "sign-out"):
            answer = marek.post(f"/dashboard/{path}", data=form, follow_redirects=False)
            assert answer.status_code == 403, path
    assert marek.get("/dashboard", follow_redirects=False).status_code == 200


def _identity(visitor: Visitor, keys: Keys, **who: str) -> dict[str, str]:
    said = {"visitor_id": visitor.visitor_id, "external_id": EXTERNAL_ID} | who
    return {
        "signature": signature(keys, Identity(**said), expires_at=visitor.clock.now() + timedelta(hours=1))
    }


def _altered(start: int, put: str) -> Any:
    def made(visitor: Visitor, keys: Keys) -> dict[str, str]:
        good = _identity(visitor, keys)["signature"]
        return {"signature": good[:start] + put + good[start + len(put) :]}

    return made


SIGNATURES: dict[str, Any] = {
    "none": lambda *_: {},
    "empty": lambda *_: {"signature": ""},
    "nonsense": lambda *_: {"signature": "nonsense"},
    "the old form": lambda *_: {"signature": "9f" * 32},
    "zeros": lambda *_: {"signature": "9999999999." + "0" * 64},
    "a later expiry": _altered(0, "2"),
    "another expiry": _altered(9, "x"),
    "another digest": _altered(-1 + 75 - 20, "zz"),
    "in capitals": lambda v, keys: {"signature": _identity(v, keys)["signature"].upper()},
    "with a line in it": lambda v, keys: {"signature": _identity(v, keys)["signature"].replace(".", "\n.")},
    "in other digits": lambda v, keys: {"signature": "١" + _identity(v, keys)["signature"][1:]},
    "without its expiry": lambda v, keys: {"signature": _identity(v, keys)["signature"].partition(".")[2]},
    "by the publishable key": lambda v, keys: _identity(v, Keys(keys.publishable, keys.publishable, "")),
    "by the signing key": lambda v, keys: _identity(v, Keys(keys.publishable, keys.signing, "")),
    "by another shop": lambda v, _: _identity(v, Keys("pk_x", "sk_another_shop", "")),
    "for nobody": lambda v, keys: _identity(v, keys, visitor_id=""),
    "for another id": lambda v, keys: _identity(v, keys, external_id="c-mine"),
    "for more than is sent": lambda v, keys: _identity(v, keys, email=EMAIL),
    "for less than is sent": lambda v, keys: _identity(v, keys) | {"email": EMAIL},
    "fields joined": lambda v, keys: _identity(
        v, keys, visitor_id=f"{v.visitor_id}\n{EXTERNAL_ID}", external_id=""
    ),
    "an address as the id": lambda v, keys: _identity(v, keys, external_id="", email=EXTERNAL_ID),
}


@pytest.mark.parametrize("made", SIGNATURES)
def test_a_forged_signature_makes_nobody_ayla(
    made: str, visitor: Visitor, ayla: Ayla, keys: Keys, engine: Engine
) -> None:
    body = {"external_id": EXTERNAL_ID} | SIGNATURES[made](visitor, keys)
    with unchanged(engine):
        answer = visitor.post("/v1/identify", body)
        assert answer.status_code in (403, 422), answer.text
    assert visitor.get("/v1/privacy/export").json()["shopper"][0]["external_id"] is None


def test_a_visitor_signs_for_nobody_by_naming_them(visitor: Visitor, ayla: Ayla) -> None:
    """A signature for this visitor, and Ayla's visitor in the body: only the secret key names visitors."""
    body = visitor.signed(external_id="c-mine") | {"visitor_id": ayla.browser.visitor_id}
    tells_nothing(visitor.post("/v1/identify", body))
    assert visitor.get("/v1/privacy/export").json()["shopper"][0]["external_id"] == "c-mine"
    assert ayla.browser.get("/v1/privacy/export").json()["shopper"][0]["external_id"] == EXTERNAL_ID
