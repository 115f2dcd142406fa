"""From a training set to the model that serves: published, promoted or kept back, pruned, and why."""

import json
import logging
import resource
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import timedelta

import numpy as np
import pytest

from core.interactions import Interaction
from core.products import ProductId
from jobs.auxiliary_models import AuxiliaryModel
from jobs.context import JobContext
from jobs.outages import DISK_FULL, outage
from jobs.retrain import retrain
from jobs.training_set import TrainingSet
from recommender.config import TrainingConfig
from recommender.models import registry
from recommender.models.manifest import Manifest
from tests.clock import ManualClock
from tests.jobs.shop import happen, open_shop, purchases

BAD = TrainingConfig(weights={"home": {"collaborative": -1.0}})


@pytest.fixture
def shop(context: JobContext) -> JobContext:
    open_shop(context)
    happen(context, purchases(120, first_day=30, days=30))
    return context


def default(_past: Sequence[Interaction], _lesson: TrainingSet) -> TrainingConfig:
    return TrainingConfig()


def bad(_past: Sequence[Interaction], _lesson: TrainingSet) -> TrainingConfig:
    return BAD


def newest(context: JobContext) -> Manifest:
    return registry.versions(context.settings.models_folder)[0]


def current(context: JobContext) -> str | None:
    return registry.current_version(context.settings.models_folder)


def nightly(context: JobContext, clock: ManualClock, *, worse: bool = False) -> str:
    clock.advance(timedelta(days=1))
    return str(retrain(context, choose=bad if worse else default, fits={})["model"])


