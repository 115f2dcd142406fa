"""Segments: found where they are, named, told from a history in progress, kept without any shopper."""

from dataclasses import replace
from datetime import timedelta
from io import BytesIO

import numpy as np
import pytest

from core.interactions import Kind
from recommender.query import Context, Query
from recommender.segments.arrivals import FEWEST, Arrivals, signs
from recommender.segments.model import FEWEST_SHOPPERS, VOTE, Segments
from recommender.segments.scale import Scale
from recommender.segments.segmentation import SegmentationConfig, segmented
from tests.recommender.crowd import KINDS, ONE_EACH, SHELF, crowd, histories, session
from tests.recommender.shop import NOW

VIEW, CART, PURCHASE = Kind.VIEW, Kind.CART, Kind.PURCHASE


@pytest.fixture(scope="module")
def segments() -> Segments:
    clustered = segmented(crowd(histories()))
    assert clustered is not None
    return clustered


def test_the_kinds_of_shoppers_are_found_and_named(segments: Segments) -> None:
    assert set(segments.codes) >= {"first_time_visitors", "high_abandonment_risk", "lapsed_buyers"}
    assert {"repeat_buyers", "high_value"} & set(segments.codes)
    for name, history in histories(seed=1).items():
        code = segments.membership(Query(history=tuple(history), now=NOW), SHELF).code
        expected = {
            "visitor": {"first_time_visitors"},
            "abandoner": {"high_abandonment_risk"},
            "regular": {"repeat_buyers", "high_value"},
            "lapsed": {"lapsed_buyers"},
        }
        assert code in expected[name.partition("-")[0]], name


def test_it_does_not_matter_who_comes_first(segments: Segments) -> None:
    everyone = histories()
    for seed in range(5):
        names = np.random.default_rng(seed).permutation(list(everyone)).tolist()
        other = segmented(crowd({name: everyone[name] for name in names}))
        assert other is not None
        assert other.codes == segments.codes
        assert np.array_equal(other.centroids, segments.centroids)
        assert np.allclose(other.facts, segments.facts)


def test_the_vote_chose_the_row_with_the_fewest_places(segments: Segments) -> None:
    vote = [dict(zip(VOTE, row, strict=True)) for row in segments.choice.table.tolist()]
    assert [int(row["k"]) for row in vote] == [3, 4, 5, 6, 7, 8]
    best = min(vote, key=lambda row: (row["places"], row["k"]))
    assert best["k"] == segments.choice.counts["kmeans"] == len(KINDS)
    assert segments.choice.stability["kmeans"] > 0.95


def test_portraits_add_up(segments: Segments) -> None:
    portraits = segments.portraits()
    assert sum(portrait.shoppers for portrait in portraits) == len(KINDS) * ONE_EACH
    assert sum(portrait.share for portrait in portraits) == pytest.approx(1)
    assert sum(portrait.revenue_share for portrait in portraits) == pytest.approx(1)
    by_code = {portrait.code: portrait for portrait in portraits}
    assert by_code["high_abandonment_risk"].abandonment_rate == pytest.approx(1)
    assert by_code["first_time_visitors"].abandonment_rate is None
    assert by_code["lapsed_buyers"].typical.recency > 100
    assert all(portrait.share_before is None for portrait in portraits)


def test_names_and_shares_last_from_one_training_to_the_next(segments: Segments) -> None:
    fewer = {name: own for name, own in histories(seed=7).items() if not name.startswith("visitor-1")}
    again = segmented(crowd(fewer), config=SegmentationConfig(seed=3), before=segments)
    assert again is not None
    assert set(again.codes) == set(segments.codes)
    shares = {portrait.code: portrait.share_before for portrait in again.portraits()}
    assert shares["first_time_visitors"] == pytest.approx(0.25)


def test_a_session_in_progress_moves_the_shopper(segments: Segments) -> None:
    def chance(*interactions: Kind, hours: float = 0) -> float:
        query = Query(history=tuple(session(hours / 24, *interactions)), now=NOW + timedelta(hours=1))
        return segments.membership(query, SHELF).probabilities["high_abandonment_risk"]

    assert chance(VIEW) < 0.2 < chance(VIEW, CART)
    assert chance(VIEW, CART, PURCHASE) < chance(VIEW, CART)


