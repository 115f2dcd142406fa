import json

import pytest

from core.errors import Conflict, InvalidInput
from jobs.context import JobContext
from jobs.evaluating import evaluated, show_evaluated
from recommender.evaluation.splits import SPLITS
from tests.jobs.shop import happen, open_shop, purchases


@pytest.fixture
def shop(context: JobContext) -> JobContext:
    open_shop(context)
    happen(context, purchases(60, first_day=30, days=30))
    return context


@pytest.mark.parametrize("split", SPLITS)
def test_the_model_stands_beside_the_popular_products(
    shop: JobContext, split: str, capsys: pytest.CaptureFixture[str]
) -> None:
    metrics = evaluated(shop, split=split, cutoff=3)
    assert metrics["model"].values()["ndcg@3"] > metrics["popular"].values()["ndcg@3"]
    show_evaluated(metrics, split=split, as_json=True)
    shown = json.loads(capsys.readouterr().out)
    assert shown["split"] == split
    low, high = shown["model"]["intervals"]["recall@3"]
    assert low <= shown["model"]["recall@3"] <= high
    for name in (
        "precision",
        "f1",
        "map",
        "mrr",
        "coverage",
        "diversity",
        "novelty",
        "popularity",
        "calibration",
    ):
        assert f"{name}@3" in shown["popular"]


def test_the_table_names_every_figure(shop: JobContext, capsys: pytest.CaptureFixture[str]) -> None:
    metrics = evaluated(shop, split="leave-one-out", cutoff=3)
    show_evaluated(metrics, split="leave-one-out", as_json=False)
    printed = capsys.readouterr().out
    assert "On each shopper's last choice" in printed
    assert all(name in printed for name in metrics["model"].estimates)
    assert "60 shoppers" in printed


def test_an_unknown_split_is_named(shop: JobContext) -> None:
    with pytest.raises(InvalidInput, match="'by-hand'; choose one of: temporal, leave-one-out, random"):
        evaluated(shop, split="by-hand", cutoff=3)


def test_a_few_shoppers_are_too_few(context: JobContext) -> None:
    open_shop(context)
    happen(context, purchases(10, first_day=30, days=30))
    with pytest.raises(Conflict, match="too little history"):
        evaluated(context, split="leave-one-out", cutoff=3)
