"""The models on the dashboard: what has drifted in words, why one serves, and another with a confirmation."""

from datetime import timedelta

import pytest
from fastapi.testclient import TestClient

from api.dashboard.models.words import Figure, counts, decision, figures
from api.http.dependencies import Services
from core.interactions import Kind
from recommender.models import registry, watch
from recommender.models.drift import Part, Shift
from recommender.models.manifest import Decision, Manifest
from recommender.models.watch import DriftWatch, Report
from recommender.training import train
from serving.drift import KINDS, SHIFTS, drift
from tests.api.dashboard.seeding import token
from tests.clock import ManualClock
from tests.shop import WordEncoder, shop_catalog

WORSE = Decision(
    promoted=False,
    because="It is worse than the one that serves, by more than chance explains.",
    against="v0",
    how="as it is",
    metric="ndcg@10",
    shoppers=1204,
    before=0.0645,
    after=0.0601,
    difference=(-0.0044, -0.0061, -0.0027),
)


@pytest.fixture
def made(services: Services, clock: ManualClock) -> list[str]:
    """One that served, one that serves, one that was kept back."""
    folder, encoder, products = services.settings.models_folder, WordEncoder(), shop_catalog()
    model = train([], products, encoder.encode([product.text for product in products]), now=clock.now())
    versions = []
    for hour, made_decision in enumerate((None, Decision(promoted=True, because="No model served."), WORSE)):
        manifest = Manifest(encoder=encoder.identity, decision=made_decision, trigger="category")
        versions.append(registry.publish(folder, model, manifest, now=clock.now() + timedelta(hours=hour)))
    registry.promote(folder, versions[0])
    registry.promote(folder, versions[1])
    return versions


def report(clock: ManualClock, *shifts: Shift) -> Report:
    since = clock.now() - timedelta(days=7)
    reference = (since - timedelta(days=28), since)
    return Report(at=clock.now(), version="v", since=since, reference=reference, shifts=shifts)


def test_every_model_and_why(marek: TestClient, made: list[str]) -> None:
    page = marek.get("/dashboard/models").text
    for words in (
        *made,
        "Serves",
        "Served before",
        "Kept back",
        "1,204 shoppers",
        "−0.0061",
        "No model served.",
    ):
        assert words in page
    assert page.count("Yes, let it serve") == 2, "all but the one that does"


def test_going_back_asks_first_and_says_what_follows(
    marek: TestClient, services: Services, made: list[str]
) -> None:
    page = marek.get("/dashboard/models").text
    assert "Newer models then wait" in page
    answer = marek.post(f"/dashboard/models/{made[0]}/promote", data={"form_token": token(page)})
    assert answer.url.path == "/dashboard/models"
    assert "Somebody went back to an older model" in answer.text
    assert registry.current_version(services.settings.models_folder) == made[0]
    assert "Somebody went back" in marek.get("/dashboard").text


def test_only_a_form_of_our_own_changes_anything(
    marek: TestClient, services: Services, made: list[str]
) -> None:
    assert marek.post(f"/dashboard/models/{made[0]}/promote").status_code == 403
    assert registry.current_version(services.settings.models_folder) == made[1]


def test_a_broken_one_is_told_in_words(marek: TestClient, services: Services, made: list[str]) -> None:
    (services.settings.models_folder / made[0] / "model.npz").unlink()
    form = {"form_token": token(marek.get("/dashboard/models").text)}
    answer = marek.post(f"/dashboard/models/{made[0]}/promote", data=form)
    assert answer.status_code == 409
    assert "This model cannot serve" in answer.text


def test_no_models_says_what_to_do(marek: TestClient) -> None:
    assert "rapport train" in marek.get("/dashboard/models").text


def test_drift_on_the_first_page(
    marek: TestClient, services: Services, clock: ManualClock, made: list[str]
) -> None:
    assert "What has changed" not in marek.get("/dashboard").text
    garden = Shift("category", 0.4, 0.1, drifted=True, parts=(Part("Garden <b>", 0.12, 0.31),))
    watch.write(services.settings.models_folder, DriftWatch(report(clock, garden)))
    page = marek.get("/dashboard").text
    assert (
        "Shoppers look at other things than before: Garden &lt;b&gt; 31.0\u00a0% (was 12.0\u00a0%)." in page
    )


def test_what_it_goes_by_is_a_table_of_places(
    marek: TestClient, services: Services, clock: ManualClock, made: list[str]
) -> None:
    assert "What it goes by" not in marek.get("/dashboard").text, "an older model does not say"
    folder, products = services.settings.models_folder, shop_catalog()
    model = train([], products, WordEncoder().encode([product.text for product in products]), now=clock.now())
    shares = {
        "home": {"factors": 0.7, "popular": 0.295, "trending": 0.005},
        "cart": {"sequence": 0.6, "factors": 0.4},
    }
    manifest = Manifest(encoder=WordEncoder.identity, importance=shares)
    registry.promote(folder, registry.publish(folder, model, manifest, now=clock.now() + timedelta(hours=9)))
    page = marek.get("/dashboard").text
    table = page[page.index("What it goes by") :]
    places = [table.index(words) for words in ("Home page", "Cart", "Broad taste", "Comes next", "Popular")]
    assert places == sorted(places)
    assert "<td>70\u00a0%</td><td>40\u00a0%</td>" in table
    assert "Popular this week" not in page


def test_figures_stand_by_subject_with_their_intervals() -> None:
    manifest = Manifest(
        counts={"shoppers": 1400, "intent sessions": 2786, "segments count": 4},
        metrics={
            "ndcg@10": 0.26731,
            "popular ndcg@10": 0.05,
            "intent auroc": 0.8068,
            "intent auroc at least": 0.7675,
            "intent auroc at most": 0.8401,
        },
    )
    assert counts(manifest) == [Figure("Shoppers", "1,400")]
    assert [*figures(manifest).values()] == [
        [Figure("nDCG@10", "0.2673"), Figure("Popular nDCG@10", "0.05")],
        [Figure("AUROC", "0.8068", "0.7675 – 0.8401"), Figure("Sessions", "2,786")],
        [Figure("How many", "4")],
    ]
    assert figures(Manifest()) == {}


def test_calm_and_nobody_are_told_apart(clock: ManualClock) -> None:
    calm = Shift("kind", 0.01, 0.1, drifted=False, parts=())
    assert drift(report(clock, calm)) == ["Shoppers do much the same as before."]
    assert "Too few shoppers" in drift(report(clock))[0]


def test_every_feature_and_kind_has_words() -> None:
    assert set(SHIFTS) == {"category", "price", "kind", "hour", "popularity", "newness"}
    assert set(KINDS) == set(Kind)


def test_a_decision_in_words() -> None:
    assert (
        decision(Decision(promoted=True, because="No model served before it."))
        == "No model served before it."
    )
    assert decision(WORSE).endswith(
        "nDCG@10 0.0601 against 0.0645 over 1,204 shoppers: a difference of −0.0044, with 95\u00a0% "
        "certainty between −0.0061 and −0.0027."
    )


def test_one_that_cannot_be_read_does_not_serve(
    marek: TestClient, services: Services, made: list[str]
) -> None:
    (services.settings.models_folder / made[1] / "model.npz").write_bytes(b"half a mod")
    page = marek.get("/dashboard/models").text
    assert "The version that should serve cannot be read" in page
    assert "Cannot be read" in page
    assert "Serves" not in page
