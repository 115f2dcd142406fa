"""Files as people have them: cut, badly encoded, with quotes, byte order marks and other separators."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from core.errors import InvalidInput
from jobs.importers.reading import FileLine, opened, read


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
        (b"2,caf\xe9,1\n4,caf\xc3\xa9,1\n5,\xc3\xbcber,2", "not UTF-8"),
        (b'2,"Mug" blue,1', "cannot be read as CSV"),
    ],
)
def test_a_bad_line_is_told_and_the_next_is_read(tmp_path: Path, line: bytes, problem: str) -> None:
    bad, *_, good = lines_of(written(tmp_path / "a.csv", b"id,title,stock\n" + line + b"\n3,Hat,1\n"))

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


@pytest.mark.parametrize("content", [b"", b"\n \r\n", b"\xef\xbb\xbf", b"\xff\xfe"])
def test_an_empty_file_is_said_to_be_empty(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(InvalidInput, match="is empty; export it again"):
        read(written(tmp_path / "a.csv", content), columns=["id"])


def test_jsonl_keeps_types_and_tells_bad_lines(tmp_path: Path) -> None:
    content = b'{"id": 1, "attributes": {"colour": "blue"}}\n\n{"id": 2\n[1]\n{"title": "Mug"}\n\xff\n'
    good, *bad = lines_of(written(tmp_path / "a.jsonl", content), "id")

    assert good.values == {"id": 1, "attributes": {"colour": "blue"}}
    assert [line.number for line in bad] == [3, 4, 5, 6]
    problems = ("is not JSON", "is not a JSON object", "", "UTF-8")
    for line, problem in zip(bad, problems, strict=True):
        assert problem in line.problem


def test_parquet_keeps_types(tmp_path: Path) -> None:
    at = datetime(2026, 3, 1, tzinfo=UTC)
    pq.write_table(pa.table({"id": [1, None], "at": [at, at]}), tmp_path / "a.parquet")
    first, second = lines_of(tmp_path / "a.parquet", "id")

    assert first.values == {"id": 1, "at": at}
    assert second.number == 2
    assert second.values["id"] is None


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (
            b"PK\x03\x04 [Content_Types].xml xl/workbook.xml",
            "Excel workbook .xlsx.; open it and save it as CSV",
        ),
        (b"PK\x03\x04 notes.txt", "a zip archive; unpack it"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "Excel workbook .xls."),
        (b"\x1f\x8b\x08", "compressed by gzip; unpack it first"),
        (b"%PDF-1.7", "a PDF document"),
        (b"\n<!DOCTYPE html><html><body>Sign in</body></html>", "an HTML page"),
        (b"\x01\x02\x00\x00\x00\x07binary\x00", "is no text file"),
        (b"PAR1PAR1", "not a Parquet file, or it is cut"),
    ],
)
def test_a_file_of_another_kind_is_named_with_the_remedy(
    tmp_path: Path, content: bytes, problem: str
) -> None:
    with pytest.raises(InvalidInput, match=problem):
        read(written(tmp_path / "products.csv", content), columns=[])


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="There is no file"):
        read(tmp_path / "no.csv", columns=[])


@pytest.mark.parametrize(
    ("encoding", "content"),
    [
        ("utf-8", "id,title\n1,Mütze\n"),
        ("utf-8-sig", "id,title\n1,Mütze\n"),
        ("cp1252", "id,title\n1,Mütze\n2,Größe 38 – 12 €\n"),
        ("utf-16", "id\ttitle\r\n1\tMütze\r\n"),
        ("utf-16-le", "id;title\r\n1;Mütze\r\n"),
        ("utf-16-be", "id;title\r\n1;Mütze\r\n"),
        ("cp1252", "sep=;\nid;title\n1;Mütze\n"),
        ("utf-8-sig", "sep=;\r\nid;title\r\n1;Mütze\r\n"),
        ("utf-8", "id|title\n1|Mütze\n"),
    ],
)
def test_encodings_and_separators_are_told_by_the_file(tmp_path: Path, encoding: str, content: str) -> None:
    first, *_ = lines_of(written(tmp_path / "a.txt", content.encode(encoding)), "id", "title")
    assert first.values == {"id": "1", "title": "Mütze"}


@pytest.mark.parametrize(
    ("encoding", "word"),
    [
        ("cp1251", "Шапка зимняя шерстяная"),
        ("cp1250", "Żółta koszula dziewczęca"),
        ("cp1252", "Publié à Nîmes, ça va être déjà l’été"),
    ],
)
def test_other_alphabets_are_told_by_their_letters(tmp_path: Path, encoding: str, word: str) -> None:
    content = "id;title\n" + "".join(f"{number};{word}\n" for number in range(9))
    assert lines_of(written(tmp_path / "a.csv", content.encode(encoding)))[0].values["title"] == word


def test_an_encoding_can_be_named(tmp_path: Path) -> None:
    path = written(tmp_path / "a.csv", "id,title\n1,帽子\n".encode("cp932"))
    [line] = opened(path, encoding="cp932").lines
    assert line.values["title"] == "帽子"
    with pytest.raises(InvalidInput, match="There is no encoding 'klingon'"):
        opened(path, encoding="klingon")


def test_a_cut_utf_16_file_is_refused(tmp_path: Path) -> None:
    path = written(tmp_path / "a.csv", "id,title\n1,Mug\n".encode("utf-16")[:-1])
    with pytest.raises(InvalidInput, match="cut, or in another encoding"):
        lines_of(path)


def test_a_comma_in_a_semicolon_file_separates_nothing(tmp_path: Path) -> None:
    content = b'id;"GTIN, UPC, EAN";price\n1;;12,50\n2;;9,90\n'
    assert lines_of(written(tmp_path / "a.csv", content))[0].values["price"] == "12,50"


def test_of_a_column_that_stands_twice_the_first_is_read_and_that_is_said(tmp_path: Path) -> None:
    content = b"id,tags,tags\n1,a,\n2,,b\n3,c,c\n4,a,b\n"
    source = read(written(tmp_path / "a.csv", content), columns=["id"])
    assert [line.values["tags"] for line in source.lines] == ["a", "b", "c", "a"]
    assert source.notes == ["The column 'tags' stands twice; where both are filled the first is read."]


def test_separators_at_the_end_of_a_line_are_nothing(tmp_path: Path) -> None:
    first, second = lines_of(written(tmp_path / "a.csv", b"id;title;\n1;Mug;;;\n2;Hat;\n;;\n"))
    assert (first.problem, first.values["title"], second.values["title"]) == ("", "Mug", "Hat")


@pytest.mark.parametrize("text", ['[{"id": 1}, {"id": 2}]', '{"count": 2, "orders": [{"id": 1}, {"id": 2}]}'])
@pytest.mark.parametrize("indent", [None, 2])
def test_a_list_in_json_is_read_entry_by_entry(tmp_path: Path, text: str, indent: int | None) -> None:
    path = written(tmp_path / "a.json", json.dumps(json.loads(text), indent=indent).encode())
    source = opened(path)
    assert [line.values for line in (source.inside or source).lines] == [{"id": 1}, {"id": 2}]
    with pytest.raises(InvalidInput, match="not whole JSON"):
        lines_of(written(tmp_path / "cut.json", path.read_bytes()[:-4]))


RSS = b"""<?xml version="1.0"?><rss xmlns:g="http://base.google.com/ns/1.0"><channel><title>Shop</title>
<item><title>A page's title</title><g:title>Mug</g:title><g:id>1</g:id><link>https://shop.example/mug</link>
<g:product_type>Home &gt; Mugs</g:product_type><g:product_type>Sale</g:product_type></item>
</channel></rss>"""


def test_a_feed_gives_its_entries(tmp_path: Path) -> None:
    [line] = lines_of(written(tmp_path / "feed.xml", RSS))
    assert line.values["title"] == "Mug"
    assert line.values["link"] == "https://shop.example/mug"
    assert line.values["product_type"] == ["Home > Mugs", "Sale"]


def test_a_feed_that_is_cut_or_declares_entities_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="not whole XML"):
        lines_of(written(tmp_path / "cut.xml", RSS[:-20]))
    bomb = b'<?xml version="1.0"?><!DOCTYPE r [<!ENTITY a "ha">]><rss><item><id>&a;</id></item></rss>'
    with pytest.raises(InvalidInput, match="declares entities"):
        lines_of(written(tmp_path / "bomb.xml", bomb))


def test_positions_rise_to_the_size(tmp_path: Path) -> None:
    source = read(written(tmp_path / "a.csv", b"id\n" + b"1\n" * 10_000), columns=["id"])
    positions = [line.position for line in source.lines]
    assert positions == sorted(positions)
    assert positions[-1] == source.size