def test_a_newcomer_is_judged_by_how_they_came(segments: Segments) -> None:
    by_phone = segments.membership(Query(context=Context(device="mobile"), now=NOW), SHELF)
    unknown = segments.membership(Query(now=NOW), SHELF)
    assert by_phone.code == "high_abandonment_risk"
    assert unknown.code == "", "a quarter each says nothing"
    assert sum(unknown.probabilities.values()) == pytest.approx(1)
    assert max(unknown.probabilities.values()) == pytest.approx(0.25, abs=0.01)


def test_rare_ways_of_coming_are_not_kept() -> None:
    came = [("country=IS",)] * (FEWEST - 1) + [("country=GB",)] * 50
    arrivals = Arrivals.of(came, np.zeros(len(came), dtype=np.int64), 2)
    assert arrivals.signs == ("country=GB",)


def test_signs_speak_one_language() -> None:
    assert signs(Context(device="touch", source="email"), NOW) == (
        "device=phone",
        "source=email",
        "hour=afternoon",
    )


def test_probabilities_favour_the_nearest_centre(segments: Segments) -> None:
    points = segments.scale.apply(np.array(crowd(histories(seed=2)).behaviour))
    distance = ((points[:, None] - segments.centroids) ** 2).sum(axis=2)
    for behaviour, row in zip(crowd(histories(seed=2)).behaviour, distance, strict=True):
        probabilities = segments.probabilities(behaviour)
        assert probabilities.sum() == pytest.approx(1)
        assert probabilities.argmax() == row.argmin()


def test_the_file_gives_back_the_same_segments_and_names_nobody(segments: Segments) -> None:
    file = BytesIO()
    np.savez(file, allow_pickle=False, **segments.arrays())
    assert b"abandoner-" not in file.getvalue()
    file.seek(0)
    with np.load(file, allow_pickle=False) as stored:
        again = Segments.from_arrays({name: stored[name] for name in stored.files})
    assert again.portraits() == segments.portraits()
    query = Query(history=tuple(session(1, VIEW, CART)), now=NOW)
    assert again.membership(query, SHELF) == segments.membership(query, SHELF)
    assert again.choice.stability == segments.choice.stability
    shoppers = len(KINDS) * ONE_EACH
    assert all(shoppers not in values.shape for values in segments.arrays().values())


def test_arrays_of_other_features_are_refused(segments: Segments) -> None:
    with pytest.raises(ValueError, match="other features"):
        Segments.from_arrays(segments.arrays() | {"centroids": np.zeros((3, 4))})


def test_too_few_or_all_alike_make_no_segments() -> None:
    whole = crowd(histories())
    few = replace(
        whole,
        behaviour=whole.behaviour[: FEWEST_SHOPPERS - 1],
        revenue=whole.revenue[: FEWEST_SHOPPERS - 1],
        came=whole.came[: FEWEST_SHOPPERS - 1],
    )
    assert segmented(few) is None
    same = replace(whole, behaviour=[whole.behaviour[0]] * len(whole.behaviour))
    assert segmented(same) is None


def test_dbscan_finds_the_same_kinds() -> None:
    clustered = segmented(crowd(histories()), config=SegmentationConfig(method="dbscan"))
    assert clustered is not None
    assert clustered.choice.method == "dbscan"
    assert clustered.choice.counts["dbscan"] == len(clustered.codes) >= 3
    assert "high_abandonment_risk" in clustered.codes


def test_the_scale_cuts_tails_and_comes_back() -> None:
    rows = np.random.default_rng(0).lognormal(sigma=2.0, size=(500, 2))
    scale = Scale.of(np.column_stack([rows, np.ones(500)]), np.array([True, False, True]))
    far = scale.apply(np.array([1e12, 1.0, 1.0]))
    assert 0 < far[0] < 5, "one millionaire does not stretch the scale"
    middle = np.array([2.0, 3.0, 1.0])
    assert scale.undo(scale.apply(middle)) == pytest.approx(middle)
