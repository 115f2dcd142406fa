"""The walks of docs/architecture.md, taken by the code: every station, in the order that the page tells."""

import re
import sys
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from itertools import groupby
from pathlib import Path
from types import FrameType
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine

from api.app import create_app
from core.keys import Keys
from core.settings import Settings
from jobs.context import JobContext
from jobs.retrain import retrain
from jobs.work import detect_abandoned_carts, label_responses, send_recovery_emails
from recommender import TrainingConfig
from tests.architecture.tree import ROOT
from tests.clock import ManualClock
from tests.services import open_shop
from tests.shop import Visitor, WordEncoder

PAGE = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
STATION = re.compile(r"^\| `(?P<file>[\w/]+\.py)` `(?P<function>\w+)` \|", re.MULTILINE)
MOST_STATIONS = 12
ASKED_AGAIN = {"recovery/eligibility.py"}
"""Between composing and sending a purchase, a no or an erasure may have come."""
Station = tuple[str, str]


def walk(heading: str) -> list[Station]:
    """The stations under a heading of the page."""
    part = PAGE.partition(f"### {heading}\n")[2].partition("\n###")[0]
    stations = [(match["file"], match["function"]) for match in STATION.finditer(part)]
    assert stations, heading
    return stations


WALKS = re.findall(r"^### (.*)$", PAGE, re.MULTILINE)


@contextmanager
def footprints(stations: Sequence[Station]) -> Iterator[list[Station]]:
    """Which of these stations the code comes to, in any thread, in the order of the first time."""
    wanted = {(str(ROOT / file), function): (file, function) for file, function in stations}
    seen: list[Station] = []

    def look(frame: FrameType, event: str, _: Any) -> None:
        station = wanted.get((frame.f_code.co_filename, frame.f_code.co_name)) if event == "call" else None
        if station is not None and station not in seen:
            seen.append(station)

    threading.setprofile(look)
    sys.setprofile(look)
    try:
        yield seen
    finally:
        sys.setprofile(None)
        threading.setprofile(None)


@pytest.fixture
def job(settings: Settings, engine: Engine, keys: Keys, clock: ManualClock) -> JobContext:
    return JobContext(settings, keys, engine, clock, make_encoder=lambda _settings: WordEncoder())


class Story:
    """A shopper who looks, puts a mug into the cart, is asked and leaves, up to the walk that is watched."""

    def __init__(self, http: TestClient, job: JobContext, clock: ManualClock) -> None:
        self.shopper = Visitor.arrives(http, job.keys, clock)
        self._job, self._clock = job, clock

    def records(self) -> None:
        self.shopper.does("view", "pan")

    def asks(self) -> None:
        self.shopper.does("view", "pan")
        self.shopper.get("/v1/recommendations", placement="home")

    def answers(self) -> None:
        self.shopper.does("cart", "mug")
        assert self.shopper.answers("just_browsing", "mug").status_code == 201
        label_responses(self._job)

    def leaves(self) -> None:
        identity = self.shopper.signed(external_id="ayla", email="ayla@example.com")
        self.shopper.post("/v1/identify", identity)
        self.shopper.put("/v1/consent", {"recovery_email": True})
        self.shopper.does("cart", "mug")
        self._clock.advance(timedelta(hours=2))
        assert detect_abandoned_carts(self._job)["found"] == 1
        assert send_recovery_emails(self._job)["sent"] == 1

    def is_learned_from(self) -> None:
        for product_id in ("pan", "mug", "teapot"):
            self.shopper.does("view", product_id)
        retrain(self._job, choose=lambda _past, _lesson: TrainingConfig(), fits={})


TAKEN: dict[str, Callable[[Story], None]] = {
    "An event is recorded": Story.records,
    "and answers the next page": Story.asks,
    "A survey is answered": Story.answers,
    "A cart is left": Story.leaves,
    "A model is trained at night": Story.is_learned_from,
}


def test_every_walk_of_the_page_is_taken() -> None:
    assert list(TAKEN) == WALKS


@pytest.mark.parametrize("heading", WALKS)
def test_no_walk_comes_back_to_what_it_has_left(heading: str) -> None:
    modules = [module for module, _ in groupby(file for file, _ in walk(heading))]
    returned = {module for module, stays in Counter(modules).items() if stays > 1}
    assert returned <= ASKED_AGAIN


@pytest.mark.parametrize("heading", TAKEN)
def test_the_code_takes_the_walk_that_the_page_tells(
    heading: str, settings: Settings, engine: Engine, keys: Keys, clock: ManualClock, job: JobContext
) -> None:
    services = open_shop(settings, engine, keys, clock)
    stations = walk(heading)
    with footprints(stations) as seen, TestClient(create_app(settings, services=services)) as http:
        story = Story(http, job, clock)
        seen.clear()
        TAKEN[heading](story)
    assert seen == stations
    assert len(stations) <= MOST_STATIONS


def test_the_rooms_of_the_page_are_those_that_the_imports_keep() -> None:
    contracts = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    layers = re.search(r'^layers = (\["api \| jobs.*\])$', contracts, re.MULTILINE)
    assert layers is not None
    drawn = re.findall(r"^    ([a-z]+(?: \| [a-z]+)*)  ", PAGE, re.MULTILINE)
    assert drawn == [*re.findall(r'"([^"]+)"', layers[1]), "bot"]
    assert all((Path(ROOT) / room).is_dir() for layer in drawn for room in layer.split(" | "))
