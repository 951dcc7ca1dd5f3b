"""Models in memory for tests of the plan."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from converter.model.ifc import ElementIndex, IfcElement, IfcHeader, IfcStorey, ProductIdentity
from converter.model.vectors import Box, Vector


class Model:
    """An ElementIndex over a list."""

    def __init__(
        self,
        file: str,
        *elements: IfcElement,
        project: str | None = None,
        storeys: Sequence[IfcStorey] = (),
    ) -> None:
        self._header = IfcHeader(file, "IFC4", project_guid=project)
        self._elements, self._storeys = elements, tuple(storeys)

    @property
    def header(self) -> IfcHeader:
        return self._header

    def __len__(self) -> int:
        return len(self._elements)

    def elements(self) -> Iterator[IfcElement]:
        return iter(self._elements)

    def identities(self) -> Iterator[ProductIdentity]:
        for each in self._elements:
            yield ProductIdentity(each.step_id, each.guid, each.ifc_class, each.name, each.tag, None)

    def storeys(self) -> tuple[IfcStorey, ...]:
        return self._storeys

    def by_guid(self, guid: str) -> tuple[IfcElement, ...]:
        return tuple(each for each in self._elements if each.guid == guid)

    def by_tag(self, tag: str) -> tuple[IfcElement, ...]:
        return tuple(each for each in self._elements if each.tag == tag)

    def by_name(self, name: str) -> tuple[IfcElement, ...]:
        return tuple(each for each in self._elements if each.name == name)

    def by_name_ending(self, element_id: str) -> tuple[IfcElement, ...]:
        return tuple(each for each in self._elements if (each.name or "").endswith(f":{element_id}"))


def is_an_index(model: Model) -> ElementIndex:
    """For the type checker: a Model is what the plan asks for."""
    return model


def global_id(number: int) -> str:
    """A GlobalId made of a number."""
    return f"0{number:021d}"


def element(file: str, number: int, **fields: object) -> IfcElement:
    """The n-th element of a model: a wall unless said otherwise."""
    known: dict[str, object] = {"ifc_class": "IfcWall", "name": f"Wall {number}", "guid": global_id(number)}
    return IfcElement(file=file, step_id=number, **{**known, **fields})  # type: ignore[arg-type]


def cube(centre: Vector, half: float = 1.0) -> Box:
    """A cube around a point."""
    x, y, z = centre
    return Box((x - half, y - half, z - half), (x + half, y + half, z + half))
