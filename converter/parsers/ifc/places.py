"""Where a product is: the spatial structure that contains it, its storey, the names from the project down to there."""

from __future__ import annotations

from typing import NamedTuple

from converter.parsers.ifc.columns import Batch
from converter.parsers.ifc.products import Products
from converter.parsers.ifc.records import Found, Records
from converter.parsers.ifc.relations import Relations
from converter.parsers.ifc.schema import LONG_NAME, IfcClass

_STOREY = "IfcBuildingStorey"
_LONG_NAME_OF_PROJECT = 5
_DEEPEST = 100
"""Names in a path: without an end a file could ask for more memory than there is."""


class Place(NamedTuple):
    """The name of the storey, and the path; empty outside of any structure."""

    storey: str | None = None
    path: tuple[str, ...] = ()


_NOWHERE = Place()


class Places:
    """Places of products, each container's looked up once."""

    def __init__(self, products: Products, found: Found, relations: Relations) -> None:
        self._products, self._projects, self._relations = products, found.of("project"), relations
        self.inside: dict[int | None, Place] = {}
        """Places by the container, as far as they were asked for."""

        self.containers: dict[int | None, int | None] = {}
        """Containers of elements that are part of something, and of what they are a part of."""

        self._known: dict[int | None, int] = {}
        """Records that contain others and are products, by themselves."""

        self._never_contained = frozenset(
            number for number, each in enumerate(products.classes) if not each.may_be_contained
        )
        self._classes: dict[int, IfcClass | None] = {}

    def of(self, index: int) -> Place:
        """The place of a product. A spatial element lies in its parent, and has no storey: it is contained in none."""
        records = self._products.records
        step_id, ifc_class = records.ids[index], self._products.class_of(index)
        container = self._relations.contained.get(step_id) if ifc_class.may_be_contained else None
        if container is None or container not in self.inside:
            container = self.container(step_id, ifc_class)
        if container is not None:
            return self._inside(container)
        parent = self._relations.aggregates.get(step_id)
        return _NOWHERE if parent is None or not ifc_class.is_spatial else Place(None, self._inside(parent).path)

    def of_many(self, batch: Batch) -> list[Place]:
        """The places of many products, mostly of containers that were looked up."""
        inside, container_of, part_of = self.inside.get, self.containers.get, self._relations.aggregates.get
        return [
            inside(container if container is not None else container_of(part_of(step_id))) or self.of(index)
            for index, step_id, container in zip(batch.indices, batch.ids, self._directly(batch), strict=True)
        ]

    def containers_of_many(self, batch: Batch) -> list[int | None]:
        """For each of many products what :meth:`container` gives."""
        directly = self._directly(batch)
        found: list[int | None] = list(map(self._known.get, directly))
        if None in found:
            for at, container in enumerate(found):
                if container is None:
                    found[at] = self._container(batch.ids[at], batch.numbers[at], directly[at])
        return found

    def _directly(self, batch: Batch) -> list[int | None]:
        """What is said to contain the products themselves."""
        containers = list(map(self._relations.contained.get, batch.ids))
        if self._never_contained.isdisjoint(batch.numbers):
            return containers
        never = self._never_contained
        return [None if number in never else each for each, number in zip(containers, batch.numbers, strict=True)]

    def _container(self, step_id: int, number: int, directly: int | None) -> int | None:
        container = self.container(step_id, self._products.classes[number])
        if container is not None and container == directly:
            self._known[directly] = container
        return container

    def container(self, step_id: int, ifc_class: IfcClass | None = None) -> int | None:
        """The step id of the spatial element that contains a product, itself or by what it is a part of.

        The ladder: contained, part of an aggregate, nested, filling an opening, voiding an element, adhering to one.
        """
        seen: dict[int, None] = {}
        each: int | None = step_id
        found: int | None = None
        while each is not None and each not in seen:
            if each in self.containers:
                found = self.containers[each]
                break
            seen[each] = None
            if ifc_class is None and (ifc_class := self._class_of(each)) is None:
                break
            if ifc_class.may_be_contained and (container := self._relations.contained.get(each)) is not None:
                found = container if self._class_of(container) is not None else None
                break
            each, ifc_class = self._relations.parent(each), None
        if len(seen) > 1:
            self.containers.update(dict.fromkeys(seen, found))
        return found

    def _class_of(self, step_id: int) -> IfcClass | None:
        """The class of a record, each looked up once; None for one that is no product."""
        if step_id not in self._classes:
            index = self._products.records.index_of(step_id)
            self._classes[step_id] = None if index is None else self._products.class_of(index)
        return self._classes[step_id]

    def _inside(self, container: int) -> Place:
        place = self.inside.get(container)
        if place is None:
            place = self.inside[container] = self._climbed(container)
        return place

    def _climbed(self, container: int) -> Place:
        names: list[str] = []
        storey: str | None = None
        seen: set[int] = set()
        each: int | None = container
        while each is not None and each not in seen and len(names) < _DEEPEST:
            seen.add(each)
            index = self._products.records.index_of(each)
            if index is None:
                project = self._projects.index_of(each)
                if project is not None:
                    names.append(self._name(self._projects, project, "IfcProject", _LONG_NAME_OF_PROJECT))
                break
            ifc_class = self._products.class_of(index)
            names.append(self._name(self._products.records, index, ifc_class.name, LONG_NAME))
            if storey is None and ifc_class.name == _STOREY:
                storey = names[-1]
            each = self._relations.parent(each)
        return Place(storey, tuple(reversed(names)))

    def _name(self, records: Records, index: int, ifc_class: str, long_name: int) -> str:
        """Name, else LongName, else the class."""
        name = self._products.name_in(records, index)
        if name:
            return name
        values = records.arguments(self._products.text, index)
        return (self._products.value(values[long_name]) if len(values) > long_name else None) or ifc_class
