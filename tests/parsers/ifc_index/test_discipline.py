"""The guess of a discipline, and from what it was made."""

from __future__ import annotations

from pathlib import Path

import pytest

from converter.parsers.ifc.discipline import guess
from tests.parsers.ifc_index.models import elements, product, tower


@pytest.mark.parametrize(
    ("layer", "ifc_class", "file", "producer", "discipline", "source"),
    [
        ("A-WALL", "IfcBeam", "Tower_MEP.ifc", "Tekla Structures", "Architecture", "layer A-WALL"),
        ("S-BEAM", "IfcWall", "", "", "Structure", "layer S-BEAM"),
        ("E-LITE-EQPM", "IfcWall", "", "", "Electrical", "layer E-LITE-EQPM"),
        ("M-HVAC", "IfcWall", "", "", "Mechanical", "layer M-HVAC"),
        ("P-SANR", "IfcWall", "", "", "Plumbing", "layer P-SANR"),
        ("F-SPRN", "IfcWall", "", "", "Fire protection", "layer F-SPRN"),
        ("EG-Wand", "IfcBeam", "", "", "Structure", "class IfcBeam"),
        ("X-REF", "IfcBeam", "", "", "Structure", "class IfcBeam"),
        (None, "IfcDuctSegment", "Tower_ARC.ifc", "", "Mechanical", "class IfcDuctSegment"),
        (None, "IfcPipeFitting", "", "", "Plumbing", "class IfcPipeFitting"),
        (None, "IfcCableCarrierSegment", "", "", "Electrical", "class IfcCableCarrierSegment"),
        (None, "IfcFireSuppressionTerminal", "", "", "Fire protection", "class IfcFireSuppressionTerminal"),
        (None, "IfcFlowSegment", "", "", "MEP", "class IfcFlowSegment"),
        (None, "IfcReinforcingBar", "", "", "Structure", "class IfcReinforcingBar"),
        (None, "IfcAlignment", "", "", "Civil", "class IfcAlignment"),
        (None, "IfcWall", "models/Tower_STR_v2.ifc", "Autodesk Revit 2026", "Structure", "file name"),
        (None, "IfcSlab", "C:\\models\\TowerElectrical.ifczip", "", "Electrical", "file name"),
        (None, "IfcPlate", "Tower.ifc", "Tekla Structures", "Structure", "program Tekla Structures"),
        (None, "IfcPlate", "Tower.ifc", "", "Structure", "class IfcPlate"),
        (None, "IfcWallStandardCase", "Tower.ifc", "Autodesk Revit 2026", "Architecture", "class IfcWallStandardCase"),
        (None, "IfcBuildingElementProxy", "arcade.ifc", "Autodesk Revit 2026", None, ""),
    ],
)
def test_the_guess_and_its_source(
    layer: str | None, ifc_class: str, file: str, producer: str, discipline: str | None, source: str
) -> None:
    assert guess(layer, ifc_class, file, producer) == (discipline, source)


def test_the_spatial_structure_is_there_for_every_discipline(tmp_path: Path) -> None:
    found = {each.ifc_class: each.discipline for each in elements(tmp_path, tower() + product(100, "IFCBEAM"))}
    assert found == {"IfcSite": None, "IfcBuilding": None, "IfcBuildingStorey": None, "IfcBeam": "Structure"}
