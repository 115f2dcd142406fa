"""The language that reasons are told in: as asked for, as the browser likes best, else the shop's."""

import pytest
from fastapi.testclient import TestClient

from tests.shop import Visitor

JACKET = "Blue rain jacket"


def texts(visitor: Visitor, accepted: str = "", **parameters: str) -> list[str]:
    visitor.does("view", "rain-jacket")
    headers = visitor.headers | ({"Accept-Language": accepted} if accepted else {})
    answer = visitor.http.get("/v1/recommendations", params=parameters, headers=headers).json()
    reasons = [recommendation["reason"]["text"] for recommendation in answer["products"]]
    return [reason for reason in reasons if JACKET in reason]


@pytest.mark.parametrize(
    ("accepted", "parameters", "words"),
    [
        ("", {}, "you looked at"),
        ("de-AT,de;q=0.9,en;q=0.8", {}, "das haben Sie sich angesehen"),
        ("de", {"lang": "sv-SE"}, "som du har tittat på"),
        ("xx", {}, "you looked at"),
    ],
)
def test_the_page_speaks_before_the_browser(
    visitor: Visitor, accepted: str, parameters: dict[str, str], words: str
) -> None:
    reasons = texts(visitor, accepted, **parameters)
    assert reasons
    assert all(words in reason for reason in reasons)


def test_the_same_shopper_in_two_languages_one_after_the_other(visitor: Visitor) -> None:
    assert texts(visitor, lang="it") != texts(visitor, lang="nl")


def test_what_goes_with_a_product(http: TestClient, visitor: Visitor) -> None:
    answer = http.get("/v1/products/mug/similar", params={"lang": "fr"}, headers=visitor.headers).json()
    assert "« Blue stoneware mug »" in answer["products"][0]["reason"]["text"]


def test_a_language_as_long_as_a_book_is_refused(visitor: Visitor) -> None:
    assert visitor.get("/v1/recommendations", lang="x" * 200).status_code == 422
