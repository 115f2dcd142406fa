"""In which encoding a text file is: by its mark, by being UTF-8, else by what its letters look like."""

import codecs
import unicodedata
from pathlib import Path

from charset_normalizer import from_bytes

from core.errors import InvalidInput

MARKS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF32_LE: "utf-32",
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
"""UTF-32's before UTF-16's, which begins alike."""
WESTERN = "cp1252"
"""What Windows writes from Lisbon to Helsinki; Latin-1 is a part of it."""
OLD = [f"cp125{digit}" for digit in range(8)] + ["cp932", "cp949", "big5", "gb18030"]
"""Encodings that spreadsheets write besides, Windows' own."""
NAMES = {"utf-8": "UTF-8", "utf-8-sig": "UTF-8", WESTERN: "Windows-1252 (Latin-1)"}
SAMPLE = 65_536
"""Bytes of lines that are not ASCII, by which an old encoding is told."""


def encoding_of(path: Path) -> str:
    """The name of the codec."""
    return unicode_of(path) or _without_mark(path)


def unicode_of(path: Path) -> str:
    """The codec of a file with a byte order mark, or in UTF-16; empty where it is neither."""
    with path.open("rb") as file:
        head = file.read(1_024)
    for mark, codec in MARKS.items():
        if head.startswith(mark):
            return codec
    if b"\x00" in head:  # every other byte of what is written in Latin letters
        return "utf-16-le" if head[1::2].count(0) > head[::2].count(0) else "utf-16-be"
    return ""


def _without_mark(path: Path) -> str:
    """UTF-8 where more lines are than are not: then those are broken, and rejected one by one."""
    good, bad, sample = 0, 0, bytearray()
    with path.open("rb") as file:
        for line in file:
            if line.isascii():
                continue
            try:
                line.decode()
            except UnicodeDecodeError:
                bad += 1
                if len(sample) < SAMPLE:
                    sample += line
            else:
                good += 1
    return "utf-8" if good >= bad else _of_letters(bytes(sample[:SAMPLE]))


def _of_letters(sample: bytes) -> str:
    """What reads most like a language; Western where several do so alike, as they do with few letters."""
    matches = [match for match in from_bytes(sample, cp_isolation=OLD) if not _is_mixed(str(match))]
    if not matches:
        return WESTERN
    best = max(
        matches,
        key=lambda match: (_letters(str(match)), match.coherence, WESTERN in match.could_be_from_charset),
    )
    return WESTERN if WESTERN in best.could_be_from_charset else best.encoding


def _is_mixed(text: str) -> bool:
    """Whether letters of two alphabets stand in many a word: Publi with a Cyrillic end is no word."""
    words = [word for word in text.split() if not word.isascii() and word[:1].isalpha()]
    mixed = [word for word in words if any(map(_is_latin, word)) and any(map(_is_other, word))]
    return len(mixed) * 5 > len(words)


def _is_latin(letter: str) -> bool:
    return letter.isascii() and letter.isalpha()


def _is_other(letter: str) -> bool:
    return letter.isalpha() and not unicodedata.name(letter, "LATIN").startswith("LATIN")


def _letters(text: str) -> float:
    """The share of letters in what is not ASCII: read wrongly, Polish is full of signs."""
    strange = [letter for letter in text if not letter.isascii()]
    return sum(letter.isalpha() for letter in strange) / max(len(strange), 1)


def checked(encoding: str) -> str:
    """A codec that was asked for; InvalidInput where there is none of that name."""
    try:
        return codecs.lookup(encoding).name
    except LookupError:
        raise InvalidInput(
            f"There is no encoding {encoding!r}; one is called utf-8, cp1252, utf-16 or cp1251.",
            field="encoding",
        ) from None


def told(encoding: str) -> str:
    """An encoding's name for people."""
    return NAMES.get(encoding, encoding.upper().replace("_", "-"))
