"""What every field that is sent is read as: numbers are what is written as one."""

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response  # the test client's own


def wrong(response: Response) -> list[str]:
    return [error["field"] for error in response.json()["errors"]]


@pytest.mark.parametrize(
    "price", ["1E2", "1_000", "٣", "1.299,00", "12,50", "£12", "NaN", True, 10**10, "0.00001"]
)
def test_a_price_that_is_written_in_another_way_is_refused(
    http: TestClient, secret: dict[str, str], price: object
) -> None:
    """Python reads 1E2, 1_000 and ٣ as numbers; the answer then held 1E+2, which no other program reads."""
    response = http.put("/v1/products/mug", json={"title": "Mug", "price": price}, headers=secret)
    assert (response.status_code, wrong(response)) == (422, ["price"])
    asked = http.get("/v1/search", params={"q": "mug", "max_price": str(price)}, headers=secret)
    assert (asked.status_code, wrong(asked)) == (422, ["max_price"])


@pytest.mark.parametrize(("price", "answered"), [("-0", "0"), (" 9.50 ", "9.50"), (9.5, "9.5"), ("007", "7")])
def test_a_price_is_answered_as_a_plain_number(
    http: TestClient, secret: dict[str, str], price: object, answered: str
) -> None:
    response = http.put("/v1/products/mug", json={"title": "Mug", "price": price}, headers=secret)
    assert (response.status_code, response.json()["price"]) == (200, answered)
