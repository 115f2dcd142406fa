"""The page of segments: names, numbers and plain words, and what to do while there are none."""

from fastapi.testclient import TestClient

from api.dashboard.segments.portraits import apart, typical
from api.http.dependencies import Services
from recommender.segments.behaviour import Behaviour
from recommender.segments.model import Portrait
from tests.api.routes.test_segments import serve_segments
from tests.clock import ManualClock


def portrait(typical: Behaviour, **offset: float) -> Portrait:
    return Portrait(
        code="window_shoppers",
        title="Window shoppers",
        shoppers=10,
        share=0.1,
        share_before=None,
        revenue=0.0,
        revenue_share=0.0,
        abandonment_rate=None,
        typical=typical,
        offset=Behaviour(**offset),
    )


def test_without_segments_the_page_says_what_to_do(marek: TestClient) -> None:
    page = marek.get("/dashboard/segments").text
    assert "No segments yet" in page
    assert "rapport train" in page
    assert "50 shoppers" in page
    assert 'href="/dashboard/segments"' in marek.get("/dashboard").text


def test_the_page_shows_each_segment_in_words(
    marek: TestClient, services: Services, clock: ManualClock
) -> None:
    serve_segments(services, clock)
    page = marek.get("/dashboard/segments").text.replace("\u00a0", " ")
    for words in (
        "First-time visitors",
        "High abandonment risk",
        "leave more carts behind",
        "100.0 %",
        "25.0 %",
    ):
        assert words in page
    assert "K-means with 4 groups" in page
    assert "<td>" in page


def test_nobody_reads_it_without_signing_in(http: TestClient) -> None:
    answer = http.get("/dashboard/segments", follow_redirects=False)
    assert answer.status_code == 303


def test_a_typical_shopper_is_told_in_plain_words() -> None:
    buyer = Behaviour(
        recency=2, sessions=8, pace=3.2, views=6, cart_rate=0.5, abandonment=0.2, orders=1.5, spend=1234
    )
    said = typical(portrait(buyer), currency="GBP").replace("\u00a0", " ")
    assert said.startswith("8 sessions, one in 3 days, the last 2 days before the newest event.")
    assert "in 50 % of sessions, and 20 % end with it left there" in said
    assert "1.5 orders so far, £1,234 at" in said
    looker = typical(portrait(Behaviour(sessions=1, views=2)), currency="GBP")
    assert looker.startswith("One session, the last less than a day")
    assert looker.endswith("Hardly ever an order.")


def test_what_sets_them_apart_comes_first() -> None:
    assert apart(portrait(Behaviour(), spend=2.0, thrift=-0.7, views=0.1)) == (
        "spend more",
        "choose what is dear of its kind",
    )
