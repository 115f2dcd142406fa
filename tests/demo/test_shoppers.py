"""The simulated month: repeatable, consistent with itself, and shaped like a shop's."""

from collections import Counter, defaultdict
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import numpy as np
import pytest

from core.products import ProductId
from demo.catalog import FREE_DELIVERY_FROM, products
from demo.history import SimulatedEvent
from demo.leaving import Situation, answer, reason_weights
from demo.shoppers import History, simulate
from feedback.reasons import Reason
from feedback.tables import EventType

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
SHELVES = products("http://shop.example")
BY_ID = {product.product_id: product for product in SHELVES}


@pytest.fixture(scope="module")
def history() -> History:
    return simulate(SHELVES, now=NOW, seed=11, shoppers=150)


@pytest.fixture(scope="module")
def sessions(history: History) -> dict[str, list[SimulatedEvent]]:
    by_session = defaultdict(list)
    for event in history.events:
        by_session[event.session_id].append(event)
    return dict(by_session)


def _has(events: list[SimulatedEvent], kind: EventType) -> bool:
    return any(event.type is kind for event in events)


def test_the_same_seed_gives_the_same_history_and_another_one_another() -> None:
    first = simulate(SHELVES, now=NOW, seed=3, shoppers=8)
    assert first == simulate(SHELVES, now=NOW, seed=3, shoppers=8)
    assert first != simulate(SHELVES, now=NOW, seed=4, shoppers=8)


def test_more_shoppers_change_nothing_of_the_earlier_ones() -> None:
    few, more = (simulate(SHELVES, now=NOW, seed=3, shoppers=n) for n in (5, 7))
    earlier = {event.shopper for event in few.events}
    assert few.events == tuple(event for event in more.events if event.shopper in earlier)


def test_ids_are_unique(history: History) -> None:
    ids = [event.event_id for event in history.events]
    ids += [given.answer_id for given in history.answers]
    ids += [said.statement_id for said in history.statements]
    assert len(set(ids)) == len(ids)


def test_everything_happened_in_the_month_before_now(history: History) -> None:
    times = [event.occurred_at for event in history.events]
    times += [given.answered_at for given in history.answers]
    times += [said.said_at for said in history.statements]
    assert NOW - timedelta(days=30) <= min(times)
    assert max(times) < NOW
    assert times[: len(history.events)] == sorted(event.occurred_at for event in history.events)


def test_a_session_belongs_to_one_shopper_and_is_short(sessions: dict[str, list[SimulatedEvent]]) -> None:
    for events in sessions.values():
        assert len({event.shopper for event in events}) == 1
        assert events[-1].occurred_at - events[0].occurred_at < timedelta(hours=2)


def test_what_is_bought_lies_in_the_cart_of_the_same_session(
    sessions: dict[str, list[SimulatedEvent]],
) -> None:
    for events in sessions.values():
        cart: Counter[str] = Counter()
        for event in events:
            if event.type is EventType.CART:
                cart[str(event.product_id)] += event.quantity
            elif event.type is EventType.REMOVE:
                del cart[str(event.product_id)]
        bought = {str(e.product_id): e.quantity for e in events if e.type is EventType.PURCHASE}
        assert bought in ({}, dict(cart))


def test_an_order_is_one_session_at_the_shelf_price(history: History) -> None:
    orders = defaultdict(set)
    for event in history.events:
        assert (event.order_id is not None) == (event.type is EventType.PURCHASE)
        if event.type is EventType.PURCHASE:
            orders[event.order_id].add(event.session_id)
        if event.type in {EventType.PURCHASE, EventType.CART}:
            assert event.product_id is not None
            assert event.price == BY_ID[event.product_id].price
    assert {len(session_ids) for session_ids in orders.values()} == {1}


def test_nothing_sold_out_is_put_in_a_cart(history: History) -> None:
    carts = {e.product_id for e in history.events if e.type is EventType.CART and e.product_id}
    assert all(BY_ID[product_id].available for product_id in carts)


def test_about_seventy_carts_in_a_hundred_are_left(sessions: dict[str, list[SimulatedEvent]]) -> None:
    carts = [events for events in sessions.values() if _has(events, EventType.CART)]
    left = [events for events in carts if not _has(events, EventType.PURCHASE)]
    assert 0.6 <= len(left) / len(carts) <= 0.8
    assert 0.2 <= len(carts) / len(sessions) <= 0.5


