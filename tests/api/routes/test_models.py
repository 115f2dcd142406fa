"""GET /v1/models and the two ways to choose another; `Server` alone may."""

from datetime import timedelta

import pytest
from fastapi.testclient import TestClient

from api.http.dependencies import Services
from core.keys import Keys
from recommender.models import registry, watch
from recommender.models.drift import Part, Shift
from recommender.models.manifest import FORMAT, Decision, Manifest
from recommender.models.watch import DriftWatch, Figures, Report
from recommender.training import train
from tests.clock import ManualClock
from tests.shop import WordEncoder, shop_catalog

Secret = dict[str, str]


@pytest.fixture
def made(services: Services, clock: ManualClock) -> list[str]:
    """Two models; the newer one serves."""
    folder, encoder, products = services.settings.models_folder, WordEncoder(), shop_catalog()
    model = train([], products, encoder.encode([product.text for product in products]), now=clock.now())
    versions = []
    for hour in range(2):
        decision = Decision(promoted=True, because="It is not worse than the one before.")
        manifest = Manifest(encoder=encoder.identity, decision=decision, trigger="category")
        now = clock.now() + timedelta(hours=hour)
        versions.append(registry.publish(folder, model, manifest, now=now))
        registry.promote(folder, versions[-1])
    return versions


def test_nothing_yet(http: TestClient, secret: Secret) -> None:
    body = http.get("/v1/models", headers=secret).json()
    assert body == {"models": [], "fault": "", "previous": None, "waiting": False, "drift": None}
    assert http.post("/v1/models/rollback", headers=secret).status_code == 409


def test_every_model_says_where_it_comes_from(http: TestClient, secret: Secret, made: list[str]) -> None:
    body = http.get("/v1/models", headers=secret).json()
    assert [(model["version"], model["current"]) for model in body["models"]] == [
        (made[1], True),
        (made[0], False),
    ]
    assert body["previous"] == made[0]
    manifest = body["models"][0]["manifest"]
    assert manifest["decision"]["because"] == "It is not worse than the one before."
    assert (manifest["trigger"], manifest["format"]) == ("category", FORMAT)


def test_another_serves_when_told_so(
    http: TestClient, services: Services, secret: Secret, made: list[str]
) -> None:
    body = http.post(f"/v1/models/{made[0]}/promote", headers=secret).json()
    assert (body["models"][1]["current"], body["waiting"]) == (True, True)
    services.answers.refresh()
    assert http.get("/v1/health").json()["model"] == made[0]
    http.post(f"/v1/models/{made[1]}/promote", headers=secret)
    assert http.post("/v1/models/rollback", headers=secret).json()["models"][1]["current"]


def test_what_cannot_be_chosen(http: TestClient, services: Services, secret: Secret, made: list[str]) -> None:
    assert http.post("/v1/models/nothing/promote", headers=secret).status_code == 404
    (services.settings.models_folder / made[0] / "model.npz").write_bytes(b"")
    answer = http.post(f"/v1/models/{made[0]}/promote", headers=secret)
    assert answer.status_code == 409
    assert "cannot serve" in answer.json()["detail"]
    assert registry.current_version(services.settings.models_folder) == made[1]


def test_a_storefront_has_no_say(http: TestClient, keys: Keys, made: list[str]) -> None:
    storefront = {"Authorization": f"Bearer {keys.publishable}"}
    assert http.get("/v1/models", headers=storefront).status_code == 403
    assert http.post(f"/v1/models/{made[0]}/promote", headers=storefront).status_code == 403


def test_drift_in_words_and_figures(
    http: TestClient, services: Services, secret: Secret, clock: ManualClock
) -> None:
    now = clock.now()
    since = now - timedelta(days=7)
    shift = Shift("category", 0.41, 0.1, drifted=True, parts=(Part("Garden", 0.12, 0.31),))
    report = Report(
        at=now,
        version="v1",
        since=since,
        reference=(since - timedelta(days=28), since),
        shifts=(shift,),
        now=Figures(300, {"ndcg@10": 0.04, "f1@10": 0.03}, 0.002),
        usual=Figures(900, {"ndcg@10": 0.06, "f1@10": 0.04}, 0.001),
        worse=True,
    )
    watch.write(services.settings.models_folder, DriftWatch(report))
    drift = http.get("/v1/models", headers=secret).json()["drift"]
    assert drift["said"] == [
        "Shoppers look at other things than before: Garden 31.0\u00a0% (was 12.0\u00a0%).",
        "The recommendations foretell less of what shoppers choose: nDCG@10 was 0.0400 lately and 0.0600 in "
        "the four weeks before.",
    ]
    assert drift["report"]["shifts"][0]["psi"] == 0.41
    assert drift["report"]["now"]["metrics"]["f1@10"] == 0.03
