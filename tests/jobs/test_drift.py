"""The live model is watched, and what asks for a new one gets it once, and not too often."""

from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest
from sqlmodel import select

from core.database import transaction
from core.interactions import Kind
from core.tables import JobRun
from jobs.context import JobContext
from jobs.drift import check_drift, growth
from jobs.leases import held
from jobs.retrain import retrain
from jobs.running import Job, run
from recommender.config import TrainingConfig
from recommender.models import registry, watch
from recommender.models.manifest import Manifest
from recommender.models.watch import DriftWatch, Measurement
from tests.clock import ManualClock
from tests.jobs.conftest import QUICK
from tests.jobs.shop import NOW, happen, lesson_of, open_shop, purchases


def plain_training(context: JobContext) -> None:
    """As the schedule does it, recorded; default settings, to be quick."""
    job = Job("retrain", "", partial(retrain, choose=lambda *_: TrainingConfig(), fits={}), "")
    assert run(job, context).outcome == "done"


@pytest.fixture
def shop(context: JobContext, clock: ManualClock) -> JobContext:
    """Five quiet weeks, and a model that was trained at their end."""
    open_shop(context)
    happen(context, purchases(150, first_day=35, days=35, per_shopper=2))
    plain_training(context)
    clock.advance(timedelta(days=1))
    return context


def trainings(context: JobContext) -> int:
    with transaction(context.engine, writes=False) as session:
        return len(session.exec(select(JobRun).where(JobRun.job == "retrain")).all())


def newest(context: JobContext) -> Manifest:
    return registry.versions(context.settings.models_folder)[0]


def test_a_quiet_day(shop: JobContext) -> None:
    counts = check_drift(shop)
    assert (counts["drifted"], counts["training"], counts["new_acts"]) == ("", "", 0)
    assert float(counts["psi category"]) < 0.25
    report = watch.read(shop.settings.models_folder).report
    assert report is not None
    assert report.version == registry.current_version(shop.settings.models_folder)
    assert report.since == shop.clock.now() - timedelta(days=7)
    assert report.reference == (report.since - timedelta(days=28), report.since)
    assert trainings(shop) == 1


def test_more_to_learn_from_trains_before_the_night(shop: JobContext) -> None:
    happen(shop, purchases(80, first_day=0, days=1, name="new"))
    assert check_drift(shop)["training"] == "done"
    assert newest(shop).trigger == "more to learn from"
    assert newest(shop).version == registry.current_version(shop.settings.models_folder)
    assert check_drift(shop)["new_acts"] == 0


def test_never_two_within_the_pause_nor_two_at_once(shop: JobContext, clock: ManualClock) -> None:
    happen(shop, purchases(80, first_day=0, days=1, name="new"))
    check_drift(shop)
    happen(shop, purchases(90, first_day=0, days=1, name="newer"))
    assert "too recent" in str(check_drift(shop)["training"])
    clock.advance(timedelta(hours=7))
    with held(shop.engine, "job:retrain", clock=clock, pace=QUICK) as free:
        assert free
        assert check_drift(shop)["training"] == "one runs already"
    assert check_drift(shop)["training"] == "done"
    assert trainings(shop) == 3


def test_drift_is_answered_once(shop: JobContext, clock: ManualClock) -> None:
    some = purchases(400, first_day=0, days=1, per_shopper=1, name="k")
    happen(
        shop,
        [
            replace(interaction, kind=Kind.VIEW)
            for interaction in some
            if interaction.product_id in ("mug", "teapot", "pan")
        ],
    )
    counts = check_drift(shop)
    assert counts["drifted"] == "category, price, kind"
    assert counts["training"] == "done"
    assert newest(shop).trigger == "drift in category, drift in price, drift in kind"
    clock.advance(timedelta(hours=8))
    again = check_drift(shop)
    assert again["drifted"] == counts["drifted"], "it is still so"
    assert again["training"] == "", "but the model knows by now"
    report = watch.read(shop.settings.models_folder).report
    assert report is not None
    assert report.answered == ("drift in category", "drift in price", "drift in kind")


def test_the_live_model_is_measured_on_what_came_after_it(shop: JobContext, clock: ManualClock) -> None:
    later = purchases(150, first_day=0, days=1, per_shopper=4, seed=1)
    happen(shop, later)
    counts = check_drift(shop)
    assert 0 < float(counts["precision@10"]) < float(counts["f1@10"]) < float(counts["recall@10"])
    assert float(counts["ndcg@10"]) > 0
    drift_watch = watch.read(shop.settings.models_folder)
    assert drift_watch.report is not None
    assert [measurement.version for measurement in drift_watch.measurements] == [drift_watch.report.version]
    clock.advance(timedelta(hours=8))
    check_drift(shop)
    assert len(watch.read(shop.settings.models_folder).measurements) == 1, "nothing is measured twice"


def test_worse_than_usual_trains(shop: JobContext) -> None:
    root, then = shop.settings.models_folder, shop.clock.now() - timedelta(days=10)
    usual = Measurement(then, "older", 5_000, {"ndcg@10": 0.99, "recall@10": 1.0}, 0.05)
    watch.write(root, DriftWatch(None, (usual,)))
    later = purchases(60, first_day=0, days=1, seed=1)
    changed = [
        replace(interaction, shopper_id=f"s-{int(interaction.shopper_id[2:]) ^ 1}") for interaction in later
    ]
    happen(shop, changed)  # whoever loved rain buys for the kitchen now
    check_drift(shop)
    report = watch.read(root).report
    assert report is not None
    assert report.worse
    assert "worse recommendations" in newest(shop).trigger


def test_a_training_that_was_killed_before_its_end_is_made_up_for(
    shop: JobContext, clock: ManualClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    happen(shop, purchases(300, first_day=0, days=1, seed=1))

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(registry, "promote", killed)
        with pytest.raises(KeyboardInterrupt):
            retrain(shop, choose=lambda *_: TrainingConfig(), fits={})
    root = shop.settings.models_folder
    assert newest(shop).version != registry.current_version(root), "published, and it does not serve"
    clock.advance(timedelta(hours=8))
    assert check_drift(shop)["training"] == "done"
    assert newest(shop).version == registry.current_version(root)


def test_a_new_shop_does_not_wait_for_the_night(context: JobContext) -> None:
    open_shop(context)
    assert check_drift(context) == {"new_acts": 0, "training": ""}
    happen(context, purchases(70, first_day=3, days=3))
    assert check_drift(context) == {"new_acts": 210, "training": "done"}
    assert newest(context).trigger == "a first model"


def test_growth_counts_imports_of_the_past_and_survives_deletions() -> None:
    interactions = purchases(100, first_day=30, days=30, per_shopper=2)
    window = (interactions[0].at.isoformat(), interactions[149].at.isoformat())
    assert growth(lesson_of(interactions), Manifest(window=window, counts={"interactions": 150})) == (50, 150)
    assert growth(lesson_of(interactions[100:]), Manifest(window=window, counts={"interactions": 150})) == (
        50,
        150,
    )
    past = lesson_of(
        [*purchases(100, first_day=300, days=30, per_shopper=2, name="past"), *interactions[:150]]
    )
    assert growth(past, Manifest(window=window, counts={"interactions": 150})) == (200, 150)
    assert growth(lesson_of(interactions), Manifest()) == (200, 0)
    assert interactions[-1].at < NOW
