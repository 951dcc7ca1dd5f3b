"""Small models for tests, made of text: boxes, openings, parts; every number and name is made up."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field

HEADER = (
    "ISO-10303-21;\nHEADER;\nFILE_DESCRIPTION(('ViewDefinition [DATA;]'),'2;1');\n"
    "FILE_NAME('it''s a test; #1=IFCWALL(','2026-01-01T00:00:00',(''),(''),'','','');\n"
    "FILE_SCHEMA(('{schema}'));\nENDSEC;\nDATA;\n"
)
END = "ENDSEC;\nEND-ISO-10303-21;\n"
UNITS = {"m": "$,.METRE.", "mm": ".MILLI.,.METRE.", "cm": ".CENTI.,.METRE."}


@dataclass
class Building:
    """Collects records; every ``add`` gives the number of the new record. Lengths are in the model's unit."""

    unit: str = "m"
    schema: str = "IFC4"
    records: dict[int, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._guids = itertools.count(1)
        self.origin = self.add("IFCCARTESIANPOINT((0.,0.,0.))")
        self.axes = self.add(f"IFCAXIS2PLACEMENT3D(#{self.origin},$,$)")
        self.context = self.add(f"IFCGEOMETRICREPRESENTATIONCONTEXT($,'Model',3,1.E-05,#{self.axes},$)")
        self.project = self.add(f"IFCPROJECT({self.guid()},$,'Project',$,$,$,$,(#{self.context}),#{self._units()})")

    def _units(self) -> int:
        if self.unit != "ft":
            unit = self.add(f"IFCSIUNIT(*,.LENGTHUNIT.,{UNITS[self.unit]})")
        else:
            metre = self.add("IFCSIUNIT(*,.LENGTHUNIT.,$,.METRE.)")
            measure = self.add(f"IFCMEASUREWITHUNIT(IFCLENGTHMEASURE(0.3048),#{metre})")
            dimensions = self.add("IFCDIMENSIONALEXPONENTS(1,0,0,0,0,0,0)")
            unit = self.add(f"IFCCONVERSIONBASEDUNIT(#{dimensions},.LENGTHUNIT.,'FOOT',#{measure})")
        return self.add(f"IFCUNITASSIGNMENT((#{unit}))")

    def guid(self) -> str:
        return f"'0{next(self._guids):021d}'"

    def add(self, text: str) -> int:
        number = len(self.records) + 1
        self.records[number] = text
        return number

    def placement(
        self, x: float = 0.0, y: float = 0.0, z: float = 0.0, above: int | None = None, axes: str = "$,$"
    ) -> int:
        point = self.add(f"IFCCARTESIANPOINT(({x:.6f},{y:.6f},{z:.6f}))")
        frame = self.add(f"IFCAXIS2PLACEMENT3D(#{point},{axes})")
        return self.add(f"IFCLOCALPLACEMENT({f'#{above}' if above else '$'},#{frame})")

    def block(self, width: float, depth: float, height: float) -> int:
        """The representation of a block; its base is around the origin."""
        flat = self.add(f"IFCAXIS2PLACEMENT2D(#{self.add('IFCCARTESIANPOINT((0.,0.))')},$)")
        profile = self.add(f"IFCRECTANGLEPROFILEDEF(.AREA.,$,#{flat},{width:.6f},{depth:.6f})")
        up = self.add("IFCDIRECTION((0.,0.,1.))")
        solid = self.add(f"IFCEXTRUDEDAREASOLID(#{profile},#{self.axes},#{up},{height:.6f})")
        shape = self.add(f"IFCSHAPEREPRESENTATION(#{self.context},'Body','SweptSolid',(#{solid}))")
        return self.add(f"IFCPRODUCTDEFINITIONSHAPE($,$,(#{shape}))")

    def product(self, kind: str, placement: int | None, shape: int | None, name: str = "A wall; #99=IFCDOOR(") -> int:
        place, body = (f"#{number}" if number else "$" for number in (placement, shape))
        return self.add(f"{kind}({self.guid()},$,'{name}',$,$,{place},{body},$,$)")

    def opening(self, element: int, placement: int, shape: int) -> int:
        hole = self.add(f"IFCOPENINGELEMENT({self.guid()},$,'Hole',$,$,#{placement},#{shape},$,$)")
        return self.add(f"IFCRELVOIDSELEMENT({self.guid()},$,$,$,#{element},#{hole})")

    def text(self) -> str:
        records = "".join(f"#{number}={record};\n" for number, record in self.records.items())
        return HEADER.format(schema=self.schema) + records + END

    def content(self) -> bytes:
        return self.text().encode()


def rows_of_walls(count: int, unit: str = "m", schema: str = "IFC4") -> tuple[Building, list[int]]:
    """Walls of 2 × 0.2 × 3 units, three units apart."""
    building = Building(unit, schema)
    walls = [
        building.product("IFCWALL", building.placement(3.0 * number), building.block(2.0, 0.2, 3.0))
        for number in range(count)
    ]
    return building, walls
