from core.interactions import Kind, Statement
from core.products import ProductId
from recommender.explanation import Explanation, reason
from recommender.hybrid import Hybrid
from recommender.query import Query
from recommender.recommendation import Contribution, Recommendation
from tests.recommender.shop import NOW, PRODUCTS, interaction

TITLES = {product.product_id: product.title for product in PRODUCTS}
BLUE = Statement("colour", "blue")


def explained(*parts: Contribution, statements: tuple[Statement, ...] = ()) -> Explanation:
    whole = Recommendation.of(ProductId("boots"), parts)
    return reason(whole, titles=TITLES, statements=statements)


def test_names_the_product_that_gave_most_over_all_scorers() -> None:
    explanation = explained(
        Contribution("popular", None, 1.1),
        Contribution("collaborative", "jacket", 0.8, Kind.VIEW),
        Contribution("sequence", "jacket", 0.7, Kind.VIEW),
        Contribution("content", "mug", 1.2, Kind.PURCHASE),
    )
    assert explanation == Explanation(
        "goes_with", "Goes with the Harbour rain jacket you looked at", ProductId("jacket")
    )


def test_says_similar_only_where_the_text_says_so() -> None:
    parts = (
        Contribution("content", "mug", 1.2, Kind.PURCHASE),
        Contribution("sequence", "mug", 0.2, Kind.PURCHASE),
    )
    assert explained(*parts).text == "Similar to the Harbour mug you bought"


def test_a_page_or_cart_product_is_named_without_claiming_an_interaction() -> None:
    assert explained(Contribution("covisitation", "mug", 1.0)).text == "Goes with the Harbour mug"


def test_a_product_does_not_go_with_itself() -> None:
    part = Contribution("repurchase", "jacket", 1.0, Kind.PURCHASE)
    explanation = reason(Recommendation.of(ProductId("jacket"), [part]), titles=TITLES)
    assert explanation == Explanation("again", "You bought this before", ProductId("jacket"))


def test_asked_only_where_the_product_is_what_the_shopper_asked_for() -> None:
    matched = Contribution("attribute_match", "colour: blue", 1.0)
    near = Contribution("semantic_match", "colour: blue", 1.0)
    assert explained(matched, statements=(BLUE,)).text == "You asked for something blue"
    assert explained(near, statements=(BLUE,)).text == "Close to what you asked for: blue"
    free = explained(Contribution("semantic_match", "a gift for my aunt", 1.0))
    assert free.text == "Close to what you asked for"


def test_for_whom() -> None:
    toddlers = Statement("for", "toddlers")
    explanation = explained(Contribution("attribute_match", "for: toddlers", 1.0), statements=(toddlers,))
    assert explanation.text == "You asked for something for toddlers"


def test_what_speaks_against_is_never_the_reason() -> None:
    parts = (Contribution("collaborative", "jacket", -3.0, Kind.DISLIKE), Contribution("trending", None, 0.1))
    assert explained(*parts) == Explanation("trending", "Popular this week")


def test_a_product_that_has_left_the_shop_is_not_named() -> None:
    parts = (Contribution("collaborative", "gone", 3.0, Kind.VIEW), Contribution("popular", None, 0.1))
    assert explained(*parts).text == "Popular with other shoppers"


def test_nothing_to_say() -> None:
    assert explained() == Explanation("range", "From our range")


def test_in_the_shop(hybrid: Hybrid) -> None:
    query = Query(history=(interaction("a", "jacket", Kind.CART),), statements=(BLUE,), now=NOW)
    texts = {
        recommendation.product_id: reason(recommendation, titles=TITLES, statements=query.statements).text
        for recommendation in hybrid.recommend(query, count=10)
    }
    assert texts[ProductId("mug")] == "You asked for something blue"
    assert texts[ProductId("umbrella")] == "Goes with the Harbour rain jacket you put in your cart"
