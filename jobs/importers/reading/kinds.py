"""What a file is by how it begins; its name says nothing that could not be wrong."""

from pathlib import Path
from typing import NamedTuple

from core.errors import InvalidInput

HEAD = 8_192
"""Bytes that tell what a file is."""


class FileKind(NamedTuple):
    """What files begin with, what they are called, and what to do with one."""

    begins: bytes
    name: str
    remedy: str
    holds: bytes = b""
    """What else stands near the beginning."""


SPREADSHEET = "open it and save it as CSV UTF-8"
FOREIGN = (
    FileKind(b"PK\x03\x04", "an Excel workbook (xlsx)", SPREADSHEET, holds=b"xl/"),
    FileKind(b"PK\x03\x04", "an Excel workbook (xlsx)", SPREADSHEET, holds=b"[Content_Types].xml"),
    FileKind(b"PK\x03\x04", "an OpenDocument spreadsheet", SPREADSHEET, holds=b"opendocument.spreadsheet"),
    FileKind(b"PK", "a zip archive", "unpack it and import the file in it"),
    FileKind(b"\xd0\xcf\x11\xe0", "an Excel workbook (xls)", SPREADSHEET),
    FileKind(b"\x1f\x8b", "compressed by gzip", "unpack it first: gunzip FILE"),
    FileKind(b"BZh", "compressed by bzip2", "unpack it first: bunzip2 FILE"),
    FileKind(b"(\xb5/\xfd", "compressed by zstd", "unpack it first: unzstd FILE"),
    FileKind(b"7z\xbc\xaf", "a 7z archive", "unpack it and import the file in it"),
    FileKind(b"%PDF", "a PDF document", "export the data as CSV"),
    FileKind(b"{\\rtf", "a text document (RTF)", "export the data as CSV"),
    FileKind(b"SQLite format 3", "an SQLite database", "export the table as CSV"),
    FileKind(b"\x89PNG", "a picture", "export the data as CSV"),
    FileKind(b"\xff\xd8\xff", "a picture", "export the data as CSV"),
    FileKind(b"GIF8", "a picture", "export the data as CSV"),
    FileKind(
        b"<!doctype html",
        "an HTML page",
        "a page was saved in place of the export, perhaps that of a sign-in",
    ),
    FileKind(b"<html", "an HTML page", "a page was saved in place of the export, perhaps that of a sign-in"),
)
"""What cannot be read."""
PARQUET, XML, JSON = b"PAR1", (b"<?xml", b"<rss", b"<feed", b"<!--", b"<!doctype"), (b"{", b"[")
UTF_16 = (b"\xff\xfe", b"\xfe\xff")
BYTE_ORDER_MARK = b"\xef\xbb\xbf"


def kind_of(path: Path) -> str:
    """parquet, xml, json or delimited; InvalidInput where it is something else, or nothing."""
    if not path.is_file():
        raise InvalidInput(f"There is no file {path}.", field="file")
    with path.open("rb") as file:
        head = file.read(HEAD)
    begins = head.removeprefix(BYTE_ORDER_MARK).lstrip()
    if not begins.strip(b"\xff\xfe\x00 \t\r\n"):
        raise InvalidInput(f"{path.name} is empty; export it again.", field="file")
    if head.startswith(PARQUET):
        return "parquet"
    if _is_binary(head):
        raise InvalidInput(f"{path.name} is no text file; export the data as CSV.", field="file")
    if begins[:2] == b"<\x00" or begins[2:4] == b"<\x00":
        return "xml"  # in UTF-16, which its parser reads
    lower = begins.lower()
    for kind in FOREIGN:
        if lower.startswith(kind.begins.lower()) and kind.holds in head:
            raise InvalidInput(f"{path.name} looks like {kind.name}; {kind.remedy}.", field="file")
    if lower.startswith(XML):
        return _xml(path, lower)
    return "json" if begins.startswith(JSON) else "delimited"


def _is_binary(head: bytes) -> bool:
    """Whether it holds what no text does: NULs, but for the every other byte of UTF-16."""
    nulls = head.count(0)
    is_utf_16 = head[:2] in UTF_16 or max(head[::2].count(0), head[1::2].count(0)) > len(head) // 4
    begins_as_known = any(head.startswith(kind.begins) for kind in FOREIGN)
    return nulls > 0 and not is_utf_16 and not begins_as_known


def _xml(path: Path, head: bytes) -> str:
    if b"<html" in head:
        raise InvalidInput(
            f"{path.name} looks like an HTML page; a page was saved in place of the export.", field="file"
        )
    return "xml"
