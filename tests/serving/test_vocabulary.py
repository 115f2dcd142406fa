"""The catalog's own words: values that name nothing else, brands, and the nouns of titles and categories."""

from dataclasses import replace

from serving.vocabulary import catalog_words
from tests.recommender.shop import PRODUCTS

POT = replace(
    PRODUCTS[0],
    title="Terracotta pot with fern, small",
    category="Garden > Pots & plants",
    brand="Greenhand",
    attributes={"colour": "orange", "material": "clay", "occasion": "water"},
)


def test_what_follows_the_noun_says_of_which_kind_it_is() -> None:
    assert set(catalog_words([POT]).things) == {"pot", "pots", "plants"}


def test_values_are_of_attributes_that_are_names_of_nothing_else() -> None:
    words = catalog_words([POT])
    assert {name: list(values) for name, values in words.attributes.items()} == {
        "colour": ["orange"],
        "material": ["clay"],
    }
    assert list(words.brands) == ["Greenhand"]


def test_a_material_is_no_thing() -> None:
    assert "clay" not in catalog_words([replace(POT, title="Small clay")]).things


def test_an_empty_catalog_has_no_words() -> None:
    words = catalog_words([])
    assert (dict(words.attributes), list(words.brands), list(words.things)) == ({}, [], [])
