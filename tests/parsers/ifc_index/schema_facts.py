"""Writes the table of IFC's classes from ifcopenshell's schemas: ``python -m tests.parsers.ifc_index.schema_facts``."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import ifcopenshell.ifcopenshell_wrapper as wrapper

from converter.parsers.ifc.schema import LONG_NAME, TABLE

SCHEMAS = {"IFC2X3": "2X3", "IFC4": "4", "IFC4X3_ADD2": "4X3"}
ROOTS = {
    "IfcProduct": "product",
    "IfcTypeObject": "type",
    "IfcSystem": "system",
    "IfcZone": "zone",
    "IfcProject": "project",
    "IfcRelContainedInSpatialStructure": "contained",
    "IfcRelAggregates": "aggregates",
    "IfcRelNests": "nests",
    "IfcRelFillsElement": "fills",
    "IfcRelVoidsElement": "voids",
    "IfcRelAdheresToElement": "adheres",
    "IfcRelDefinesByType": "typed",
    "IfcRelAssignsToGroup": "grouped",
    "IfcApplication": "application",
    "IfcUnitAssignment": "units",
    "IfcSIUnit": "unit",
    "IfcConversionBasedUnit": "unit",
    "IfcMeasureWithUnit": "unit",
    "IfcPresentationLayerAssignment": "layer",
    "IfcProductDefinitionShape": "shape",
}
"""The topmost class of each role; what is below it has the same role."""

HEAD = """# Classes of IFC that the index looks for; written by tests/parsers/ifc_index/schema_facts.py from ifcopenshell's schemas.
# class, schemas, role, flags (s spatial, e element, c may be contained), place of Tag from 0
"""


def below(schema: Any, name: str) -> Iterator[Any]:
    """A class and everything below it."""
    try:
        entity = schema.declaration_by_name(name).as_entity()
    except RuntimeError:  # this schema does not have it
        return
    yield entity
    for each in entity.subtypes():
        yield from below(schema, each.name())


def facts(schema: Any) -> Iterator[tuple[str, str, str, str]]:
    """Name, role, flags and the place of Tag of each class of a schema."""
    spatial = {
        each.name() for root in ("IfcSpatialStructureElement", "IfcSpatialElement") for each in below(schema, root)
    }
    elements = {each.name() for each in below(schema, "IfcElement")}
    for root, role in ROOTS.items():
        for entity in below(schema, root):
            name = entity.name()
            if role == "system" and name == "IfcZone":  # IFC4 makes a zone a system; it groups rooms
                continue
            attributes = [each.name() for each in entity.all_attributes()]
            if role in ("product", "type", "system", "zone", "project"):
                assert attributes.index("GlobalId") == 0 and attributes.index("Name") == 2
            if role == "product":
                assert (attributes.index("ObjectType"), attributes.index("Representation")) == (4, 6)
            if name in spatial:
                assert attributes.index("LongName") == LONG_NAME
            inverse = {each.name() for each in entity.all_inverse_attributes()}
            flags = "s" * (name in spatial) + "e" * (name in elements) + "c" * ("ContainedInStructure" in inverse)
            tag = str(attributes.index("Tag")) if role == "product" and "Tag" in attributes else ""
            yield name, role, flags or "-", tag or "-"


def table() -> str:
    """The content of the table: a line for each class and set of facts."""
    rows: dict[tuple[str, str, str, str], list[str]] = {}
    for name, short in SCHEMAS.items():
        for fact in facts(wrapper.schema_by_name(name)):
            rows.setdefault(fact, []).append(short)
    lines = [
        f"{name} {','.join(schemas)} {rest[0]} {rest[1]} {rest[2]}" for (name, *rest), schemas in sorted(rows.items())
    ]
    return HEAD + "\n".join(lines) + "\n"


if __name__ == "__main__":
    Path(TABLE).write_text(table(), encoding="utf-8", newline="\n")
