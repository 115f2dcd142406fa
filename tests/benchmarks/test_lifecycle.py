"""The sabotage does what it says, and the table tells a good model from a bad one."""

from datetime import UTC, datetime, timedelta

import numpy as np

from benchmarks.lifecycle import kept_back, lost, machines, older, scrambled, unregularised, weighted
from core.interactions import Interaction, Kind
from core.products import ProductId
from recommender.config import TrainingConfig

END = datetime(2011, 12, 9, tzinfo=UTC)
ACTS = [
    Interaction(
        f"s-{number % 50}", ProductId(f"p-{number % 30}"), Kind.PURCHASE, END - timedelta(hours=number)
    )
    for number in range(1_000, -1, -1)
]


def test_sabotage() -> None:
    assert len(older(ACTS, 7)) == 1_001 - 7 * 24 - 1
    wrong = sum(before != after for before, after in zip(ACTS, scrambled(ACTS, 0.5), strict=True))
    assert 400 < wrong < 550
    assert len({interaction.shopper_id for interaction in lost(ACTS, 0.5)}) == 25
    assert len(machines(ACTS, 10)) == len(ACTS) + 100
    assert weighted(content=9.0)(TrainingConfig()).blend("home")["content"] == 9.0
    assert unregularised(TrainingConfig()).collaborative.dense_regularisation == 1.0


def test_the_bad_are_kept_back_and_the_good_are_not() -> None:
    before = np.random.default_rng(0).random(300)
    weeks = [{"": before, "same": before, "bad": before * 0.5, "good": before + 0.1}]
    shares = {name: kept_back(weeks, name, asked=100, margin=0.1) for name in ("same", "bad", "good")}
    assert shares == {"same": 0.0, "bad": 1.0, "good": 0.0}
