"""The benchmark of purchase intent: nothing of a judged session is in what judges it."""

import os
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from benchmarks.purchase_intent import CONTEXT, developed, read, unseen
from recommender.intent.table import Floats, Table

FILE = (
    Path(os.environ.get("RAPPORT_DATA", Path(__file__).parents[3] / "shared" / "data"))
    / "online-shoppers-intention"
    / "online_shoppers_intention.csv"
)
Read = tuple[Table, NDArray[np.bool_], NDArray[np.int64]]


@pytest.fixture(scope="module")
def sessions() -> Read:
    if not FILE.is_file():
        pytest.skip(f"{FILE} is not here; set RAPPORT_DATA")
    return read(FILE)


def test_the_sessions_are_those_of_the_paper(sessions: Read) -> None:
    table, bought, same = sessions
    assert (len(table), int(bought.sum()), len(np.unique(same))) == (12_330, 1_908, 12_205)
    assert all(np.isfinite(column).all() for column in table.numbers.values())
    assert {name for names in CONTEXT.values() for name in names} <= {*table.numbers, *table.words}


def test_every_session_is_judged_once_by_what_has_not_seen_it(sessions: Read) -> None:
    table, bought, same = sessions
    place = Table({**table.numbers, "place": np.arange(len(table), dtype=np.float64)}, table.words)
    judged: list[int] = []

    def learner(known: Table, ended: NDArray[np.bool_], asked: Table, seed: int) -> Floats:
        learned, held = (of.numbers["place"].astype(int) for of in (known, asked))
        assert len(ended) == len(learned)
        assert not set(same[learned].tolist()) & set(same[held].tolist())
        assert abs(bought[held].mean() - bought.mean()) < 0.01  # stratified
        judged.extend(held.tolist())
        return np.full(len(asked), 0.5)

    unseen(place, bought, same, seed=0, learner=learner)
    assert sorted(judged) == list(range(len(table)))


def test_the_developed_half_is_the_same_every_time() -> None:
    half = developed(1_000)
    assert len(half) == len(set(half.tolist())) == 500
    np.testing.assert_array_equal(half, developed(1_000))
