"""The page that shows one list of recommendations and the sum behind each product."""

import re
from dataclasses import replace

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine
from sqlmodel import select

from api.http.dependencies import Services
from core import catalog
from core.database import transaction
from core.tables import Shopper
from tests.clock import ManualClock
from tests.shop import Visitor as Browser
from tests.shop import product


def known_to_the_shop(engine: Engine, external_id: str) -> None:
    """The shop's server names the only shopper there is."""
    with transaction(engine) as session:
        session.exec(select(Shopper)).one().external_id = external_id


def test_somebody_new_gets_a_list_with_its_sums(marek: TestClient) -> None:
    page = marek.get("/dashboard/why").text
    assert len(re.findall(r'<section aria-labelledby="place-', page)) > 3
    assert "No model is trained yet" in page


def test_a_shoppers_sum_names_what_they_did_and_adds_up(
    marek: TestClient, visitor: Browser, engine: Engine
) -> None:
    visitor.does("view", "rain-jacket")
    known_to_the_shop(engine, "ayla")
    page = marek.get("/dashboard/why", params={"shopper_id": "ayla"}).text.replace("−", "-")
    assert "Similar to the Blue rain jacket you looked at" in page, "nobody has bought anything yet"
    assert "Blue rain jacket<small>looked at</small>" in page
    for table in re.findall(r'<table class="sum">.*?</table>', page, flags=re.DOTALL):
        body, foot = table.split("<tfoot>")
        lines = [float(cell) for cell in re.findall(r"<td>([+-]\d+\.\d\d)</td><td>", body)]
        shares = [float(cell) for cell in re.findall(r"<td>(\d+\.\d)\u00a0%</td>", body)]
        whole = float(re.findall(r"<td>([+-]\d+\.\d\d)</td>", foot)[0])
        assert abs(sum(lines) - whole) < 0.006 * (len(lines) + 1)
        assert abs(sum(shares) - 100) < 0.06 * len(shares)


def test_reasons_in_another_language_and_for_a_product_page(marek: TestClient) -> None:
    params = {"placement": "product", "product_id": "mug", "lang": "de"}
    page = marek.get("/dashboard/why", params=params).text
    assert "„Blue stoneware mug“" in page
    assert "on the page or in the cart" in page


def test_what_is_not_there_is_said(marek: TestClient) -> None:
    assert marek.get("/dashboard/why", params={"shopper_id": "guest"}).status_code == 422
    assert marek.get("/dashboard/why", params={"product_id": "nothing"}).status_code == 404
    assert "Why these products" in marek.get("/dashboard").text


@pytest.mark.parametrize("own", ["a/b c", "#1?x=1&y", "cafe\u0301", "a,b", '"\\"', "ü" * 200])
def test_a_product_is_named_by_its_id_or_an_alias(
    marek: TestClient, engine: Engine, clock: ManualClock, services: Services, own: str
) -> None:
    with transaction(engine) as session:
        mug = catalog.product(session, "mug")
        cape = product(own[1:], "Rain cape", "9.00")
        catalog.upsert(session, [replace(mug, aliases=(own,)), cape], now=clock.now())
    services.answers.refresh()
    for name, title in ((own, "Blue stoneware mug"), (own[1:], "Rain cape")):
        asked = {"placement": "product", "product_id": name, "lang": "de"}
        assert f"„{title}“" in marek.get("/dashboard/why", params=asked).text


def test_whom_nobody_knows_is_a_newcomer_as_over_http(
    marek: TestClient, visitor: Browser, engine: Engine
) -> None:
    visitor.does("view", "rain-jacket")
    known_to_the_shop(engine, "ayla")
    unknown, ayla, somebody = (
        marek.get("/dashboard/why", params={"shopper_id": shopper}) for shopper in ("marlene", "ayla", "")
    )
    assert unknown.status_code == 200
    assert "Nobody is known by this id" in unknown.text
    assert "Nobody is known by this id" not in ayla.text + somebody.text
    assert (
        unknown.text.partition("What these are chosen by")[2]
        == somebody.text.partition("What these are chosen by")[2]
    )


def test_only_for_those_who_are_signed_in(http: TestClient) -> None:
    assert http.get("/dashboard/why", follow_redirects=False).status_code == 303
