"""Events about products: of those that the answers know without asking, and of those they do not."""

from fastapi.testclient import TestClient

from tests.shop import Visitor


def test_an_event_may_name_a_product_that_left_the_shelf_and_none_that_never_was(
    visitor: Visitor, http: TestClient, secret: dict[str, str]
) -> None:
    visitor.get("/v1/recommendations?placement=home")  # the process knows by now what is on sale
    gone = http.delete("/v1/products/mug", headers=secret)
    assert gone.status_code == 204, gone.text
    batch = {"events": [visitor.event("view", "mug"), visitor.event("view", "rain-hat")]}
    assert visitor.post("/v1/events", batch).json()["accepted"] == 2
    refused = visitor.post("/v1/events", {"events": [visitor.event("view", "dodo"), *batch["events"]]})
    assert refused.status_code == 422
    assert "events[0].product_id" in refused.text
    assert "dodo" in refused.text
