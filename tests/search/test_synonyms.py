"""Lines of Solr's format become phrases that mean the same, and a line that is none is named."""

import pytest

from search.synonyms import MalformedSynonyms, Synonyms, usual


def test_a_group_is_of_one_meaning() -> None:
    synonyms = Synonyms.of(["Rucksack, backpack, back pack  # bags"])
    assert synonyms.of_phrase(("backpack",)) == (("rucksack",), ("back", "pack"))
    assert synonyms.of_phrase(("back", "pack")) == (("rucksack",), ("backpack",))
    assert "backpack" in synonyms.words


def test_an_arrow_leads_one_way() -> None:
    synonyms = Synonyms.of(["footwear => shoes, boots", "", "# nothing"])
    assert synonyms.of_phrase(("footwear",)) == (("shoe",), ("boot",))
    assert synonyms.of_phrase(("shoe",)) == ()


def test_lines_add_up() -> None:
    assert Synonyms.of(["a1, b1", "a1 => c1"]).of_phrase(("a1",)) == (("b1",), ("c1",))


@pytest.mark.parametrize(
    ("line", "wrong"),
    [
        ("rucksack", "no second word"),
        ("rucksack,", "nothing before or after"),
        ("=> shoes", "nothing before or after"),
        ("one two three four five, six", "more than 4 words"),
    ],
)
def test_a_line_that_is_none_is_named(line: str, wrong: str) -> None:
    with pytest.raises(MalformedSynonyms, match=f"line 2: .*{wrong}"):
        Synonyms.of(["a1, b1", line])


def test_those_that_come_along_can_be_read() -> None:
    synonyms = Synonyms.of(usual())
    assert ("backpack",) in synonyms.of_phrase(("rucksack",))
    assert ("head", "torch") in synonyms.of_phrase(("headtorch",))
