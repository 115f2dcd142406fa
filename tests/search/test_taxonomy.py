"""What is a kind of what."""

from search import ambiguous, kinds, kinds_of, read_in


def test_a_kind_is_known_however_its_words_end() -> None:
    assert {"lambswool", "merino"} <= set(kinds_of("material", "wool"))
    assert {"nubuck", "suede"} <= set(kinds_of("material", "leather"))
    assert "navy" in kinds_of("colour", "blue")
    assert "navy" in kinds_of("color", "Blue")


def test_the_kinds_of_a_kind_are_kinds_of_it() -> None:
    assert "stainless steel" in kinds_of("material", "metal")


def test_what_is_no_kind_of_it() -> None:
    assert "blue" not in kinds_of("colour", "navy")
    assert kinds_of("material", "linen") == ()
    assert kinds_of("scent", "rose") == ()


def test_every_value_has_kinds_of_its_own_and_none_is_itself() -> None:
    for values in kinds().values():
        for value, own in values.items():
            assert own
            assert value not in own


def test_words_that_are_a_plant_too_are_named() -> None:
    assert {"rose", "lavender", "rust", "mint", "orange", "oak", "coral"} <= ambiguous()


def test_in_another_language_nothing_is_known() -> None:
    read_in("de")
    try:
        assert kinds() == {}
        assert kinds_of("colour", "blue") == ()
    finally:
        read_in("en")
