"""What differs between products, and who would rather take which: from what is listed alone."""

from decimal import Decimal
from typing import Any

from actions.comparison import advice, differences, rows
from actions.understanding.wishes import Wish


def product(title: str, price: str = "10.00", **changes: Any) -> dict[str, Any]:
    return {"product_id": title, "title": title, "price": price, "stock": 3, **changes}


def test_rows_that_differ_come_first_and_what_nobody_has_is_no_row() -> None:
    told = rows(
        [
            product("A", "9.00", attributes={"colour": "red", "material": "wool"}),
            product("B", "12.00", attributes={"colour": "red", "size": "S, M"}),
        ]
    )
    assert [(row.name, row.values, row.differs) for row in told] == [
        ("Price", ("£9", "£12"), True),
        ("Material", ("wool", ""), True),
        ("Size", ("", "S, M"), True),
        ("Colour", ("red", "red"), False),
        ("Stock", ("in stock", "in stock"), False),
    ]


def test_the_main_differences_are_a_sentence_each() -> None:
    told = rows([product("A", "9.00"), product("B", "12.00", stock=0), product("C", "9.00")])
    assert differences(told) == "Price: £9, £12 and £9. Stock: in stock, out of stock and in stock."


def test_of_texts_the_sentences_are_told_that_only_one_has() -> None:
    told = rows([product("A", description="Same here. Warm."), product("B", description="Same here. Light.")])
    assert ("The shop writes", ("Warm.", "Light.")) in [(row.name, row.values) for row in told]


def test_advice_says_only_what_differs() -> None:
    twins = [product("A"), product("B")]
    assert advice(twins) == []
    assert advice([product("A", "9.00"), product("B", stock=0)]) == [
        "A: it costs less (£9) and it alone is in stock."
    ]


def test_what_the_shopper_said_counts_where_not_all_have_it() -> None:
    blue = product("A", attributes={"colour": "blue", "material": "wool"})
    red = product("B", "12.00", attributes={"colour": "red", "material": "cotton"})
    wishes = [Wish("colour", "blue"), Wish("material", "wool", wanted=False)]
    assert advice([blue, red], wishes=wishes, maximum=Decimal(11)) == [
        "A: it costs less (£10), it keeps to your limit of £11 and it is blue, as you wished.",
        "B: it is not wool.",
    ]


def test_lighter_is_said_where_numbers_of_one_unit_say_so() -> None:
    light, heavy = product("A", attributes={"weight": "200 g"}), product("B", attributes={"weight": "300 g"})
    other = product("C", attributes={"weight": "1 kg"})
    assert advice([light, heavy]) == ["A: it is lighter (200 g)."]
    assert advice([light, other]) == []
    assert advice([light, product("D")]) == []