def test_carts_were_left_within_the_last_day_by_shoppers_who_did_not_come_back(
    sessions: dict[str, list[SimulatedEvent]],
) -> None:
    last = {events[0].shopper: events for _, events in sorted(sessions.items())}
    left = [
        events
        for events in last.values()
        if _has(events, EventType.CART) and not _has(events, EventType.PURCHASE)
    ]
    assert len([events for events in left if events[-1].occurred_at > NOW - timedelta(days=1)]) >= 5


def test_even_a_single_shopper_left_a_cart() -> None:
    alone = simulate(SHELVES, now=NOW, seed=1, shoppers=1)
    final = [event for event in alone.events if event.session_id == alone.events[-1].session_id]
    assert _has(final, EventType.CART)
    assert not _has(final, EventType.PURCHASE)


def test_answers_are_given_once_by_people_who_left(
    history: History, sessions: dict[str, list[SimulatedEvent]]
) -> None:
    assert len(history.answers) >= 20
    assert max(Counter(given.shopper for given in history.answers).values()) == 1
    for given in history.answers:
        assert not _has(sessions[given.session_id], EventType.PURCHASE)
        assert (given.text != "") == (given.reason is Reason.OTHER)


def test_searches_and_recommendation_clicks_say_where_they_came_from(history: History) -> None:
    searches = [event for event in history.events if event.type is EventType.SEARCH]
    clicks = [event for event in history.events if event.type is EventType.CLICK]
    assert all(event.query for event in searches)
    assert {event.placement for event in clicks} == {"home", "product"}
    assert all(event.context.keys() == {"device", "country", "source"} for event in history.events)


def test_hidden_tastes_show_in_what_people_look_at(history: History) -> None:
    """Two views of one shopper share a department far more often than two views of two shoppers."""
    seen = defaultdict(list)
    for event in history.events:
        if event.type is EventType.VIEW and event.product_id:
            seen[event.shopper].append(BY_ID[event.product_id].category.split(" > ")[0])
    everyone = Counter(department for views in seen.values() for department in views)
    total = everyone.total()
    by_chance = sum((count / total) ** 2 for count in everyone.values())
    own = [max(Counter(views).values()) / len(views) for views in seen.values() if len(views) >= 8]
    assert np.mean(own) > 2.5 * by_chance


def test_statements_are_about_attributes_that_the_shop_knows(history: History) -> None:
    assert {said.attribute for said in history.statements} <= {"colour", "for", "material", "category"}
    assert any(not said.wanted for said in history.statements)


def test_a_clock_without_a_time_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        simulate(SHELVES, now=NOW.replace(tzinfo=None), seed=1)


def _situation(total: str, *, sold_out: bool = False, paying: bool = False) -> Situation:
    return Situation(
        cart=(BY_ID[ProductId("rain-jacket-sky")],),
        total=Decimal(total),
        price_level=20.0,
        reached_checkout=paying,
        mobile=True,
        first_session=True,
        met_sold_out=sold_out,
    )


def test_the_situation_makes_the_reason() -> None:
    short, free = reason_weights(_situation("36.00")), reason_weights(_situation(str(FREE_DELIVERY_FROM)))
    assert max(short, key=lambda reason: short[reason]) is Reason.EXTRA_COSTS
    assert free[Reason.EXTRA_COSTS] < short[Reason.EXTRA_COSTS] / 10
    assert reason_weights(_situation("64.00"))[Reason.STOCK] == 0
    assert reason_weights(_situation("64.00", sold_out=True))[Reason.STOCK] > 0
    assert reason_weights(_situation("64.00"))[Reason.CARD_DECLINED] == 0
    assert reason_weights(_situation("64.00", paying=True))[Reason.CARD_DECLINED] > 0


@pytest.mark.parametrize("reason", list(Reason))
def test_every_reason_can_be_put_in_words(reason: Reason) -> None:
    rng = np.random.default_rng(0)
    given = [answer(reason, rng) for _ in range(60)]
    assert {ticked for ticked, _ in given} == {reason, Reason.OTHER}
    assert len({text for ticked, text in given if ticked is Reason.OTHER}) >= 2
