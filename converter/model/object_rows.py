"""Which object of a published model an element is, as a table of ids."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ObjectRow:
    """One line: ``object_id`` is the id in one published revision, the others name the element, "" where unsaid.

    ``guid`` is a GlobalId or a UUID as written, ``element_id`` the authoring program's number, unique in ``model``,
    which names a source file.
    """

    object_id: int
    guid: str = ""
    element_id: str = ""
    model: str = ""
