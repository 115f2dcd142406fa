import tracemalloc
from datetime import timedelta

from core.interactions import Interaction, Kind
from core.products import ProductId
from recommender.learning.examples import MOST, Example, examples
from recommender.shopper import HISTORY_LIMIT
from tests.recommender.shop import NOW, interaction

SINCE = NOW - timedelta(days=1)


def minutes(shopper: str, name: str, kind: Kind, after: int) -> Interaction:
    return Interaction(shopper, ProductId(name), kind, SINCE + timedelta(minutes=after))


def only(sample: list[Example]) -> Example:
    (example,) = sample
    return example


def test_home_asks_for_all_that_the_shopper_went_on_to_buy() -> None:
    interactions = [
        interaction("ann", "mug", Kind.VIEW, days=5),
        interaction("ann", "bowl", Kind.PURCHASE, days=4),
        minutes("ann", "plate", Kind.PURCHASE, 5),
        minutes("ann", "bowl", Kind.PURCHASE, 5),
        minutes("ann", "kettle", Kind.VIEW, 6),
    ]
    example = only(examples(interactions, since=SINCE)["home"])
    assert example.wanted == {"plate", "bowl"}
    assert [interaction.product_id for interaction in example.query.history] == ["mug", "bowl"]
    assert example.query.now == SINCE


def test_a_newcomer_gives_no_home_example() -> None:
    assert examples([minutes("ann", "plate", Kind.PURCHASE, 5)], since=SINCE)["home"] == []


def test_product_asks_for_the_rest_of_the_session() -> None:
    names = ["mug", "bowl", "plate", "pot"]
    interactions = [minutes("ann", name, Kind.VIEW, after) for after, name in enumerate(names)]
    interactions.append(minutes("ann", "boots", Kind.VIEW, 300))  # another session
    example = only(examples(interactions, since=SINCE)["product"])
    assert example.query.context_products == ("bowl",)
    assert [interaction.product_id for interaction in example.query.history] == ["mug", "bowl"]
    assert example.wanted == {"plate", "pot"}


def test_product_does_not_ask_for_what_the_shopper_refused_or_took_back() -> None:
    interactions = [
        minutes("ann", name, Kind.VIEW, after) for after, name in enumerate(["mug", "bowl", "plate", "pot"])
    ]
    interactions += [
        minutes("ann", "pot", Kind.CART, 4),
        minutes("ann", "pot", Kind.REMOVE, 5),
        minutes("ann", "boots", Kind.DISLIKE, 6),
    ]
    assert only(examples(interactions, since=SINCE)["product"]).wanted == {"plate"}


def test_cart_asks_for_the_other_half_of_the_basket() -> None:
    interactions = [minutes("ann", name, Kind.PURCHASE, 1) for name in ("mug", "bowl", "plate", "pot")]
    example = only(examples(interactions, since=SINCE)["cart"])
    assert example.query.context_products == ("mug", "bowl")
    assert example.wanted == {"plate", "pot"}


def test_a_session_that_ended_before_gives_nothing() -> None:
    interactions = [interaction("ann", name, Kind.PURCHASE, days=3) for name in ("mug", "bowl")]
    assert examples(interactions, since=SINCE)["cart"] == []


def test_of_a_long_past_the_newest_interactions_are_read() -> None:
    looks = [minutes("bot", f"p{after}", Kind.VIEW, after - 5000) for after in range(2 * HISTORY_LIMIT)]
    buys = [minutes("bot", name, Kind.PURCHASE, 1) for name in ("mug", "bowl")]
    example = only(examples([*looks, *buys], since=SINCE)["cart"])
    assert [interaction.product_id for interaction in example.query.history] == [
        *(interaction.product_id for interaction in looks[-HISTORY_LIMIT:]),
        "mug",
    ]


def test_a_bot_with_many_sessions_fills_no_memory() -> None:
    interactions = [
        minutes("bot", name, Kind.PURCHASE, 40 * number)
        for number in range(5 * MOST)
        for name in ("mug", "bowl")
    ]
    tracemalloc.start()
    try:
        sample = examples(interactions, since=SINCE)["cart"]
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert len(sample) == MOST
    assert peak < 2 * MOST * (HISTORY_LIMIT + 1000) * 8, "as many histories as are kept at once"


def test_a_sample_does_not_depend_on_who_else_is_there() -> None:
    crowd = [minutes(f"s{n}", name, Kind.PURCHASE, n) for n in range(MOST + 50) for name in ("mug", "pot")]
    everyone = examples(crowd, since=SINCE)["cart"]
    fewer = examples(crowd[:-80], since=SINCE)["cart"]
    assert len(everyone) == MOST
    assert len({example.query.history[0].shopper_id for example in everyone + fewer}) < MOST + 50
