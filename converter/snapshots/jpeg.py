"""The segments of a JPEG file (ISO/IEC 10918-1, annex B; JFIF 1.02; Exif 2.3; ICC.1:2010, annex B.4)."""

from __future__ import annotations

import re
from typing import Final

from converter.snapshots.structure import PictureError, Structure

END: Final = b"\xff\xd9"
_APP0, _APP1, _APP2, _APP14, _APP15, _COM = 0xE0, 0xE1, 0xE2, 0xEE, 0xEF, 0xFE
_SOS, _EOI = 0xDA, 0xD9
_BARE = frozenset({0x01, *range(0xD0, 0xD9)})
_FRAMES = frozenset({*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC})
_USUAL_FRAMES = frozenset({0xC0, 0xC1, 0xC2})
"""Baseline, extended, progressive: what browsers show. The others are lossless, hierarchical or arithmetic."""

_NEXT_MARKER = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")
_ZEROS = bytes(64)
_JFIF, _EXIF, _ICC, _ADOBE = b"JFIF\0", b"Exif\0\0", b"ICC_PROFILE\0", b"Adobe"
_JFIF_BYTES = 16
_FRAME_BYTES = 10
"""Marker, length, precision, height, width, number of colours."""

_MOST_SCANS = 200
"""A progressive picture has about ten; each one costs the decoder a pass over all pixels."""


def structure_of_jpeg(data: bytes) -> Structure:
    """Walk over the segments up to the end of the picture; what lies behind it is left out.

    Raises :class:`PictureError` for a file that is cut off or damaged in its frame (PIC006), or that would take a
    decoder very long (PIC010).
    """
    return _Walk(data).structure()


class _Walk:
    """One pass over the segments."""

    def __init__(self, data: bytes) -> None:
        self._data, self._place = data, 2
        self._kept = [data[:2]]
        self._exif, self._profile = b"", b""
        self._frame = b""
        self._frame_marker = 0
        self._scans = 0
        self._is_suspicious = False

    def structure(self) -> Structure:
        while (marker := self._marker()) != _EOI:
            if marker not in _BARE:
                self._take(marker, self._segment(marker))
        self._kept.append(END)
        height, width = int.from_bytes(self._frame[5:7]), int.from_bytes(self._frame[7:9])
        if not (self._scans and width and height and len(self._frame) >= _FRAME_BYTES):
            raise PictureError("PIC006", "is damaged: its size in pixels cannot be read")
        clean = b"".join(self._kept)
        return Structure(
            width,
            height,
            self._data if clean == self._data else clean,
            exif=self._exif,
            profile=self._profile,
            oddity=self._oddity(),
            scans=self._scans,
            is_suspicious=self._is_suspicious or self._scans > 1,
        )

    def _marker(self) -> int:
        """The next marker; fill bytes may stand in front of it (B.1.1.2)."""
        data, place = self._data, self._place
        if place < len(data) and data[place] != 0xFF:
            raise PictureError("PIC006", "is damaged: its segments do not follow on each other")
        while place < len(data) and data[place] == 0xFF:
            place += 1
        if place >= len(data):
            raise PictureError("PIC006", "is cut off")
        self._place = place + 1
        return data[place]

    def _segment(self, marker: int) -> bytes:
        """The whole segment, marker and length included."""
        start = self._place
        length = int.from_bytes(self._data[start : start + 2])
        end = start + length
        if end > len(self._data):
            raise PictureError("PIC006", "is cut off")
        if length < 2 or marker < 0xC0:
            raise PictureError("PIC006", "is damaged: it holds a segment that is none")
        self._place = end
        return bytes((0xFF, marker)) + self._data[start:end]

    def _take(self, marker: int, segment: bytes) -> None:
        body = segment[4:]
        if marker == _APP0 and body.startswith(_JFIF):
            self._kept.append(_without_preview(segment))
        elif marker == _APP14 and body.startswith(_ADOBE):  # how the colours are coded
            self._kept.append(segment)
        elif _APP0 <= marker <= _APP15 or marker == _COM:
            self._note(marker, body)
        else:
            self._kept.append(segment)
            if marker in _FRAMES and not self._frame:
                self._frame, self._frame_marker = segment, marker
            if marker == _SOS:
                self._take_scan()

    def _note(self, marker: int, body: bytes) -> None:
        """What is taken out, and needed to know how the picture looks. A profile may be in pieces, in their order."""
        if marker == _APP1 and body.startswith(_EXIF) and not self._exif:
            self._exif = body[len(_EXIF) :]
        elif marker == _APP2 and body.startswith(_ICC):
            self._profile += body[len(_ICC) + 2 :]

    def _take_scan(self) -> None:
        """The coded pixels up to the next marker; a zero follows on each FF that is none (B.1.1.5)."""
        self._scans += 1
        if self._scans > _MOST_SCANS:
            raise PictureError("PIC010", f"has more than {_MOST_SCANS} scans")
        found = _NEXT_MARKER.search(self._data, self._place)
        if found is None:
            raise PictureError("PIC006", "is cut off")
        scan = self._data[self._place : found.start()]
        self._kept.append(scan)
        # lost sectors of a disk are zeros; a large even surface may be as well, so somebody has to look
        self._is_suspicious = self._is_suspicious or _ZEROS in scan
        self._place = found.start()

    def _oddity(self) -> str:
        if self._frame_marker not in _USUAL_FRAMES or self._frame[4] != 8:
            return "it is coded in a way few programs read"
        return "its colours are those of a printer (CMYK)" if self._frame[9] > 3 else ""


def _without_preview(segment: bytes) -> bytes:
    """The JFIF header with nothing behind it: the small picture in it need not show what the large one shows."""
    if len(segment) < _JFIF_BYTES + 2:
        raise PictureError("PIC006", "is damaged: its header is too short")
    return segment[:2] + _JFIF_BYTES.to_bytes(2) + segment[4:_JFIF_BYTES] + b"\0\0"


def without_end(data: bytes) -> bytes:
    """A clean JPEG of one scan with zeros in the place of its end: a decoder that misses pixels cannot make them up."""
    return data[: -len(END)] + bytes(16)
