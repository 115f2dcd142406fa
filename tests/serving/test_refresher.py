"""One refresher: nobody waits for it, many changes at once are one refresh, and no fault ends it."""

import threading
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from fastapi.testclient import TestClient
from numpy.typing import NDArray
from sqlalchemy import Engine
from sqlalchemy.exc import OperationalError

from api.app import create_app
from core.keys import Keys
from core.settings import Settings
from serving.answers import Answers
from serving.refresher import keep_fresh
from tests.clock import ManualClock
from tests.services import open_shop
from tests.shop import WordEncoder

PRODUCT = {"title": "Blue mug", "price": "9.50"}


class SlowEncoder(WordEncoder):
    """Encodes nothing new until it may."""

    def __init__(self) -> None:
        super().__init__()
        self.may = threading.Event()
        self.asked = threading.Event()
        self.may.set()

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        if texts:
            self.asked.set()
            assert self.may.wait(60)
        return super().encode(texts)


class Refreshed(Answers):
    """Counts; the first refresh fails, as one does while the database is away."""

    def __init__(self, stop: threading.Event, times: int) -> None:
        self.refreshes, self._times, self._stop = 0, times, stop

    def refresh(self) -> bool:
        self.refreshes += 1
        if self.refreshes == self._times:
            self._stop.set()
        if self.refreshes == 1:
            raise OperationalError("", None, Exception("away"))
        return False


def test_updates_are_answered_while_a_refresh_takes_its_time(
    settings: Settings, engine: Engine, keys: Keys, clock: ManualClock
) -> None:
    encoder = SlowEncoder()
    services = open_shop(settings, engine, keys, clock)
    services = replace(services, answers=Answers(settings, engine, clock=clock, encoder=encoder))
    headers = {"Authorization": f"Bearer {keys.secret}"}
    with TestClient(create_app(settings, services=services, refresh_seconds=0.01)) as http:
        encoder.asked.clear()
        encoder.may.clear()
        http.put("/v1/products/new-0", json=PRODUCT, headers=headers)
        assert encoder.asked.wait(60)  # the refresh has begun and will not end by itself
        for index in range(1, 50):
            changed = {**PRODUCT, "title": f"Mug {index}"}
            assert http.put(f"/v1/products/new-{index % 5}", json=changed, headers=headers).status_code == 200
            assert http.get("/v1/recommendations", headers=headers).status_code == 200
        encoder.may.set()
    services.answers.refresh()
    assert services.answers.snapshot.titles["new-4"] == "Mug 49"  # type: ignore[index]


def test_no_fault_ends_the_refresher() -> None:
    stop = threading.Event()
    answers = Refreshed(stop, times=3)
    keep_fresh(answers, stop, every=0.001)
    assert answers.refreshes == 3
