"""A text is met by its words where they stand, by its sizes, and by those it is for."""

from search.texts import ReadText, SearchText


def test_words_stand_where_they_stand() -> None:
    read = ReadText.of(SearchText("Blue mugs", "Kitchen", "A mug of 350 ml"))
    assert read.title == {"blue": 1, "mug": 1}
    assert read.names == {"kitchen": 1}
    assert read.body["350ml"] == 1
    assert ("mugs", "mug") in read.written


def test_a_hyphen_joins_and_parts() -> None:
    assert {"t", "shirt", "tshirt"} <= set(ReadText.of(SearchText("White T-shirt")).title)


def test_what_lies_in_a_range_of_sizes_is_a_size() -> None:
    names = ReadText.of(SearchText("Dress", "8–12 S–XL")).names
    assert {"8", "10", "12", "s", "m", "l", "xl"} <= set(names)
    assert "14" not in names


def test_for_whom_it_is() -> None:
    assert ReadText.of(SearchText("Men's shirt")).audience == {"men"}
    assert ReadText.of(SearchText("Shirt", body="Made for men")).audience == frozenset()
