"""A question becomes what is looked for, in the words of the catalog, and for whom."""

import pytest

from search.index import SearchIndex
from search.query import MOST_WORDS, ParsedQuery, QueryReader
from search.synonyms import Synonyms
from search.texts import SearchText

TEXTS = (
    SearchText("Head torch", "Outdoors"),
    SearchText("White tee", "for men", "A cotton T-shirt"),
    SearchText("Sunglasses", "for women"),
    SearchText("Storage jar, 1 litre", "Kitchen", "It holds flour"),
    SearchText("The Lamplighter", "Books novel romantic"),
    SearchText("Rain jacket", "for kids", "A coat for every day"),
    SearchText("Twine, thirty metres"),
)
INDEX = SearchIndex.of(TEXTS)
SYNONYMS = Synonyms.of(["t-shirt, tshirt, tee", "raincoat, rain coat, rain jacket", "romance => romantic"])


def read(text: str, **known: object) -> ParsedQuery:
    reader = QueryReader(INDEX.vocabulary, INDEX.groups, SYNONYMS, **known)  # type: ignore[arg-type]
    return reader.read(text)


def looked_for(query: ParsedQuery) -> dict[str, set[str]]:
    """What was said, and the wordings that it is looked for in."""
    return {
        concept.said: {" ".join(alternative.stems) for alternative in concept.alternatives}
        for concept in query.concepts
    }


def test_joined_and_parted_words_are_those_of_the_catalog() -> None:
    assert "head torch" in looked_for(read("headtorch"))["headtorch"]
    assert set(looked_for(read("head-torch"))) == {"head", "torch"}
    assert looked_for(read("sun glasses"))["sun glasses"] == {"sunglass"}
    assert "rain jacket" in looked_for(read("rain coat"))["rain coat"]


def test_a_tshirt_is_not_thirty() -> None:
    query = read("tshirt")
    assert "tee" in looked_for(query)["tshirt"]
    assert not query.mendings


def test_a_slip_is_mended_for_words_and_meaning() -> None:
    query = read("sunglases")
    assert query.mendings == {"sunglases": "sunglasses"}
    assert query.meaning == "sunglasses"
    assert looked_for(query)["sunglases"] == {"sunglass"}


def test_a_word_of_the_language_is_no_slip() -> None:
    assert read("tine").mendings == {"tine": "twine"}
    assert read("tine", lexicon=frozenset({"tine"})).mendings == {}


def test_a_slip_of_a_synonym_is_mended_too() -> None:
    assert "romant" in looked_for(read("romence"))["romence"]


def test_a_quantity_is_looked_for_in_any_spelling() -> None:
    for text in ("1l jar", "jar 1000ml", "one litre jar"):
        assert looked_for(read(text)) == {"jar": {"jar"}, "1000ml": {"1000ml"}}


def test_what_stands_around_a_wish_is_not_looked_for() -> None:
    assert set(looked_for(read("I want a romance novel"))) == {"romance", "novel"}
    assert set(looked_for(read("Do you sell anything for storage?"))) == {"storage"}


def test_where_nothing_else_is_said_it_is() -> None:
    assert set(looked_for(read("items"))) == {"items"}


@pytest.mark.parametrize(
    ("text", "group"),
    [
        ("tee for men", "men"),
        ("kids jacket", "children"),
        ("gift for my nephew", "children"),
        ("for her", "women"),
    ],
)
def test_for_whom_is_no_word(text: str, group: str) -> None:
    query = read(text)
    assert query.groups[0] == group
    assert not {"men", "kids", "nephew"} & set(looked_for(query))


def test_of_a_sisters_son_the_son_is_meant() -> None:
    assert read("for my sister's kid").groups[0] == "children"


def test_an_age_is_meant_before_whose_it_is() -> None:
    query = read("my nephew turns four next week")
    assert (query.groups, query.concepts) == (("toddlers", "children"), ())


def test_whom_the_catalog_has_nothing_for_is_a_word_too() -> None:
    query = read("dog lead")
    assert query.groups == ("dogs",)
    assert set(looked_for(query)) == {"dog", "lead"}


def test_a_word_that_no_text_is_called_by_leans_on_its_neighbours() -> None:
    query = read("fiction", near=lambda word: [("novel", 0.6)] if word == "fiction" else [])
    assert looked_for(query)["fiction"] == {"novel"}
    assert looked_for(read("novel", near=lambda _: [("jar", 0.6)]))["novel"] == {"novel"}


def test_no_more_is_read_than_anybody_types() -> None:
    assert len(read("jar " * 1_000).concepts) <= MOST_WORDS


@pytest.mark.parametrize("text", ["", "   ", "!!!", "the of and"])
def test_nothing_is_asked(text: str) -> None:
    assert read(text).concepts == ()
