"""The same as ifcopenshell finds, on every product of every model there is."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import ifcopenshell
import ifcopenshell.guid
import ifcopenshell.ifcopenshell_wrapper as wrapper
import ifcopenshell.util.element
import ifcopenshell.util.unit
import pytest

from converter.parsers.ifc.index import open_index
from tests.conftest import SAMPLES, SHARED_DATA
from tests.parsers.ifc_index.models import building
from tests.parsers.ifc_index.schema_facts import below

Row = tuple[str, str, str | None, str | None, int | None, str | None, str | None]
FOLDER = SHARED_DATA / "ifc"


def models() -> list[object]:
    """The samples, and the real models where they are."""
    found = [pytest.param(path, id="/".join(path.parts[-2:])) for path in sorted(SAMPLES.rglob("*.ifc"))]
    real = [pytest.param(path, id="/".join(path.parts[-2:])) for path in sorted(FOLDER.rglob("*.ifc"))]
    missing = pytest.mark.skip(reason="the folder with real files is not there (../shared/data)")
    return [*found, *(real or [pytest.param(None, marks=missing)])]


def expected(path: Path) -> dict[int, Row]:
    """Every product as ifcopenshell has it."""
    opened: Any = ifcopenshell.open(str(path))
    return {each.id(): _row(each) for each in opened.by_type("IfcProduct")}


def _row(product: Any) -> Row:
    container = ifcopenshell.util.element.get_container(product)
    storey = ifcopenshell.util.element.get_container(product, ifc_class="IfcBuildingStorey")
    type_ = ifcopenshell.util.element.get_type(product)
    return (
        product.GlobalId,
        product.is_a(),
        product.Name,
        getattr(product, "Tag", None),
        container.id() if container else None,
        storey.Name if storey else None,
        (type_.Name if type_ else None) or product.ObjectType,
    )


@pytest.mark.parametrize("path", models())
def test_every_product_is_the_same(path: Path) -> None:
    with open_index(path) as index:
        found = {
            each.step_id: (
                each.guid,
                each.ifc_class,
                each.name,
                each.tag,
                index.container_of(each.step_id),
                each.storey,
                each.type_name,
            )
            for each in index.elements()
        }
        assert len(found) == len(index)
        identities = {each.step_id: each[1:] for each in index.identities()}
    rows = expected(path)
    assert found == rows
    assert identities == {step_id: row[:5] for step_id, row in rows.items()}


def zones_of(product: Any) -> tuple[str, ...]:
    relations = sorted(getattr(product, "HasAssignments", ()), key=lambda each: each.id())
    groups = [each.RelatingGroup for each in relations if each.is_a("IfcRelAssignsToGroup")]
    return tuple(group.Name for group in groups if group.is_a("IfcZone") and group.Name)


@pytest.mark.parametrize("path", models())
def test_paths_units_and_voids_are_the_same(path: Path) -> None:
    opened: Any = ifcopenshell.open(str(path))
    with open_index(path) as index:
        for element in index.elements():
            product = opened.by_id(element.step_id)
            container = ifcopenshell.util.element.get_container(product)
            names = []
            while container is not None:
                names.insert(0, container.Name or getattr(container, "LongName", None) or container.is_a())
                container = ifcopenshell.util.element.get_aggregate(container)
            if names:
                assert list(element.path) == names
            assert index.voids_of(element.step_id) == tuple(
                sorted(each.id() for each in getattr(product, "HasOpenings", ()))
            )
            assert element.has_shape == (product.Representation is not None)
            assert element.long_name == getattr(product, "LongName", None)
            assert element.zones == zones_of(product)
        if opened.by_type("IfcProject"):
            assert index.header.unit_m == pytest.approx(ifcopenshell.util.unit.calculate_unit_scale(opened))


@pytest.mark.parametrize("schema", ["IFC2X3", "IFC4", "IFC4X3_ADD2"])
def test_every_class_of_every_schema(tmp_path: Path, schema: str) -> None:
    """One of each that can be made, with every second one in a storey and each other one a part of the one before."""
    made: Any = ifcopenshell.file(schema=schema)
    names = [
        entity.name()
        for entity in below(wrapper.schema_by_name(schema), "IfcProduct")
        if not entity.is_abstract() and entity.name() != "IfcBuildingStorey"
    ]

    def make(name: str, **attributes: object) -> Any:
        return made.create_entity(name, GlobalId=ifcopenshell.guid.new(), **attributes)

    storey = make("IfcBuildingStorey", Name="L1")
    before: Any = storey
    for number, name in enumerate(names):
        each = make(name, Name=f"{name} é", ObjectType="own")
        if hasattr(each, "Tag"):
            each.Tag = f"T{number}"
        if number % 2 and hasattr(each, "ContainedInStructure"):
            make("IfcRelContainedInSpatialStructure", RelatedElements=[each], RelatingStructure=storey)
        else:
            kind = "IfcRelNests" if number % 4 else "IfcRelAggregates"
            make(kind, RelatingObject=before, RelatedObjects=[each])
        before = each
    path = tmp_path / "classes.ifc"
    made.write(str(path))
    rows = expected(path)
    with open_index(path) as index:
        for each in index.elements():
            row = (each.guid, each.ifc_class, each.name, each.tag, index.container_of(each.step_id), each.storey)
            assert row == rows.pop(each.step_id)[:6]
    assert not rows and len(names) > 60


def test_a_large_model_made_up(tmp_path: Path) -> None:
    path = tmp_path / "large.ifc"
    with path.open("w", encoding="ascii") as file:
        file.writelines(building(3_000))
    rows = expected(path)
    with open_index(path) as index:
        found = {each.step_id: (each.guid, each.name, each.tag, each.storey) for each in index.elements()}
    assert found == {step: (row[0], row[2], row[3], row[5]) for step, row in rows.items()}
    assert len(rows) == 3_004
