from dataclasses import replace
from decimal import Decimal

from benchmarks.freshness import check, filled, new
from core.products import ProductId
from serving.searching import SearchQuestion


def test_a_change_is_answered_from_and_timed() -> None:
    with filled(160) as (shop, seconds):
        assert seconds > 0
        for number in range(20):
            wall, cpu = shop.change(new(number))
            assert cpu > 0
            assert wall > 0
        check(shop)
        shop.change(new(3, price="18.00"))
        assert shop.answers.snapshot.products[ProductId("new-3")].price == Decimal("18.00")
        shop.change(replace(new(3), active=False))
        answer = shop.answers.search(SearchQuestion(new(3).title))
        assert "new-3" not in {product.product_id for product, _ in answer.products}
