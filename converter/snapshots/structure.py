"""What a JPEG or PNG file is made of: enough to take the metadata out without touching a pixel."""

from __future__ import annotations

from dataclasses import dataclass


class PictureError(Exception):
    """A picture cannot be used; ``words`` go behind its name, ``code`` says which kind of oddity it is."""

    def __init__(self, code: str, words: str) -> None:
        super().__init__(code, words)
        self.code, self.words = code, words


@dataclass(frozen=True, slots=True)
class Structure:
    """A JPEG or PNG that is whole in its frame.

    ``clean`` is the same picture, pixel by pixel, with nothing in it but what its decoding needs. ``exif`` (without its
    mark) and ``profile`` (ICC) were taken out. ``oddity`` says why not every program shows the picture, "" where each
    one does. ``is_suspicious`` asks for a look at the pixels themselves; ``scans`` is how many passes a JPEG has.
    """

    width_px: int
    height_px: int
    clean: bytes
    exif: bytes = b""
    profile: bytes = b""
    oddity: str = ""
    scans: int = 1
    is_animated: bool = False
    is_suspicious: bool = False
