"""What a material or a colour covers, and what is told apart for sure."""

import pytest

from search import stem, words
from serving.product_questions import kinds


@pytest.mark.parametrize(
    ("kind", "value", "asked", "is_so"),
    [
        ("material", "lambswool", "wool", True),
        ("material", "merino wool", "wool", True),
        ("material", "nubuck", "leather", True),
        ("material", "organic cotton", "wool", False),
        ("material", "cotton and wool", "wool", None),
        ("material", "recycled polyester", "plastic", None),
        ("material", "moonstuff", "wool", None),
        ("material", "oak", "wood", True),
        ("material", "stainless steel", "metal", True),
        ("colour", "blue", "red", False),
        ("colour", "navy", "blue", True),
        ("colour", "blue", "navy", None),
    ],
)
def test_wool_covers_lambswool_and_a_mix_is_neither(kind: str, value: str, asked: str, is_so: bool) -> None:
    assert kinds.of_kind(kind, words(value), stem(asked)) is is_so


def test_the_shop_names_its_attributes_as_it_likes() -> None:
    assert kinds.attribute({"Color": "red"}, "colour") == ("Color", "red")
    assert kinds.attribute({"fabric": "silk"}, "material") == ("fabric", "silk")
    assert kinds.attribute({"heel height": "5 cm"}, "size") is None
    assert kinds.is_plain("Colour")
    assert not kinds.is_plain("heel height")
    assert kinds.is_size("sizes")
    assert kinds.is_kind(stem("wool"))
    assert not kinds.is_kind(stem("waterproof"))
