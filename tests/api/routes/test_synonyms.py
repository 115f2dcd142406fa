"""The shop's own synonyms: sent, searched with at once, read back, and refused where they are none."""

from fastapi.testclient import TestClient

from api.http.dependencies import Services
from tests.shop import Visitor

DRYROBE = "changing robe, brolly => umbrella"


def searched(visitor: Visitor, query: str) -> list[str]:
    hits = visitor.get("/v1/search", q=query).json()["products"]
    return [hit["product"]["product_id"] for hit in hits]


def test_a_synonym_finds_what_it_stands_for(
    http: TestClient, services: Services, visitor: Visitor, secret: dict[str, str]
) -> None:
    assert searched(visitor, "brolly") == []
    sent = http.put("/v1/synonyms", json={"synonyms": [DRYROBE]}, headers=secret)
    assert (sent.status_code, sent.json()) == (200, {"synonyms": [DRYROBE]})
    services.answers.refresh_words()  # as the process does within a second
    assert searched(visitor, "brolly") == ["umbrella"]
    assert http.get("/v1/synonyms", headers=secret).json() == {"synonyms": [DRYROBE]}
    http.put("/v1/synonyms", json={"synonyms": []}, headers=secret)
    services.answers.refresh_words()
    assert searched(visitor, "brolly") == []


def test_a_line_that_is_none_is_named_and_nothing_is_stored(http: TestClient, secret: dict[str, str]) -> None:
    response = http.put("/v1/synonyms", json={"synonyms": ["a1, b1", "alone"]}, headers=secret)
    [error] = response.json()["errors"]
    assert (response.status_code, error["field"]) == (422, "synonyms[1]")
    assert "write two, with a comma" in error["message"]
    assert http.get("/v1/synonyms", headers=secret).json() == {"synonyms": []}


def test_a_storefront_may_not(visitor: Visitor) -> None:
    assert visitor.get("/v1/synonyms").status_code == 403
