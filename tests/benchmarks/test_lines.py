import gzip
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.lines import BadLine, read_lines


def test_ragged_lines_of_any_ids(tmp_path: Path) -> None:
    file = tmp_path / "train.txt"
    file.write_text("0 3 1 2\n\nann B00-x\tähre  B00-x\nlonely\n", encoding="utf-8")
    lines = read_lines(file)
    assert lines.users == ("0", "ann", "lonely")
    assert lines.items == (("3", "1", "2"), ("B00-x", "ähre"), ())
    assert (lines.size, lines.repeated) == (5, 1)


def test_gzip_by_content_not_by_name(tmp_path: Path) -> None:
    file = tmp_path / "train.txt"
    file.write_bytes(gzip.compress(b"0 1 2\n"))
    assert read_lines(file).items == (("1", "2"),)


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        (b"0 1\n0,1,2\n", "line 2: the user and its items must be parted by blanks"),
        (b"0 1\n1 2\n0 3\n", "line 3: user 0 stands on line 1 already"),
        (b"0 1\n1 \xff\n", "line 2: holds bytes that are not UTF-8"),
        (b"0 1\n1 \x00\n", "line 2: holds zero bytes; this is no text"),
        (b"\n", "line 1: the file is empty"),
    ],
)
def test_a_bad_line_is_named(tmp_path: Path, content: bytes, complaint: str) -> None:
    file = tmp_path / "train.txt"
    file.write_bytes(content)
    with pytest.raises(BadLine) as caught:
        read_lines(file)
    assert str(caught.value) == f"{file}, {complaint}"


@pytest.mark.parametrize(
    ("content", "ordered"),
    [("0 2 10 300\n1 4 5 6\n", True), ("0 2 10 9\n1 4 5 6\n", False), ("0 1 2\n", False)],
)
def test_whether_items_ascend_by_id(tmp_path: Path, content: str, ordered: bool) -> None:
    file = tmp_path / "train.txt"
    file.write_text(content)
    assert read_lines(file).ordered_by_id is ordered


@given(sets=st.dictionaries(st.integers(0, 50), st.lists(st.integers(0, 99), unique=True), min_size=1))
def test_what_is_written_is_read(
    tmp_path_factory: pytest.TempPathFactory, sets: dict[int, list[int]]
) -> None:
    file = tmp_path_factory.mktemp("lines") / "train.txt"
    file.write_text("".join(f"{user} {' '.join(map(str, own))}\n" for user, own in sets.items()))
    lines = read_lines(file)
    assert dict(zip(lines.users, lines.items, strict=True)) == {
        str(user): tuple(map(str, own)) for user, own in sets.items()
    }
