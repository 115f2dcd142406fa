from core.interactions import Kind
from recommender.evaluation.choices import strongest, wanting, widening
from tests.recommender.shop import interaction

LOOKED, PUT, BOUGHT = (interaction("ann", "mug", kind) for kind in (Kind.VIEW, Kind.CART, Kind.PURCHASE))
UNWANTED = interaction("ann", "mug", Kind.PURCHASE, factor=-0.5)


def test_purchases_say_more_than_carts_and_carts_more_than_looks() -> None:
    assert strongest([LOOKED, PUT, BOUGHT]) == [BOUGHT]
    assert strongest([LOOKED, PUT]) == [PUT]
    assert strongest([LOOKED, UNWANTED]) == [LOOKED]
    assert strongest([UNWANTED]) == strongest([]) == []


def test_whatever_it_is_worth_a_refusal_is_no_wanting() -> None:
    refused = [interaction("ann", "mug", kind) for kind in (Kind.DISLIKE, Kind.REMOVE)]
    assert wanting([LOOKED, PUT, *refused, BOUGHT, UNWANTED]) == [LOOKED, PUT, BOUGHT]


def test_where_few_bought_carts_count_as_well_and_then_looks() -> None:
    assert [*widening([LOOKED, PUT, BOUGHT, UNWANTED])] == [[BOUGHT], [PUT, BOUGHT], [LOOKED, PUT, BOUGHT]]
