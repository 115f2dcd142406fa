"""What watching keeps, and when the live model is called worse."""

from datetime import timedelta
from pathlib import Path

import pytest

from recommender.models.drift import Part, Shift
from recommender.models.watch import (
    DriftWatch,
    Figures,
    Measurement,
    Report,
    has_fallen,
    read,
    together,
    write,
)
from tests.recommender.shop import NOW


def measurement(value: float, *, shoppers: int = 100, spread: float = 0.2) -> Measurement:
    return Measurement(NOW, "v1", shoppers, {"ndcg@10": value, "recall@10": value / 2}, spread)


WATCH = DriftWatch(
    Report(
        at=NOW,
        version="v1",
        since=NOW - timedelta(days=7),
        reference=(NOW - timedelta(days=35), NOW - timedelta(days=7)),
        shifts=(Shift("category", 0.4, 0.1, drifted=True, parts=(Part("Garden", 0.12, 0.31),)),),
        now=Figures(100, {"ndcg@10": 0.1}, 0.01),
        answered=("category",),
    ),
    (measurement(0.1),),
)


def test_what_is_written_is_read(tmp_path: Path) -> None:
    assert read(tmp_path) == DriftWatch()
    write(tmp_path, WATCH)
    assert read(tmp_path) == WATCH


@pytest.mark.parametrize("content", [b"", b"\xff", b"[]", b'{"report": {"at": "never"}}'])
def test_a_file_that_cannot_be_read_begins_anew(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "drift.json").write_bytes(content)
    assert read(tmp_path) == DriftWatch()


def test_the_file_does_not_grow_for_ever(tmp_path: Path) -> None:
    write(tmp_path, DriftWatch(None, (measurement(0.0), *[measurement(0.1)] * 1000)))
    kept = read(tmp_path).measurements
    assert len(kept) == 400
    assert kept[0].metrics["ndcg@10"] == 0.1


def test_measurements_count_by_their_shoppers() -> None:
    pooled = together([measurement(0.1, shoppers=300), measurement(0.3, shoppers=100)], fewest=20)
    assert pooled is not None
    assert pooled.shoppers == 400
    assert pooled.metrics == pytest.approx({"ndcg@10": 0.15, "recall@10": 0.075})
    assert pooled.margin == pytest.approx(1.96 * 0.2 / 20), "as one sample of 400 with this spread"
    assert together([measurement(0.1, shoppers=5)], fewest=20) is None
    assert together([], fewest=20) is None


@pytest.mark.parametrize(
    ("now", "margin", "fallen"),
    [(0.09, 0.001, False), (0.07, 0.001, True), (0.07, 0.05, False), (0.2, 0.001, False)],
)
def test_worse_is_far_and_beyond_chance(now: float, margin: float, fallen: bool) -> None:
    usual, lately = Figures(1000, {"ndcg@10": 0.1}, 0.001), Figures(100, {"ndcg@10": now}, margin)
    assert has_fallen(lately, usual, drop=0.25) is fallen
    assert not has_fallen(lately, None, drop=0.25)
    assert not has_fallen(None, usual, drop=0.25)
