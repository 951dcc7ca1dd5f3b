"""Whether a picture file can go out, and as what: by its content, never by its name."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from converter.model.codes import diagnose
from converter.model.diagnostics import Diagnostic
from converter.model.picture import Picture, media_type_of, pixels_of, source_type_of
from converter.snapshots.convert import PictureLimits, prepared, without_metadata
from converter.snapshots.decoding import size_of
from converter.snapshots.structure import PictureError

__all__ = ["CheckedPicture", "PictureLimits", "check_bytes", "check_picture", "content_of", "is_picture"]

_USUAL_HEAD_BYTES = 1 << 16
"""The size nearly always stands in these; profiles and previews may push it farther back."""


@dataclass(frozen=True, slots=True)
class CheckedPicture:
    """A picture that can go out.

    ``made`` is its content where pixels were written anew; where it is None the content is :func:`content_of` the
    source. ``notes`` say what was changed; ``had_metadata`` that some was left out.
    """

    picture: Picture
    made: bytes | None = None
    notes: tuple[Diagnostic, ...] = ()
    had_metadata: bool = False


def is_picture(path: Path) -> bool:
    """True for a file of a kind that is read, whose size in pixels is there."""
    try:
        with path.open("rb") as file:
            head = file.read(_USUAL_HEAD_BYTES)
            if media_type_of(head) is not None:
                return pixels_of(head) is not None or pixels_of(head + file.read()) is not None
            return source_type_of(head) is not None and min(size_of(head + file.read())) > 0
    except (OSError, PictureError):
        return False


def check_picture(path: Path, limits: PictureLimits, label: str) -> CheckedPicture | Diagnostic:
    """Read a picture once and make it fit to go out, or say what is wrong with it (PIC001, or as for bytes).

    ``label`` names the report in the diagnostic.
    """
    try:
        if (size := path.stat().st_size) > limits.source_bytes:
            return _too_large(path.name, size, limits, label)
        data = path.read_bytes()
    except OSError as error:
        return diagnose("PIC001", f"{path.name} cannot be read: {error.strerror or error}", file=label)
    return check_bytes(data, str(path), path.name, limits, label)


def check_bytes(
    data: bytes, path: str, name: str, limits: PictureLimits, label: str, entry: tuple[int, ...] | None = None
) -> CheckedPicture | Diagnostic:
    """The same for the content of a picture called ``name`` that lies at ``path``, or there in an ``entry``.

    What is wrong is PIC003 (no picture that is read), PIC004 (too many bytes), PIC006 (damaged) or PIC010 (too many
    pixels to be decoded).
    """
    if len(data) > limits.source_bytes:
        return _too_large(name, len(data), limits, label)
    try:
        found = prepared(data, limits)
    except PictureError as error:
        return diagnose(error.code, f"{name} {error.words}", file=label)
    digest = hashlib.sha256(found.content).hexdigest()
    size = found.width_px, found.height_px, len(found.content)
    picture = Picture(path, digest, found.media_type, *size, entry)
    notes = tuple(diagnose(code, f"{name} {words}", file=label) for code, words in found.remarks)
    return CheckedPicture(picture, found.content if found.is_made else None, notes, found.had_metadata)


def content_of(source: bytes, picture: Picture) -> bytes | None:
    """What goes out of a source that was only stripped of its metadata; None when it is not the one checked."""
    if hashlib.sha256(source).hexdigest() == picture.sha256:  # most have no metadata to lose
        return source
    try:
        content = without_metadata(source)
    except PictureError:
        return None
    return content if hashlib.sha256(content).hexdigest() == picture.sha256 else None


def _too_large(name: str, size: int, limits: PictureLimits, label: str) -> Diagnostic:
    message = f"{name} has {size / 1e6:.1f} MB, more than the {limits.source_bytes / 1e6:.0f} MB that are read"
    return diagnose("PIC004", message, file=label)
