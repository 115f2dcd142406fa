"""New texts are encoded beside the requests: words find at once, the urgent come first, no end costs much."""

import logging
import threading
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest
from numpy.typing import NDArray
from sqlalchemy import Engine

from core import catalog
from core.database import transaction
from core.errors import Unavailable
from core.products import Product, ProductId
from core.settings import Settings
from core.shoppers import create_visitor
from feedback.events import NewEvent, store
from feedback.tables import EventType
from serving.answers import Answers
from serving.encoding import BATCH, Backlog, keep_encoded
from serving.searching import SearchQuestion
from serving.snapshot import FEW
from tests.clock import ManualClock
from tests.shop import WordEncoder, product, shop_catalog

MANY = 3 * FEW


class Recorded(WordEncoder):
    """Remembers what it was given, and can be told to end the process after so many batches."""

    def __init__(self, stop: threading.Event, batches: int = 1_000) -> None:
        self.texts: list[str] = []
        self._stop, self._batches = stop, batches

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self.texts += texts
        self._batches -= len(texts) > 0
        if not self._batches:
            self._stop.set()
        return super().encode(texts)


class Shop:
    """A database into which many products were imported, and a process that answers from it."""

    def __init__(self, settings: Settings, engine: Engine, clock: ManualClock) -> None:
        self.settings, self.engine, self.clock = settings, engine, clock
        self.store(imported())
        self.process()

    def store(self, products: Sequence[Product]) -> None:
        with transaction(self.engine) as session:
            catalog.upsert(session, products, now=self.clock.now())

    def process(self, batches: int = 1_000) -> None:
        """Start a process, which will end after so many batches."""
        self.stop = threading.Event()
        self.encoder = Recorded(self.stop, batches)
        self.answers = Answers(self.settings, self.engine, clock=self.clock, encoder=self.encoder)
        self.backlog = Backlog(self.answers, self.clock, self.stop, rest=0.0)
        self.answers.refresh()

    def looks_at(self, product_id: str) -> None:
        with transaction(self.engine) as session:
            shopper_id = create_visitor(session, now=self.clock.now()).shopper_id
            now = self.clock.now()
            view = NewEvent("e-1", shopper_id, "s-1", EventType.VIEW, now, product_id=product_id)
            store(session, [view], now=now)

    def hits(self, text: str) -> list[str]:
        return [hit.product_id for hit, _ in self.answers.search(SearchQuestion(text)).products]


def imported(*, of: str = "vase") -> list[Product]:
    """Many products, each with a word of its own in its description."""
    return [
        product(f"{of}-{number}", f"Glass {of}", "12.00", description=f"Of the series no{number}series.")
        for number in range(MANY)
    ]


@pytest.fixture
def shop(settings: Settings, engine: Engine, clock: ManualClock) -> Shop:
    return Shop(settings, engine, clock)


def test_words_find_each_of_many_new_products_before_any_is_encoded(shop: Shop) -> None:
    assert shop.encoder.texts == []
    assert shop.answers.progress is not None
    assert shop.answers.progress.waiting == shop.answers.progress.products == MANY
    for number in range(MANY):
        assert shop.hits(f"no{number}series") == [f"vase-{number}"]


def test_encoding_is_told_of_and_ends(shop: Shop, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, logger="serving.encoding")
    assert shop.backlog.work_off() == MANY
    assert f"Encoded {MANY} texts" in caplog.text
    assert f"0 of {MANY} products wait" in caplog.text
    assert shop.backlog.work_off() == 0, "it is done, though the snapshot does not say so yet"
    assert shop.answers.refresh()
    assert shop.answers.snapshot.waiting == frozenset()
    assert shop.answers.snapshot.hybrid.catalog.encoded.all()
    assert shop.answers.similar(ProductId("vase-0"))
    assert len(shop.encoder.texts) == MANY


