"""The building as IFC4 and IFC2X3: one file a discipline, every body an extrusion, in metres."""

from __future__ import annotations

import uuid
from pathlib import Path
from typing import Any

import ifcopenshell
import ifcopenshell.guid

from .parts import NAMESPACE, STOREYS, Part, Solid

_TIME = "2026-03-02T07:00:00"
_SECONDS = 1772434800
_OLD_CLASSES = {"IfcDuctSegment": "IfcFlowSegment", "IfcPipeSegment": "IfcFlowSegment"}
_PREDEFINED = {
    "IfcColumn": "COLUMN", "IfcBeam": "BEAM", "IfcSlab": "FLOOR", "IfcWall": "STANDARD",
    "IfcDuctSegment": "RIGIDSEGMENT", "IfcPipeSegment": "RIGIDSEGMENT",
}  # fmt: skip


def global_id(part: Part) -> str:
    """The GlobalId of a part, the same in every file."""
    return str(ifcopenshell.guid.compress(part.uuid.hex))


def write_model(path: Path, parts: list[Part], schema: str, title: str) -> None:
    """Write one discipline."""
    _Writer(schema, title).write(path, parts)


class _Writer:
    def __init__(self, schema: str, title: str) -> None:
        self._file: Any = ifcopenshell.file(schema=schema)
        self._schema, self._title = schema, title
        self._owner = self._owner_history()
        self._world = self._axes((0.0, 0.0, 0.0))
        self._context = self._make(
            "IfcGeometricRepresentationContext", ContextType="Model", CoordinateSpaceDimension=3, Precision=1e-5,
            WorldCoordinateSystem=self._world,
        )  # fmt: skip
        self._body = self._make(
            "IfcGeometricRepresentationSubContext", ContextIdentifier="Body", ContextType="Model",
            ParentContext=self._context, TargetView="MODEL_VIEW",
        )  # fmt: skip

    def _make(self, name: str, **attributes: object) -> Any:
        return self._file.create_entity(name, **attributes)

    def _root(self, name: str, seed: str, **attributes: object) -> Any:
        guid = ifcopenshell.guid.compress(uuid.uuid5(NAMESPACE, f"{self._title}/{seed}").hex)
        return self._make(name, GlobalId=guid, OwnerHistory=self._owner, **attributes)

    def _owner_history(self) -> Any:
        person = self._make("IfcPerson", FamilyName="Sample")
        maker = self._make("IfcOrganization", Name="converter samples")
        both = self._make("IfcPersonAndOrganization", ThePerson=person, TheOrganization=maker)
        program = self._make(
            "IfcApplication", ApplicationDeveloper=maker, Version="1", ApplicationFullName="converter samples",
            ApplicationIdentifier="converter-samples",
        )  # fmt: skip
        return self._make(
            "IfcOwnerHistory", OwningUser=both, OwningApplication=program, ChangeAction="ADDED", CreationDate=_SECONDS
        )

    def _point(self, *values: float) -> Any:
        return self._make("IfcCartesianPoint", Coordinates=[float(value) for value in values])

    def _axes(self, origin: tuple[float, float, float], up: Any = None, across: Any = None) -> Any:
        return self._make("IfcAxis2Placement3D", Location=self._point(*origin), Axis=up, RefDirection=across)

    def _placement(self, origin: tuple[float, float, float], parent: Any = None) -> Any:
        return self._make("IfcLocalPlacement", PlacementRelTo=parent, RelativePlacement=self._axes(origin))

    def write(self, path: Path, parts: list[Part]) -> None:
        """Project, site, building, storeys, then everything in them."""
        metre = self._make("IfcSIUnit", UnitType="LENGTHUNIT", Name="METRE")
        angle = self._make("IfcSIUnit", UnitType="PLANEANGLEUNIT", Name="RADIAN")
        units = self._make("IfcUnitAssignment", Units=[metre, angle])
        project = self._root(
            "IfcProject",
            "project",
            Name="Sample building",
            RepresentationContexts=[self._context],
            UnitsInContext=units,
        )
        ground = self._placement((0.0, 0.0, 0.0))
        site = self._root("IfcSite", "site", Name="Site", ObjectPlacement=ground, CompositionType="ELEMENT")
        inside = self._placement((0.0, 0.0, 0.0), ground)
        building = self._root(
            "IfcBuilding", "building", Name="Building", ObjectPlacement=inside, CompositionType="ELEMENT"
        )
        storeys = {name: self._storey(name, base, inside) for name, base in STOREYS.items()}
        self._aggregate("project", project, [site])
        self._aggregate("site", site, [building])
        self._aggregate("building", building, list(storeys.values()))
        products = {part.number: self._product(part, storeys[part.storey].ObjectPlacement) for part in parts}
        self._relations(parts, products, storeys)
        header = self._file.header
        header.file_description.description = ("ViewDefinition [ReferenceView]",)
        header.file_name.name, header.file_name.time_stamp = path.name, _TIME
        header.file_name.author, header.file_name.organization = ("converter samples",), ("converter samples",)
        header.file_name.preprocessor_version = header.file_name.originating_system = "converter samples"
        header.file_name.authorization = ""
        self._file.write(str(path))

    def _storey(self, name: str, base: float, parent: Any) -> Any:
        place = self._placement((0.0, 0.0, base), parent)
        return self._root(
            "IfcBuildingStorey",
            f"storey/{name}",
            Name=name,
            ObjectPlacement=place,
            CompositionType="ELEMENT",
            Elevation=base,
        )

    def _aggregate(self, seed: str, whole: Any, parts: list[Any]) -> None:
        self._root("IfcRelAggregates", f"aggregates/{seed}", RelatingObject=whole, RelatedObjects=parts)

    def _product(self, part: Part, parent: Any) -> Any:
        low, high, base = part.solid.low, part.solid.high, STOREYS[part.storey]
        foot = ((low[0] + high[0]) / 2, (low[1] + high[1]) / 2, low[2] - base)
        if part.solid.radius:
            foot = tuple(low[a] if a == part.solid.axis else part.solid.centre[a] for a in range(3))  # type: ignore[assignment]
            foot = (foot[0], foot[1], foot[2] - base)
        shape = self._make(
            "IfcShapeRepresentation", ContextOfItems=self._body, RepresentationIdentifier="Body",
            RepresentationType="SweptSolid", Items=[self._solid(part.solid)],
        )  # fmt: skip
        name = part.ifc_class if self._schema == "IFC4" else _OLD_CLASSES.get(part.ifc_class, part.ifc_class)
        return self._make(
            name, GlobalId=global_id(part), OwnerHistory=self._owner, Name=part.name, ObjectType=part.type,
            ObjectPlacement=self._placement(foot, parent), Tag=str(part.number),
            Representation=self._make("IfcProductDefinitionShape", Representations=[shape]),
        )  # fmt: skip

    def _solid(self, solid: Solid) -> Any:
        size = [b - a for a, b in zip(solid.low, solid.high, strict=True)]
        flat = self._make("IfcAxis2Placement2D", Location=self._point(0.0, 0.0))
        up = self._make("IfcDirection", DirectionRatios=[0.0, 0.0, 1.0])
        if not solid.radius:
            profile = self._make(
                "IfcRectangleProfileDef", ProfileType="AREA", Position=flat, XDim=size[0], YDim=size[1]
            )
            return self._make(
                "IfcExtrudedAreaSolid", SweptArea=profile, Position=self._axes((0.0, 0.0, 0.0)), ExtrudedDirection=up,
                Depth=size[2],
            )  # fmt: skip
        profile = self._make("IfcCircleProfileDef", ProfileType="AREA", Position=flat, Radius=solid.radius)
        along, across = [0.0, 0.0, 0.0], [0.0, 0.0, 0.0]
        along[solid.axis], across[(solid.axis + 1) % 3] = 1.0, 1.0
        axes = self._axes(
            (0.0, 0.0, 0.0),
            self._make("IfcDirection", DirectionRatios=along),
            self._make("IfcDirection", DirectionRatios=across),
        )
        return self._make(
            "IfcExtrudedAreaSolid", SweptArea=profile, Position=axes, ExtrudedDirection=up, Depth=size[solid.axis]
        )

    def _relations(self, parts: list[Part], products: dict[int, Any], storeys: dict[str, Any]) -> None:
        for name, storey in storeys.items():
            inside = [products[part.number] for part in parts if part.storey == name]
            if inside:
                self._root(
                    "IfcRelContainedInSpatialStructure",
                    f"contained/{name}",
                    RelatedElements=inside,
                    RelatingStructure=storey,
                )
        for kind in dict.fromkeys((part.ifc_class, part.type) for part in parts):
            self._typed(kind, [products[part.number] for part in parts if (part.ifc_class, part.type) == kind])
        for system in dict.fromkeys(part.system for part in parts if part.system):
            members = [products[part.number] for part in parts if part.system == system]
            group = self._root("IfcSystem", f"system/{system}", Name=system)
            self._root("IfcRelAssignsToGroup", f"grouped/{system}", RelatedObjects=members, RelatingGroup=group)

    def _typed(self, kind: tuple[str, str], members: list[Any]) -> None:
        ifc_class, name = kind
        made = self._root(f"{ifc_class}Type", f"type/{name}", Name=name, PredefinedType=_PREDEFINED[ifc_class])
        self._root("IfcRelDefinesByType", f"typed/{name}", RelatedObjects=members, RelatingType=made)
