"""What a file is that is no picture, in words that tell the user what to do."""

from __future__ import annotations

from typing import Final

_ASK = "write it as PNG or JPEG"
_MARKS: Final = (
    (b"%PDF", f"is a PDF document; {_ASK}"),
    (b"%!PS", f"is a PostScript drawing; {_ASK}"),
    (b"8BPS", f"is a Photoshop document; {_ASK}"),
    (b"\xd7\xcd\xc6\x9a", f"is a Windows metafile; {_ASK}"),
    (b"\0\0\1\0", f"is a Windows icon; {_ASK}"),
    (b"PK\x03\x04", "is an archive (ZIP), no picture"),
    (b"\x1f\x8b", f"is packed (gzip), such as a compressed SVG; {_ASK}"),
)
_HEIF_BRANDS = frozenset({b"heic", b"heix", b"hevc", b"mif1", b"msf1"})
_LOOKED_AT = 4_096


def unreadable_kind(data: bytes) -> str:
    """Words that go behind the name of a file none of whose kinds is read."""
    if not data.strip(b"\0 \r\n\t"):
        return "is empty"
    if data[4:8] == b"ftyp" and data[8:12] in _HEIF_BRANDS:
        return f"is a HEIC photograph; {_ASK}"
    if data[40:44] == b" EMF":
        return f"is a Windows metafile; {_ASK}"
    for mark, words in _MARKS:
        if data.startswith(mark):
            return words
    text = data[:_LOOKED_AT].replace(b"\0", b"").lower()  # UTF-16 is read as well
    if b"<svg" in text:
        return f"is an SVG drawing; {_ASK}"
    if b"<html" in text or b"<!doctype html" in text:
        return "is a web page, no picture: a sign-in or an error page was saved in its place"
    return "is no picture of a kind that is read"
