import json
from pathlib import Path

import numpy as np
import pytest

from benchmarks.lines import Lines, read_lines
from benchmarks.train_test import catalogd, inner_split, main, split, told


def shop(tmp_path: Path) -> tuple[Path, Path]:
    """Eighty users of even or odd items; two of their twelve are to be found."""
    random = np.random.default_rng(0)
    train, test = [], []
    for user in range(80):
        own = [str(2 * item + user % 2) for item in random.permutation(12)[:9].tolist()]
        train.append(f"u{user} {' '.join(own[2:])}")
        test.append(f"u{user} {' '.join(own[:2])}")
    test.append("stranger 3 5")
    test[0] += " never-seen"
    (tmp_path / "train.txt").write_text("\n".join(train))
    (tmp_path / "test.txt").write_text("\n".join(test))
    return tmp_path / "train.txt", tmp_path / "test.txt"


def lines(*rows: str) -> Lines:
    split_rows = [row.split() for row in rows]
    return Lines(tuple(row[0] for row in split_rows), tuple(tuple(row[1:]) for row in split_rows))


def test_the_whole_benchmark(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pytest.importorskip("implicit", reason="the peers need the extra `bench`")
    train, test = shop(tmp_path)
    main(train, test, items=None, encoder=tmp_path, k=[2, 5], trials=2, json=True)
    result = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert (result["test_users_unknown"], result["test_pairs_of_unknown_items"]) == (1, 1)
    ours, popular = result["results"]["Rapport"], result["results"]["popular"]
    assert set(result["results"]) == {"Rapport", "popular", "ItemKNN", "EASE"}
    assert ours["recall@5"]["value"] > 2 * popular["recall@5"]["value"]
    assert ours["recall@5"]["low"] <= ours["recall@5"]["value"] <= ours["recall@5"]["high"]


def test_unknown_items_count_as_not_found_and_unknown_users_are_asked() -> None:
    past, future = lines("a 1 2", "b 2 3"), lines("a 3 new", "c 1")
    part = split(past, future, catalogd(past, None, Path()))
    assert part.wanted.shape == (3, 4)
    assert np.diff(part.wanted.indptr).tolist() == [2, 0, 1]
    assert part.rows.tolist() == [0, 2]
    assert part.hidden.toarray().tolist() == [[1, 1, 0], [0, 0, 0]]


def test_what_a_user_has_already_is_not_asked_about() -> None:
    past, future = lines("a 1 2", "b 2 3"), lines("a 1 3")
    assert told(past, future)["test_pairs_in_train"] == 1
    assert split(past, future, catalogd(past, None, Path())).wanted.sum() == 1


def test_the_last_fifth_is_put_aside_where_lines_are_in_order() -> None:
    past = lines("a 9 1 2 3 4 5 6 7 8 0", "b 5 1")
    shop_catalog = catalogd(past, None, Path())
    part = inner_split(past, shop_catalog)
    asked = [shop_catalog.product_ids[column] for column in part.wanted[[0]].indices]
    assert sorted(asked) == ["0", "8"]
    assert part.dataset.steps_back.max() == 7


def test_an_order_by_id_is_not_learned_from() -> None:
    past = lines(*(f"{user} 1 2 3 4 5 6 7 8 9" for user in range(20)))
    part = inner_split(past, catalogd(past, None, Path()))
    assert set(part.dataset.day.tolist()) == {0.0}
    drawn = {tuple(row.indices.tolist()) for row in (part.wanted[[number]] for number in range(20))}
    assert len(drawn) > 5, "by lot, not the last ones"


def test_a_bad_file_ends_the_benchmark_with_one_sentence(tmp_path: Path) -> None:
    train, test = shop(tmp_path)
    test.write_text("u1 3\nu1 4\n")
    with pytest.raises(SystemExit, match="line 2: user u1 stands on line 1 already"):
        main(train, test, items=None, encoder=tmp_path, k=[2], trials=1, json=False)
    assert read_lines(train).size == 80 * 7