@contextmanager
def no_room(most: int) -> Iterator[None]:
    """No file of this process may grow beyond so many bytes, as on a disk that fills up."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_a_disk_that_fills_up_leaves_the_model_that_serves(shop: JobContext, clock: ManualClock) -> None:
    first = nightly(shop, clock)
    folder = shop.settings.models_folder
    before = sorted(path.name for path in folder.iterdir())

    with ExitStack() as stack:

        def fill(_context: JobContext, _lesson: TrainingSet) -> None:
            stack.enter_context(no_room(1_000))  # all has been learned; next it is published

        with pytest.raises(OSError, match="File too large") as refused:
            retrain(shop, choose=default, fits={"full": fill})
    assert outage(refused.value) == DISK_FULL
    assert sorted(path.name for path in folder.iterdir()) == before, "nothing of it is left"
    assert current(shop) == first
    assert nightly(shop, clock) != first, "with room again the next one is published"


def test_a_first_model_serves_and_says_why(shop: JobContext) -> None:
    counts = retrain(shop, choose=default, fits={})
    made = newest(shop)
    assert (counts["serves"], counts["because"]) == ("yes", "No model served before it.")
    assert made.version == current(shop)
    assert made.trigger == "the schedule or a person"
    assert made.code_revision.startswith(("git ", "rapport "))
    assert len(made.code_hash) == 64
    assert {"ndcg@10", "recall@10", "precision@10", "f1@10", "popular ndcg@10"} <= set(made.metrics)
    assert json.loads(json.dumps(counts)) == counts


def test_a_worse_one_is_kept_back_with_its_figures(shop: JobContext, clock: ManualClock) -> None:
    first = nightly(shop, clock)
    second = nightly(shop, clock, worse=True)
    assert current(shop) == first
    kept_back = newest(shop)
    assert kept_back.version == second
    assert kept_back.decision is not None
    assert not kept_back.decision.promoted
    assert kept_back.decision.against == first
    assert kept_back.decision.difference[2] < 0
    third = nightly(shop, clock)
    assert current(shop) == third, "what was kept back stands in nobody's way"
    decision = newest(shop).decision
    assert decision is not None
    assert decision.against == first


def test_who_went_back_is_not_overruled_at_night(shop: JobContext, clock: ManualClock) -> None:
    root = shop.settings.models_folder
    first, second = nightly(shop, clock), nightly(shop, clock)
    assert current(shop) == second
    assert registry.rollback(root) == first
    third = nightly(shop, clock)
    assert current(shop) == first
    decision = newest(shop).decision
    assert decision is not None
    assert "went back" in decision.because
    registry.promote(root, third)
    fourth = nightly(shop, clock)
    assert current(shop) == fourth, "choosing a newer one by hand lets the nights go on"


def test_only_some_versions_stay(shop: JobContext, clock: ManualClock) -> None:
    shop.settings.models_kept = 2
    made = [nightly(shop, clock) for _ in range(4)]
    assert [manifest.version for manifest in registry.versions(shop.settings.models_folder)] == [
        made[3],
        made[2],
    ]


def test_a_broken_model_does_not_stop_the_next(shop: JobContext, clock: ManualClock) -> None:
    root = shop.settings.models_folder
    first, second = nightly(shop, clock), nightly(shop, clock)
    (root / second / "model.npz").write_bytes(b"")
    third = nightly(shop, clock)
    assert current(shop) == third
    decision = newest(shop).decision
    assert decision is not None
    assert decision.against == first, "the one that served in its place"


def test_what_is_trained_beside_it_is_stored_with_it(shop: JobContext) -> None:
    def fit(_context: JobContext, training_set: TrainingSet) -> AuxiliaryModel:
        return AuxiliaryModel(
            {"interactions": np.array(len(training_set.interactions))},
            {"interactions": len(training_set.interactions)},
            {"auc": 0.5},
        )

    retrain(shop, choose=default, fits={"second": fit, "absent": lambda *_: None})
    loaded = registry.load_current(shop.settings.models_folder)
    assert loaded is not None
    assert int(loaded.auxiliary_models["second"]["interactions"]) == 360
    assert set(loaded.auxiliary_models) == {"second"}
    assert loaded.manifest.counts["second interactions"] == 360
    assert loaded.manifest.metrics["second auc"] == 0.5


def test_what_fails_beside_it_does_not_keep_it_back(
    shop: JobContext, caplog: pytest.LogCaptureFixture
) -> None:
    def fit(_context: JobContext, _lesson: TrainingSet) -> AuxiliaryModel:
        email = "ayla@example.com"
        raise ValueError(f"{email} is odd")

    def other(_context: JobContext, _lesson: TrainingSet) -> AuxiliaryModel:
        return AuxiliaryModel({"a": np.zeros(1)})

    counts = retrain(shop, choose=default, fits={"intent": fit, "segments": other})
    made = newest(shop)
    assert current(shop) == made.version
    assert set(made.auxiliary_models) == {"segments"}
    assert made.failed == {"intent": counts["intent failed"]}
    assert made.failed["intent"].startswith("ValueError in test_retrain.py, line ")
    assert "test_retrain.py" in caplog.text
    assert "ayla@example.com is" not in caplog.text + made.to_json()


def test_newest_data_that_spoil_the_model_keep_it_back(shop: JobContext, clock: ManualClock) -> None:
    """A flood of made-up shoppers whose purchases tie the two tastes crosswise, against everyone else's."""
    first = nightly(shop, clock)
    pairs = [
        ("rain-jacket", "mug"),
        ("rain-hat", "teapot"),
        ("wellies", "pan"),
        ("umbrella", "sold-out-bowl"),
    ]
    last = purchases(120, first_day=30, days=30)[-1].at + timedelta(seconds=1)
    flood = [
        Interaction(f"bot-{number}", ProductId(product_id), interaction.kind, last)
        for number in range(1500)
        for product_id in pairs[number % 4]
        for interaction in purchases(1, first_day=1, days=1, per_shopper=1)
    ]
    happen(shop, flood)
    nightly(shop, clock)
    decision = newest(shop).decision
    assert decision is not None
    assert (current(shop), decision.promoted) == (first, False)
    assert "something is wrong with them" in decision.because


def test_a_training_tells_its_steps(shop: JobContext, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, logger="core.steps")
    retrain(shop, fits={"segments": lambda _context, _training_set: None})
    told = [record.getMessage() for record in caplog.records if record.name == "core.steps"]
    assert [message.partition(":")[0] for message in told] == [
        "Read the catalog and the history",
        "Encoded the texts that waited",
        "Held out the newest part",
        "Chose the hyperparameters",
        "Trained on the older part",
        "Learned the weights of each placement",
        "Trained without it, and measured on it",
        "Trained on everything",
        "Trained segments",
    ]
