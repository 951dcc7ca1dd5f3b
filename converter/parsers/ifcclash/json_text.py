"""Bytes → JSON values, as forgiving as Python's own ``json``, with which IfcClash writes.

msgspec is faster and refuses what ``json.dump`` writes: ``NaN`` and ``Infinity``. It also hides repeated keys.
"""

from __future__ import annotations

import codecs
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
"""UTF-32 stands before UTF-16: its mark begins with that of the other."""


class Repeated(dict[str, object]):
    """An object that names a key more than once: the last value counts, ``pairs`` has them all."""

    __slots__ = ("pairs",)

    def __init__(self, pairs: list[tuple[str, object]]) -> None:
        super().__init__(pairs)
        self.pairs = pairs


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a text is no JSON, with the place where it is known (from 1)."""

    words: str
    line: int | None = None
    column: int | None = None


def decoded(data: bytes) -> tuple[str, str]:
    """The text and the alphabet it was read in: by byte order mark, then by zero bytes, UTF-8, Windows-1252."""
    for mark, name in _MARKS:
        if data.startswith(mark):
            return data[len(mark) :].decode(name, "replace"), name
    if b"\0" in data[:2]:
        name = "utf-16-be" if data.startswith(b"\0") else "utf-16-le"
        return data.decode(name, "replace"), name
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace"), "cp1252"


def parse(text: str) -> object | Problem:
    """The value of a JSON text, or the reason why it has none."""
    try:
        return json.loads(text, object_pairs_hook=_object)  # type: ignore[no-any-return]
    except json.JSONDecodeError as error:
        return Problem(error.msg, error.lineno, error.colno)
    except RecursionError:
        return Problem("lists or objects are nested too deeply")
    except ValueError as error:
        return Problem(str(error))


def _object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    made = dict(pairs)
    return made if len(made) == len(pairs) else Repeated(pairs)


def pairs_of(value: dict[str, object]) -> Iterable[tuple[str, object]]:
    """Every key with its value, repeated ones each time."""
    return value.pairs if isinstance(value, Repeated) else value.items()


def objects_in(value: object) -> Iterator[dict[str, object]]:
    """Those members of a list that are objects."""
    if isinstance(value, list):
        yield from (each for each in value if isinstance(each, dict))
