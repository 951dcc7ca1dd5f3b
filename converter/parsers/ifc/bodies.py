"""Which records have the shape of an element: itself, or the parts it is made of."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from converter.parsers.ifc.offsets import Offsets
from converter.parsers.ifc.slicing import ShapeRelations
from converter.parsers.ifc.step_text import values

_REPRESENTATION = 6  # of IfcProduct: GlobalId, OwnerHistory, Name, Description, ObjectType, ObjectPlacement, …


class Bodies:
    """The records to be tessellated for the wanted elements."""

    def __init__(self, offsets: Offsets, wanted: Sequence[int], relations: ShapeRelations) -> None:
        self._offsets = offsets
        self._wanted = wanted
        self._parts = relations.parts
        self._has_body: dict[int, bool | None] = {}  # None: no record
        self._guids: dict[int, str] = {}
        self._opened: set[int] = set()

    def leaves(self) -> list[int]:
        """Every record with a shape of its own that a wanted element is, or is made of, as far as is known now."""
        return list(dict.fromkeys(body for element in self._wanted for body in self.of(element)))

    def of(self, element: int) -> list[int]:
        """The records with the shape of ``element``, those in deeper parts included; none when there are none."""
        found: dict[int, None] = {}
        seen: set[int] = set()
        front = [element]
        while front:
            self._read(front)
            below: dict[int, None] = {}
            for step_id in front:
                seen.add(step_id)
                if self._has_body[step_id] and step_id not in self._opened:
                    found[step_id] = None
                else:
                    below.update(dict.fromkeys(self._parts(step_id)))
            front = [step_id for step_id in below if step_id not in seen]
        return list(found)

    def open(self, empty: Iterable[int]) -> None:
        """Take the parts of these from now on: their own representation has no surface. Those without parts stay."""
        self._opened.update(step_id for step_id in empty if any(True for _ in self._parts(step_id)))

    def why_none(self, element: int) -> str:
        """The code of why an element has no body at all."""
        self._read([element])
        return "IFC034" if self._has_body[element] is None else "IFC035"

    def name(self, element: int) -> str:
        """The element for a message: GlobalId and number."""
        self._read([element])
        guid = self._guids.get(element)
        return f"{guid} (#{element})" if guid else f"#{element}"

    def _read(self, elements: Iterable[int]) -> None:
        unread = [element for element in elements if element not in self._has_body]
        for step_id, record in self._offsets.records(unread):
            if self._offsets.data_start is None:  # nothing can be read: IfcOpenShell may know better
                self._has_body[step_id] = True
                continue
            given = [] if record is None else values(record, _REPRESENTATION + 1)
            if record is not None and given[:1] and given[0].startswith(b"'"):
                self._guids[step_id] = given[0].strip(b"'").decode("ascii", "replace")[:60]
            self._has_body[step_id] = (
                None if record is None else len(given) > _REPRESENTATION and given[_REPRESENTATION].startswith(b"#")
            )
