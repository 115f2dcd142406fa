"""A shop's server and a storefront, written with the Python client that was generated from OpenAPI.

Run with the generated package on the path: `python round_trip.py URL PUBLISHABLE_KEY SECRET_KEY`.
"""

import sys
from datetime import UTC, datetime
from uuid import uuid4

import pytest
from rapport_client import (
    ApiClient,
    ApiException,
    CatalogApi,
    Configuration,
    ConsentBody,
    EventBody,
    EventsApi,
    EventsBody,
    EventType,
    NamedProductInput,
    OrderLineBody,
    OrderNewsBody,
    OrdersApi,
    OrderStatus,
    Placement,
    Problem,
    ProductsBody,
    RecommendationsApi,
    SearchApi,
    ShopperInput,
    ShoppersApi,
    VisitorsApi,
)

AT = datetime(2026, 3, 1, 12, tzinfo=UTC)
KETTLE = NamedProductInput(product_id="kettle", title="Copper kettle", price="24.50", currency="GBP", stock=3)


def storefront(client: ApiClient) -> None:
    """A browser that looks at a jacket is recommended what goes with it, and finds a mug."""
    token = VisitorsApi(client).visitors_create().token
    view = EventBody(
        id=uuid4(), type=EventType.VIEW, occurred_at=AT, session_id="s-1", product_id="rain-jacket"
    )
    recorded = EventsApi(client).events_record(EventsBody(events=[view]), rapport_visitor=token)
    assert (recorded.accepted, recorded.duplicates) == (1, 0)
    recommended = RecommendationsApi(client).recommendations_recommend(
        placement=Placement.PRODUCT, product_id="rain-jacket", limit=3, rapport_visitor=token
    )
    assert len(recommended.products) == 3
    assert all(product.reason.text for product in recommended.products)
    hits = SearchApi(client).search("stoneware mug", max_price="20").products
    assert (hits[0].product.product_id, hits[0].product.price) == ("mug", "9.50")


def server(client: ApiClient) -> None:
    """The shop says what it sells, whom it knows and what was ordered, and reads it again."""
    catalog, shoppers, orders = CatalogApi(client), ShoppersApi(client), OrdersApi(client)
    assert catalog.catalog_put_many(ProductsBody(products=[KETTLE])).changed == 1
    kettle = catalog.catalog_read("kettle")
    assert (kettle.title, kettle.price, kettle.stock) == ("Copper kettle", "24.50", 3)
    shopper = ShopperInput(email="ayla@example.com", consent=ConsentBody(recovery_email=True), country="GB")
    shoppers.shoppers_put("c-1042", shopper)
    known = shoppers.shoppers_read("c-1042")
    assert (known.email, known.country, known.consent.recovery_email) == ("ayla@example.com", "GB", True)
    order = OrderNewsBody(
        shopper_id="c-1042",
        status=OrderStatus.SHIPPED,
        placed_at=AT,
        lines=[OrderLineBody(product_id="kettle", quantity=2, price="24.50")],
    )
    orders.orders_report("HF-1", order)
    assert orders.orders_read("HF-1").status is OrderStatus.SHIPPED


def errors(client: ApiClient) -> None:
    """An error is a problem document that the client reads."""
    with pytest.raises(ApiException) as caught:
        CatalogApi(client).catalog_read("nothing")
    problem = caught.value.data
    assert isinstance(problem, Problem)
    assert (problem.status, problem.errors[0].message) == (404, problem.detail)


def main(url: str, publishable: str, secret: str) -> None:
    """All of it."""
    with ApiClient(Configuration(host=url, access_token=publishable)) as client:
        storefront(client)
        errors(client)
    with ApiClient(Configuration(host=url, access_token=secret)) as client:
        server(client)


if __name__ == "__main__":
    main(*sys.argv[1:])
