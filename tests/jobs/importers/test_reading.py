"""Files as people have them: cut, badly encoded, with quotes, byte order marks and other separators."""

from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from core.errors import InvalidInput
from jobs.importers.reading import FileLine, read


def lines_of(path: Path, *columns: str) -> list[FileLine]:
    return list(read(path, columns=columns).lines)


def written(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


def test_a_csv_file_with_a_byte_order_mark_quotes_and_line_breaks(tmp_path: Path) -> None:
    content = b'\xef\xbb\xbfid,title\r\n1,"Mug, blue"\r\n2,"two\nlines"\r\n\r\n3,"a ""quoted"" word"\r\n'
    lines = lines_of(written(tmp_path / "a.csv", content), "id", "title")

    titles = ["Mug, blue", "two\nlines", 'a "quoted" word']
    assert [line.values["title"] for line in lines] == titles
    assert [line.number for line in lines] == [2, 3, 6], "as an editor counts"


@pytest.mark.parametrize("separator", [b",", b";", b"\t"])
def test_the_separator_is_found_in_the_header(tmp_path: Path, separator: bytes) -> None:
    path = written(tmp_path / "a.csv", b"id" + separator + b"title\n1" + separator + b"Mug\n")
    assert lines_of(path)[0].values == {"id": "1", "title": "Mug"}


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        (b"2,cut", "has 2 columns where the header names 3"),
        (b"2,one,two,many", "has 4 columns where the header names 3"),
        (b"2,caf\xe9,1", "not UTF-8"),
        (b'2,"Mug" blue,1', "cannot be read as CSV"),
    ],
)
def test_a_bad_line_is_told_and_the_next_is_read(tmp_path: Path, line: bytes, problem: str) -> None:
    bad, good = lines_of(written(tmp_path / "a.csv", b"id,title,stock\n" + line + b"\n3,Hat,1\n"))

    assert problem in bad.problem
    assert bad.number == 2
    assert bad.values == {}
    assert good.values == {"id": "3", "title": "Hat", "stock": "1"}


def test_a_quote_that_is_never_closed_is_one_bad_line(tmp_path: Path) -> None:
    good, bad = lines_of(written(tmp_path / "a.csv", b'id,title\n1,Mug\n2,"Hat'))
    assert good.problem == ""
    assert "cannot be read as CSV" in bad.problem
    assert bad.raw == '2,"Hat'


def test_a_missing_column_is_named(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="has no column 'price'; its columns are: id, title"):
        read(written(tmp_path / "a.csv", b"id,title\n1,Mug\n"), columns=["id", "price"])


def test_an_empty_file_has_no_columns(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="no column 'id'; its columns are: none"):
        read(written(tmp_path / "a.csv", b""), columns=["id"])


def test_jsonl_keeps_types_and_tells_bad_lines(tmp_path: Path) -> None:
    content = b'{"id": 1, "attributes": {"colour": "blue"}}\n\n{"id": 2\n[1]\n{"title": "Mug"}\n\xff\n'
    good, *bad = lines_of(written(tmp_path / "a.jsonl", content), "id")

    assert good.values == {"id": 1, "attributes": {"colour": "blue"}}
    assert [line.number for line in bad] == [3, 4, 5, 6]
    for line, problem in zip(
        bad, ("is not JSON", "is not a JSON object", "id: is missing", "UTF-8"), strict=True
    ):
        assert problem in line.problem


def test_parquet_keeps_types(tmp_path: Path) -> None:
    at = datetime(2026, 3, 1, tzinfo=UTC)
    pq.write_table(pa.table({"id": [1, None], "at": [at, at]}), tmp_path / "a.parquet")
    first, second = lines_of(tmp_path / "a.parquet", "id")

    assert first.values == {"id": 1, "at": at}
    assert second.number == 2
    assert second.values["id"] is None


@pytest.mark.parametrize(
    ("name", "problem"),
    [
        ("no.csv", "There is no file"),
        ("a.xlsx", "save it as one of: .csv"),
        ("a.parquet", "not a Parquet file"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused(tmp_path: Path, name: str, problem: str) -> None:
    for existing in ("a.xlsx", "a.parquet"):
        written(tmp_path / existing, b"PK")
    with pytest.raises(InvalidInput, match=problem):
        read(tmp_path / name, columns=[])


def test_positions_rise_to_the_size(tmp_path: Path) -> None:
    source = read(written(tmp_path / "a.csv", b"id\n" + b"1\n" * 10_000), columns=["id"])
    positions = [line.position for line in source.lines]
    assert positions == sorted(positions)
    assert positions[-1] == source.size
