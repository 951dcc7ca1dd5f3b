"""Elements of an IFC model, as an index of the file knows them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple, Protocol


@dataclass(frozen=True, slots=True)
class IfcElement:
    """One IfcProduct.

    ``file`` names the model; ``guid`` is the GlobalId as written, an opaque text unique at most inside its file;
    ``step_id`` the number of its record. ``ifc_class`` is written as in the schema ("IfcWallStandardCase").
    ``type_name`` is the name of its type object, else its ``ObjectType``. ``storey`` is the name of the storey it lies
    in, ``path`` the names of the spatial structure from the project down to its container. ``discipline`` is a guess,
    and ``discipline_source`` says from what. ``has_shape`` is false for a product without Representation.
    ``long_name`` is the LongName of what is spatial: what people call a room whose name is a number. ``zones`` are the
    names of the zones (IfcZone) a room belongs to.
    """

    file: str
    guid: str
    step_id: int
    ifc_class: str
    name: str | None = None
    tag: str | None = None
    type_name: str | None = None
    storey: str | None = None
    path: tuple[str, ...] = ()
    system: str | None = None
    layer: str | None = None
    discipline: str | None = None
    discipline_source: str = ""
    has_shape: bool = True
    long_name: str | None = None
    zones: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class IfcStorey:
    """An IfcBuildingStorey; ``elevation_m`` is its Elevation attribute in metres, None where it has none."""

    guid: str
    step_id: int
    name: str
    elevation_m: float | None = None


@dataclass(frozen=True, slots=True)
class IfcHeader:
    """What a model says of itself: ``unit`` as people write it ("mm", "ft"), ``unit_m`` its length in metres."""

    file: str
    schema: str
    producer: str = ""
    unit: str = ""
    unit_m: float = 1.0
    project_guid: str | None = None
    project_name: str = ""


class ProductIdentity(NamedTuple):
    """What tells one IfcProduct from the others: the number of its record, GlobalId ("" without one), class, Name, Tag.

    ``container`` is the number of the spatial element that contains it, itself or by what it is a part of.
    """

    step_id: int
    guid: str
    ifc_class: str
    name: str | None
    tag: str | None
    container: int | None


class ElementIndex(Protocol):
    """Finds the elements of one model. Every look-up gives all that fit, in the order of the file."""

    @property
    def header(self) -> IfcHeader:
        """What the model says of itself."""
        ...

    def __len__(self) -> int:
        """Number of products."""
        ...

    def elements(self) -> Iterator[IfcElement]:
        """Every IfcProduct."""
        ...

    def identities(self) -> Iterator[ProductIdentity]:
        """Every IfcProduct, and no more of it than tells it from the others: the quick way through a large model."""
        ...

    def storeys(self) -> tuple[IfcStorey, ...]:
        """The storeys."""
        ...

    def by_guid(self, guid: str) -> tuple[IfcElement, ...]:
        """Elements with this GlobalId, compared exactly."""
        ...

    def by_tag(self, tag: str) -> tuple[IfcElement, ...]:
        """Elements with this Tag, compared exactly."""
        ...

    def by_name(self, name: str) -> tuple[IfcElement, ...]:
        """Elements with this Name, compared exactly."""
        ...

    def by_name_ending(self, element_id: str) -> tuple[IfcElement, ...]:
        """Elements whose Name ends with ``:element_id``, as Revit writes it."""
        ...
