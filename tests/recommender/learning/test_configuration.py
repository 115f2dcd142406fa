"""Which part of a long past decides on the settings."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from core.interactions import Interaction, Kind
from core.products import ProductId
from recommender.config import TrainingConfig
from recommender.learning.configuration import chosen, of_some
from recommender.products.catalog import Catalog
from tests.recommender.shop import PRODUCTS, embeddings, interactions

START = datetime(2026, 1, 1, tzinfo=UTC)
PAST = [
    Interaction(f"s{number % 400}", ProductId(f"p{number % 7}"), Kind.VIEW, START + timedelta(minutes=number))
    for number in range(4000)
]


def test_some_shoppers_decide_with_all_that_they_did() -> None:
    few = of_some(PAST, 1000)
    chosen = {interaction.shopper_id for interaction in few}
    assert 800 < len(few) < 1200
    assert few == [interaction for interaction in PAST if interaction.shopper_id in chosen]


def test_the_next_night_it_is_the_same_ones() -> None:
    tonight = {interaction.shopper_id for interaction in of_some(PAST, 1000)}
    tomorrow = {interaction.shopper_id for interaction in of_some([*PAST, *PAST[:100]], 1000)}
    assert len(tonight - tomorrow) < len(tonight) / 10


def test_a_short_past_decides_as_a_whole() -> None:
    assert of_some(PAST, 4000) == PAST
    assert of_some([], 1000) == []


def test_settings_are_chosen_by_a_part_of_the_past_as_by_all_of_it() -> None:
    past = interactions()
    catalog = Catalog.of(PRODUCTS, embeddings())
    few = chosen(past, catalog, most=len(past) // 2)
    assert few == chosen(past, catalog, most=len(past) // 2)
    assert replace(few.config, weights={}) == replace(TrainingConfig(), weights={}), "too few came back"
    assert few.config.weights.keys() >= TrainingConfig().weights.keys()
