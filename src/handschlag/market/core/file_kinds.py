"""What kind of file something is, by its first bytes; what its name or sender says is not believed."""

from __future__ import annotations

ENOUGH = 64
"""So many bytes of the beginning tell."""

ENDINGS = {
    "application/pdf": "pdf",
    "image/png": "png",
    "image/jpeg": "jpg",
    "image/webp": "webp",
    "video/mp4": "mp4",
}
"""The kinds that are kept. No SVG and no HTML: they can carry a script."""

SHOWN = frozenset({"application/pdf", "image/png", "image/jpeg", "image/webp"})
"""The kinds that a browser may show instead of downloading."""


def kind_of(start: bytes) -> str | None:
    """The media type of a file that begins with ``start``; None for every kind that is not kept.

    >>> kind_of(b"%PDF-1.7 ..."), kind_of(b"<svg xmlns=...") is None
    ('application/pdf', True)
    """
    if start.startswith(b"%PDF-"):
        return "application/pdf"
    if start.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if start.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if start[:4] == b"RIFF" and start[8:12] == b"WEBP":
        return "image/webp"
    if start[4:8] == b"ftyp" and start[8:12] in (
        b"isom",
        b"iso2",
        b"iso4",
        b"iso5",
        b"iso6",
        b"mp41",
        b"mp42",
        b"avc1",
        b"MSNV",
        b"M4V ",
    ):
        return "video/mp4"
    return None
