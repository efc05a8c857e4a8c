"""Which encoding a text file is in."""

from __future__ import annotations

import codecs
from pathlib import Path

import charset_normalizer

MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
"""Byte order marks, the longer ones first: UTF-32's begins like UTF-16's."""

COMMON = "cp1252"
SAMPLE = 65_536
CHUNK = 1 << 20


def encoding_of(path: Path) -> str:
    """By its byte order mark; else UTF-8 where the whole file is valid UTF-8; else as its letters suggest.

    Where Windows-1252 reads the same text as what was guessed, it is called Windows-1252: that is what Excel writes here.
    """
    with path.open("rb") as file:
        start = file.read(4)
    for mark, encoding in MARKS:
        if start.startswith(mark):
            return encoding
    place = _first_byte_not_utf8(path)
    return "utf-8" if place is None else _guess(path, place)


def _first_byte_not_utf8(path: Path) -> int | None:
    decoder = codecs.getincrementaldecoder("utf-8")()
    place = 0
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            try:
                decoder.decode(chunk)
            except UnicodeDecodeError:
                return place
            place += len(chunk)
    try:
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return max(0, place - SAMPLE)
    return None


def _guess(path: Path, place: int) -> str:
    with path.open("rb") as file:
        file.seek(place)
        chunk = file.read(CHUNK)
    telling = next((number for number, byte in enumerate(chunk) if byte > 127), 0)
    sample = chunk[max(0, telling - SAMPLE // 2) : telling + SAMPLE // 2]
    best = charset_normalizer.from_bytes(sample).best()
    try:
        if best is None or str(best) == sample.decode(COMMON):
            return COMMON
    except UnicodeDecodeError:
        pass
    return best.encoding if best else COMMON
