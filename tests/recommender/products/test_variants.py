"""One product in several sizes and colours is one product in a list."""

from dataclasses import replace

import numpy as np
import pytest

from core.interactions import Kind
from core.products import Product, ProductId
from core.rules import Action, Match, Rule
from recommender.hybrid import Hybrid
from recommender.policy.filters import Filters
from recommender.products.catalog import Catalog
from recommender.products.variants import groups, key
from recommender.query import Query
from recommender.training import train
from tests.recommender.shop import NOW, PRODUCTS, embeddings, interaction, interactions, product


def named(title: str, **attributes: str) -> Product:
    return Product(ProductId(title), title, category="Home > Kitchen", brand="Pott", attributes=attributes)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (named("Blue stoneware mug", colour="blue"), named("Stoneware mug, white", Color="White")),
        (named("T-shirt red", colour="Red"), named("T-shirt navy blue", colour="Navy Blue, Red")),
        (named("T-shirt S"), named("T-Shirt XXL")),
        (named("Shampoo 250 ml"), named("Shampoo 1l")),
        (named("Rug 120x80 cm"), named("Rug 200x140cm")),
        (named("Petrol kettle", colour="petrol"), named("Ivory kettle", colour="ivory")),
        (named("Becher rot", farbe="rot"), named("Becher grün", farbe="grün")),
        (named("Hat", variant_of="h1"), named("Cap", variant_of="h1")),
        (named("Left", item_group_id="g"), named("Right", item_group_id="g")),
    ],
    ids=lambda product: product.title,
)
def test_variants_share_a_key(first: Product, second: Product) -> None:
    assert key(first) == key(second) != ""


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (named("Stoneware mug"), named("Stoneware bowl")),
        (named("Orange soap"), named("Rose soap")),
        (named("Green tea"), named("Black tea")),
        (named("Red wine", size="75 cl"), named("White wine", size="75 cl")),
        (named("Black olives 200 g"), named("Green olives 200 g")),
        (named("Book 1"), named("Book 2")),
        (named("Clock"), named("Clock", material="oak")),
        (named("Clock", material="oak"), named("Clock", colour="blue")),
        (named("Mug"), replace(named("Mug"), brand="Skerry")),
        (named("Ring"), replace(named("Ring"), category="Jewellery")),
        (named("Hat", variant_of="h1"), named("Hat", variant_of="h2")),
    ],
    ids=lambda product: product.title,
)
def test_other_products_do_not(first: Product, second: Product) -> None:
    assert not key(first) or key(first) != key(second)


def test_titles_of_nothing_but_colours_stand_alone() -> None:
    products = [named("Red", colour="red"), named("Blue", colour="blue"), named("M")]
    products.append(replace(named(""), product_id=ProductId("x")))
    numbers = groups([single.product_id for single in products], [key(single) for single in products])
    assert len(set(numbers)) == 4


def test_the_product_that_variants_name_belongs_to_them() -> None:
    main, other = named("Hat"), named("Cap", variant_of="Hat")
    shop_catalog = Catalog.of([main, other, named("Scarf")], np.zeros((3, 2), dtype=np.float32))
    first, second, third = shop_catalog.variants.tolist()
    assert first == second != third


@pytest.fixture(scope="module")
def hybrid() -> Hybrid:
    """The small shop with its mug in five more colours."""
    mugs = [
        product(f"mug-{colour}", f"Harbour mug {colour}", "Home > Kitchen", "9", colour=colour)
        for colour in ("white", "red", "green", "black", "pink")
    ]
    shelf = [*PRODUCTS, *mugs]
    return train(interactions(), shelf, embeddings(shelf), now=NOW)


def pin(*products: str, position: int = 1) -> Rule:
    match = Match(products=frozenset(map(ProductId, products)))
    return Rule(str(products), "pin", Action.PIN, match, position=position)


def test_a_list_shows_one_variant_and_fills_the_places_with_others(hybrid: Hybrid) -> None:
    query = Query(
        history=(interaction("a", "bowl", Kind.VIEW), interaction("a", "plate", Kind.VIEW)), now=NOW
    )
    shown = [recommendation.product_id for recommendation in hybrid.recommend(query, count=10)]
    assert len(shown) == 10
    assert sum("mug" in name for name in shown) == 1
    every = hybrid.recommend(query, count=15, filters=Filters(one_variant=False))
    assert sum("mug" in recommendation.product_id for recommendation in every) == 6
    on_its_page = Query(context_products=(ProductId("mug"),), placement="product", now=NOW)
    assert not any(
        "mug" in recommendation.product_id for recommendation in hybrid.recommend(on_its_page, count=9)
    )


def test_a_pin_shows_no_variant_of_what_is_in_front_of_the_shopper(hybrid: Hybrid) -> None:
    ruled = hybrid.ruled([pin("mug-red"), pin("mug-white", "umbrella", position=2)])
    on_its_page = Query(context_products=(ProductId("mug"),), placement="product", now=NOW)
    shown = [recommendation.product_id for recommendation in ruled.recommend(on_its_page, count=8)]
    assert not any("mug" in name for name in shown)
    assert shown[1] == "umbrella"
    every = ruled.recommend(on_its_page, count=8, filters=Filters(one_variant=False))
    assert every[0].product_id == "mug-red"


def test_of_two_pinned_variants_one_is_shown_and_the_other_makes_room(hybrid: Hybrid) -> None:
    ruled = hybrid.ruled([pin("mug-white"), pin("mug-red", position=2), pin("kettle", position=2)])
    shown = [recommendation.product_id for recommendation in ruled.recommend(Query(now=NOW), count=8)]
    assert shown[:2] == ["mug-white", "kettle"]
    assert sum("mug" in name for name in shown) == 1
    every = ruled.recommend(Query(now=NOW), count=8, filters=Filters(one_variant=False))
    assert {recommendation.product_id for recommendation in every[:3]} == {"mug-white", "mug-red", "kettle"}


def test_a_crowd_of_variants_does_not_shorten_the_list() -> None:
    crowd = [
        Product(ProductId(f"shirt-{size}"), f"Shirt {size} cm", category="Clothing") for size in range(300)
    ]
    shelf = [*crowd, *PRODUCTS]
    hybrid = train(
        [interaction("a", f"shirt-{size}") for size in range(300)], shelf, embeddings(shelf), now=NOW
    )
    shown = [recommendation.product_id for recommendation in hybrid.recommend(Query(now=NOW), count=8)]
    assert shown[0].startswith("shirt")
    assert len(shown) == len(set(shown)) == 8
    assert sum(name.startswith("shirt") for name in shown) == 1
