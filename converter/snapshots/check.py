"""What a picture file is by its content: type, size in pixels, digest."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from converter.model.codes import diagnose
from converter.model.diagnostics import Diagnostic
from converter.model.picture import Picture, is_complete, media_type_of, pixels_of

_USUAL_HEAD_BYTES = 1 << 16
"""The size nearly always stands in these; profiles and previews may push it farther back."""


@dataclass(frozen=True, slots=True)
class PictureLimits:
    """What is let through; ``max_bytes`` is the size of the file."""

    max_bytes: int = 20_000_000


def is_picture(path: Path) -> bool:
    """True for a JPEG or PNG picture whose size in pixels can be read."""
    try:
        with path.open("rb") as file:
            head = file.read(_USUAL_HEAD_BYTES)
            return pixels_of(head) is not None or pixels_of(head + file.read()) is not None
    except OSError:
        return False


def check_picture(path: Path, limits: PictureLimits, label: str) -> Picture | Diagnostic:
    """Read a picture once: its type, pixels and SHA-256, or what is wrong with it (PIC001, PIC003, PIC004, PIC006).

    ``label`` names the report in the diagnostic.
    """
    try:
        if (size := path.stat().st_size) > limits.max_bytes:
            return _too_large(path.name, size, limits, label)
        data = path.read_bytes()
    except OSError as error:
        return diagnose("PIC001", f"{path.name} cannot be read: {error.strerror or error}", file=label)
    return check_bytes(data, path, path.name, limits, label)


def check_bytes(
    data: bytes, path: Path, name: str, limits: PictureLimits, label: str, entry: tuple[int, ...] | None = None
) -> Picture | Diagnostic:
    """The same for the content of a picture called ``name`` that lies at ``path``, or there in an ``entry``."""
    if len(data) > limits.max_bytes:
        return _too_large(name, len(data), limits, label)
    media_type = media_type_of(data)
    if media_type is None:
        return diagnose("PIC003", f"{name} is no JPEG or PNG picture", file=label)
    pixels = pixels_of(data)
    if pixels is None:
        return diagnose("PIC006", f"{name} is damaged: its size in pixels cannot be read", file=label)
    if not is_complete(data):
        return diagnose("PIC006", f"{name} is cut off", file=label)
    digest = hashlib.sha256(data).hexdigest()
    return Picture(str(path), digest, media_type, pixels[0], pixels[1], len(data), entry)


def _too_large(name: str, size: int, limits: PictureLimits, label: str) -> Diagnostic:
    message = f"{name} has {size / 1e6:.1f} MB, more than the limit of {limits.max_bytes / 1e6:.1f} MB"
    return diagnose("PIC004", message, file=label)