def test_what_ends_in_the_middle_goes_on_where_it_was(shop: Shop) -> None:
    shop.process(batches=2)
    shop.backlog.work_off()
    first = shop.encoder.texts
    assert len(first) == 2 * BATCH
    shop.process()
    assert len(shop.answers.snapshot.waiting) == MANY - 2 * BATCH
    shop.backlog.work_off()
    assert len(shop.encoder.texts) == MANY - 2 * BATCH
    assert not {*first} & {*shop.encoder.texts}


def test_what_is_looked_at_comes_first_then_the_newest(shop: Shop) -> None:
    shop.store(imported(of="bowl"))
    shop.looks_at("vase-77")
    shop.process(batches=2)
    shop.backlog.work_off()
    titles = [text.partition(".")[0] for text in shop.encoder.texts]
    assert "no77series" in shop.encoder.texts[0]
    assert titles == ["Glass vase"] + ["Glass bowl"] * (2 * BATCH - 1)


def test_a_text_that_changes_meanwhile_waits_again(shop: Shop) -> None:
    shop.backlog.work_off()
    shop.store([replace(own, description="All anew.") for own in imported()])
    shop.answers.refresh()
    assert len(shop.answers.snapshot.waiting) == MANY
    assert shop.answers.snapshot.hybrid.catalog.encoded.all(), "what it was like before is known"
    assert shop.backlog.work_off() == MANY


def test_what_another_process_encoded_is_taken_over(
    shop: Shop, settings: Settings, engine: Engine, clock: ManualClock
) -> None:
    other = Answers(settings, engine, clock=clock, encoder=Recorded(threading.Event()))
    shop.answers.refresh()
    assert Backlog(other, clock, threading.Event(), rest=0.0).work_off() == 0, "it reads the catalog first"
    other.refresh()
    Backlog(other, clock, threading.Event(), rest=0.0).work_off()
    shop.backlog.work_off()
    assert shop.encoder.texts == []
    shop.answers.refresh()
    assert not shop.answers.snapshot.waiting


def test_a_few_new_products_are_encoded_as_they_come(shop: Shop) -> None:
    shop.backlog.work_off()
    shop.store(shop_catalog())
    shop.answers.refresh()
    assert not shop.answers.snapshot.waiting


def test_no_fault_ends_the_encoding(shop: Shop, caplog: pytest.LogCaptureFixture) -> None:
    class Faulty(Recorded):
        def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
            if not self.texts:
                self.texts.append("")
                raise MemoryError
            return super().encode(texts)

    stop = threading.Event()
    answers = Answers(shop.settings, shop.engine, clock=shop.clock, encoder=Faulty(stop, batches=2))
    answers.refresh()
    keep_encoded(answers, shop.clock, stop, every=0.001, rest=0.0)
    assert "MemoryError" in caplog.text
    answers.refresh()
    assert len(answers.snapshot.waiting) < MANY


def test_whoever_asks_while_the_catalog_is_first_read_is_told_to_come_again(
    settings: Settings, engine: Engine, clock: ManualClock, shop: Shop
) -> None:
    reading, may_go_on = threading.Event(), threading.Event()

    class Slow(WordEncoder):
        @property
        def identity(self) -> str:  # type: ignore[override]
            reading.set()
            assert may_go_on.wait(60)
            return "slow"

    answers = Answers(settings, engine, clock=clock, encoder=Slow())
    reader = threading.Thread(target=answers.refresh)
    reader.start()
    assert reading.wait(60)
    with pytest.raises(Unavailable, match="being read"):
        _ = answers.snapshot
    assert answers.progress is None
    may_go_on.set()
    reader.join()
    assert answers.snapshot.products


def test_the_looks_of_long_ago_do_not_count(shop: Shop, clock: ManualClock) -> None:
    shop.looks_at("vase-77")
    clock.advance(timedelta(hours=2))
    shop.process(batches=2)
    shop.backlog.work_off()
    assert "no77series" not in "".join(shop.encoder.texts)


def test_a_round_ends_where_the_processor_is_busy(shop: Shop) -> None:
    slow = Backlog(shop.answers, shop.clock, shop.stop, rest=0.0, longest=0.0)
    assert slow.work_off() == BATCH
    shop.answers.refresh()
    assert len(shop.answers.snapshot.waiting) == MANY - BATCH
