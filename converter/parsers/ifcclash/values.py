"""Single values of the JSON, each checked; lengths are metres already."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from math import isfinite
from pathlib import PureWindowsPath

from converter.model.clash import Pairs
from converter.model.vectors import Vector

_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_TOO_DEEP = "(nested too deeply to be shown)"

Say = Callable[[str, str], None]
"""Takes a diagnostic code and words about the thing in hand."""


def words(value: object, say: Say) -> str:
    """A text without blanks at its ends; IfcClash writes null for an element without a name.

    What no text file takes – control characters, halves of surrogate pairs – becomes U+FFFD (IFX004).
    """
    if value is None:
        return ""
    text = (value if isinstance(value, str) else as_text(value)).strip()
    if _FORBIDDEN.search(text):
        text = _FORBIDDEN.sub("\ufffd", text)
        say("IFX004", f"characters that no text has were replaced: {shown(text)}")
    return text


def number(value: object) -> float | None:
    """A finite number; None for anything else."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        found = float(value)
    except OverflowError:
        return None
    return found if isfinite(found) else None


def point(value: object) -> Vector | None:
    """Three finite coordinates in metres, in the models' own coordinates; None for anything else."""
    if not isinstance(value, list) or len(value) != 3:
        return None
    x, y, z = map(number, value)
    return None if x is None or y is None or z is None else (x, y, z)


def unknown(value: dict[str, object], known: frozenset[str]) -> Pairs:
    """The keys that are not known, with their values as text."""
    if value.keys() <= known:
        return ()
    return tuple((plain(key), plain(as_text(each))) for key, each in value.items() if key not in known)


def as_text(value: object) -> str:
    """A value as JSON writes it, a text as it is."""
    if isinstance(value, str):
        return value
    try:
        return json.dumps(value, ensure_ascii=False)
    except RecursionError:
        return _TOO_DEEP


def plain(text: str) -> str:
    """A text without what no text file takes."""
    return _FORBIDDEN.sub("\ufffd", text)


def shown(value: object) -> str:
    """The beginning of a value, for a message."""
    text = plain(as_text(value))
    return repr(text if len(text) <= 40 else text[:39] + "…")


def file_name(path: str) -> str:
    """``models/A.ifc``, ``C:\\models\\A.ifc`` → ``A.ifc``."""
    return PureWindowsPath(path).name
