"""Many new products, over HTTP: answered of at once, and everybody is told how far the encoder is."""

import threading
from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np
import pytest
from fastapi.testclient import TestClient
from numpy.typing import NDArray
from sqlalchemy import Engine

from api.app import create_app
from api.http.dependencies import Services
from core import accounts, catalog
from core.database import transaction
from core.keys import Keys
from core.settings import Settings
from serving.answers import Answers
from tests.api.dashboard.seeding import PASSWORD, sign_in
from tests.clock import ManualClock
from tests.services import open_shop
from tests.shop import WordEncoder, product

MANY = 50


class Waiting(WordEncoder):
    """Encodes no two texts before it may."""

    def __init__(self) -> None:
        self.may = threading.Event()

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        assert len(texts) < 2 or self.may.wait(60)
        return super().encode(texts)


@pytest.fixture
def encoder() -> Iterator[Waiting]:
    waiting = Waiting()
    yield waiting
    waiting.may.set()


@pytest.fixture
def services(
    settings: Settings, engine: Engine, keys: Keys, clock: ManualClock, encoder: Waiting
) -> Services:
    shop = open_shop(settings, engine, keys, clock, products=[])
    new = [product(f"vase-{number}", f"Vase no{number}", "12.00") for number in range(MANY)]
    with transaction(engine) as session:
        catalog.upsert(session, new, now=clock.now())
        accounts.set_password(session, "marek", PASSWORD, clock.now())
    return replace(shop, answers=Answers(settings, engine, clock=clock, encoder=encoder))


def test_while_texts_wait_words_are_found_and_the_rest_is_told(
    settings: Settings, services: Services, keys: Keys, encoder: Waiting
) -> None:
    headers = {"Authorization": f"Bearer {keys.secret}"}
    with TestClient(create_app(settings, services=services, refresh_seconds=0.01)) as http:
        assert http.get("/v1/health").json()["encoding"] == {"products": MANY, "waiting": MANY}
        hits = http.get("/v1/search", params={"q": "no17"}, headers=headers).json()["products"]
        assert [hit["product"]["product_id"] for hit in hits] == ["vase-17"]
        assert http.get("/v1/recommendations?placement=home", headers=headers).json()["products"]
        sign_in(http)
        assert "50 of 50 products wait for the encoder" in " ".join(http.get("/dashboard").text.split())
        encoder.may.set()
        waiting = threading.Event()
        while http.get("/v1/health").json()["encoding"]["waiting"]:
            waiting.wait(0.02)
        assert "wait for the encoder" not in http.get("/dashboard").text


def test_before_the_catalog_is_read_nothing_is_sent_here(services: Services, settings: Settings) -> None:
    http = TestClient(create_app(settings, services=services))  # not started: nothing is read
    health = http.get("/v1/health/ready")
    assert health.status_code == 503
    assert health.json() == {"status": "away", "database": "ok", "disk": "ok", "catalog": "away"}
    assert http.get("/v1/health").json()["encoding"] is None
    assert http.get("/v1/health/live").status_code == 200
