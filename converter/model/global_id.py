"""IFC GlobalIds as text, and the other ways in which programs write the same 128 bits."""

from __future__ import annotations

import re

GLOBAL_ID = re.compile(r"[0-3][0-9A-Za-z_$]{21}")
"""128 bits in IFC's base 64: 22 digits, the first of two bits (ISO 16739, ``IfcGloballyUniqueId``)."""

ANY_GLOBAL_ID = re.compile(r"[0-9A-Za-z_$]{22}")
"""The same as programs write it: some begin with any digit, so that it fits no 128 bits and is just an opaque text."""

_DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_$"
_VALUES = {digit: value for value, digit in enumerate(_DIGITS)}
_UUID = re.compile(r"[0-9a-f]{8}-?[0-9a-f]{4}-?([0-9a-f])[0-9a-f]{3}-?[0-9a-f]{2}-?[0-9a-f]{2}-?[0-9a-f]{12}")
"""ArchiCAD 20 writes a dash more (``8B-93``)."""
_UNIQUE_ID = re.compile(r"([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4})([0-9a-f]{8})-([0-9a-f]{8})")


def uuid_of(text: str) -> str | None:
    """The UUID in lower case with dashes, however it is written: bare, in braces, as Tekla's ``ID…``; else None."""
    number = _number(text)
    if number is None:
        return None
    digits = f"{number:032x}"
    return f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"


def uuid_version(text: str) -> int | None:
    """The version digit of a UUID in any spelling; None for what is none."""
    found = _UUID.fullmatch(_plain(text))
    return int(found[1], 16) if found else None


def compressed(text: str) -> str | None:
    """A UUID in any spelling → the GlobalId of the same 128 bits; None for what is no UUID."""
    number = _number(text)
    return None if number is None else "".join(_DIGITS[number >> shift & 63] for shift in range(126, -1, -6))


def expanded(global_id: str) -> str | None:
    """A GlobalId → the UUID of the same 128 bits, lower case; None for what is no GlobalId, as where the first digit
    is beyond 3: such an id has more than 128 bits.
    """
    if not GLOBAL_ID.fullmatch(global_id):
        return None
    number = 0
    for digit in global_id:
        number = number << 6 | _VALUES[digit]
    return uuid_of(f"{number:032x}")


def revit_export_uuid(unique_id: str) -> str | None:
    """Revit's UniqueId (``episode-elementid``, 36 + 1 + 8 characters) → the UUID its IFC export gives the element.

    The last 32 bits of the episode's GUID are combined with the element id by exclusive or (Revit API,
    ``ExportUtils.GetExportId``). None for what is no UniqueId. Elements with an ``IfcGUID`` of their own have another.
    """
    found = _UNIQUE_ID.fullmatch(unique_id.strip().lower())
    if found is None:
        return None
    return f"{found[1]}{int(found[2], 16) ^ int(found[3], 16):08x}"


def _plain(text: str) -> str:
    lower = text.strip().lower()
    return lower.removeprefix("id").strip("{}")


def _number(text: str) -> int | None:
    plain = _plain(text)
    return int(plain.replace("-", ""), 16) if _UUID.fullmatch(plain) else None
