"""Figures of probabilities: calibration, ranking, intervals over groups, folds that keep groups together."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import average_precision_score, brier_score_loss, roc_auc_score

from recommender.intent.classification import FIGURES, calibration_error, folds, judged, reliability


def test_a_known_calibration_error() -> None:
    probability = np.repeat([0.2, 0.6], 50)
    happened = np.r_[np.arange(50) < 10, np.arange(50) < 20]  # 20 % as foretold, 40 % where 60 % was
    assert calibration_error(happened, probability, np.ones(100)) >= 0.1
    assert judged(happened, [probability], samples=1)["brier"].value == pytest.approx(
        (50 * 0.16 + 20 * 0.16 + 30 * 0.36) / 100
    )


def test_the_reliability_table_counts_everything_once() -> None:
    random = np.random.default_rng(0)
    probability = random.random(1_003)
    happened = random.random(1_003) < probability
    bins = reliability(happened, probability)
    assert sum(bucket.count for bucket in bins) == 1_003
    assert sum(bucket.count * bucket.happened for bucket in bins) == pytest.approx(happened.sum())
    assert all(abs(bucket.foretold - bucket.happened) < 0.15 for bucket in bins)


def test_a_model_is_as_good_as_itself() -> None:
    random = np.random.default_rng(1)
    probability = random.random(300)
    happened = random.random(300) < probability
    for figure in judged(happened, [probability], than=[probability], samples=20).values():
        assert (figure.value, figure.low, figure.high) == (0, 0, 0)


def test_rows_that_repeat_a_group_do_not_make_it_surer() -> None:
    random = np.random.default_rng(2)
    probability = random.random(80)
    happened = random.random(80) < probability
    once = judged(happened, [probability], samples=100)["auroc"]
    groups = np.repeat(np.arange(80), 10)
    often = judged(np.repeat(happened, 10), [np.repeat(probability, 10)], groups=groups, samples=100)["auroc"]
    assert often.value == pytest.approx(once.value)
    assert often.high - often.low == pytest.approx(once.high - once.low, rel=0.35)


@settings(max_examples=25)
@given(groups=st.lists(st.integers(0, 30), min_size=60, max_size=120), seed=st.integers(0, 9))
def test_folds_are_whole_groups_and_all_rows_once(groups: list[int], seed: int) -> None:
    number = np.array([*groups, *range(20)], dtype=np.int64)
    happened = number % 2 == 0
    fold_rows = list(folds(happened, number, count=3, seed=seed))
    assert sorted(np.concatenate(fold_rows).tolist()) == list(range(len(number)))
    members = [set(number[rows].tolist()) for rows in fold_rows]
    assert not members[0] & members[1] | members[0] & members[2] | members[1] & members[2]


def test_the_figures_are_those_of_scikit_learn() -> None:
    random = np.random.default_rng(4)
    happened = random.random(300) < 0.3
    probability = np.round(random.random(300), 1)  # with many ties
    weights = random.integers(0, 4, 300).astype(np.float64)
    for name, figure in (
        ("auroc", roc_auc_score),
        ("auprc", average_precision_score),
        ("brier", brier_score_loss),
    ):
        expected = figure(happened, probability, sample_weight=weights)
        assert FIGURES[name](happened, probability, weights) == pytest.approx(expected), name
