"""The words of the catalog, for the assistant."""

from fastapi.testclient import TestClient


def test_a_server_reads_the_words_of_what_is_on_sale(http: TestClient, secret: dict[str, str]) -> None:
    words = http.get("/v1/vocabulary", headers=secret).json()
    assert "blue" in words["attributes"]["colour"]
    assert {"mug", "teapot"} <= set(words["things"])
    assert words["brands"] == sorted(set(words["brands"]), key=words["brands"].index)


def test_nobody_else_does(http: TestClient) -> None:
    assert http.get("/v1/vocabulary").status_code == 401
