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


def test_a_batch_that_is_sent_again_is_stored_once(visitor: Visitor) -> None:
    batch = {"events": [visitor.event("view", "mug"), visitor.event("cart", "mug", price="9.50")]}
    first, again = (visitor.post("/v1/events", batch) for _ in range(2))
    assert first.status_code == 202
    assert first.json() == {"accepted": 2, "duplicates": 0, "not_allowed": 0}
    assert again.json() == {"accepted": 0, "duplicates": 2, "not_allowed": 0}


def test_a_storefront_speaks_for_its_visitor_only_and_a_server_says_for_whom(
    visitor: Visitor, http: TestClient, secret: dict[str, str]
) -> None:
    named = visitor.event("view", "mug") | {"shopper_id": "ayla"}
    batch = {"events": [visitor.event("view", "mug"), named]}
    as_storefront = visitor.post("/v1/events", batch)
    as_server = http.post("/v1/events", json=batch, headers=secret)
    assert (as_storefront.status_code, as_server.status_code) == (422, 422)
    assert "events[1].shopper_id" in as_storefront.text
    assert "events[0].shopper_id" in as_server.text
    told = http.post("/v1/events", json={"events": [named]}, headers=secret)
    assert told.json()["accepted"] == 1


def test_a_storefront_sends_a_hundred_at_once_and_no_more(visitor: Visitor) -> None:
    batch = [visitor.event("view", "mug") for _ in range(101)]
    assert visitor.post("/v1/events", {"events": batch[:100]}).json()["accepted"] == 100
    refused = visitor.post("/v1/events", {"events": batch})
    assert refused.status_code == 422
    assert "at most 100 events" in refused.text
