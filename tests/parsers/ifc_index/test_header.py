"""What a model says of itself: schema, program, project, length unit."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.parsers.ifc_index.models import FOOTER, codes, guid, head, index, product, project, storey

PROJECT = "#1=IFCPROJECT('{g}',$,'P',$,$,$,$,$,{units});\n"
FOOT = "#6=IFCDIMENSIONALEXPONENTS(1,0,0,0,0,0,0);\n#5=IFCSIUNIT(*,.LENGTHUNIT.,{prefix},.METRE.);\n#4=IFCMEASUREWITHUNIT({value},#5);\n"


def unit_of(tmp_path: Path, records: str, units: str = "#3") -> tuple[str, float, list[str]]:
    data = PROJECT.format(g=guid(1), units=units) + records + product(9)
    with index(tmp_path, data) as opened:
        return opened.header.unit, opened.header.unit_m, codes(opened)


@pytest.mark.parametrize(
    ("prefix", "name", "metres"),
    [
        ("$", "m", 1),
        (".MILLI.", "mm", 1e-3),
        (".CENTI.", "cm", 1e-2),
        (".DECI.", "dm", 0.1),
        (".KILO.", "km", 1e3),
        (".MICRO.", "µm", 1e-6),
    ],
)
def test_si_units(tmp_path: Path, prefix: str, name: str, metres: float) -> None:
    records = "#8=IFCSIUNIT(*,.AREAUNIT.,.KILO.,.SQUARE_METRE.);\n"
    records += f"#2=IFCSIUNIT(*,.LENGTHUNIT.,{prefix},.METRE.);\n#3=IFCUNITASSIGNMENT((#8,#2));\n"
    assert unit_of(tmp_path, records) == (name, pytest.approx(metres), [])


@pytest.mark.parametrize(
    ("written", "value", "prefix", "name", "metres"),
    [
        ("FOOT", "IFCLENGTHMEASURE(0.3048)", "$", "ft", 0.3048),
        ("foot", "IFCRATIOMEASURE(304.8)", ".MILLI.", "ft", 0.3048),
        ("INCH", "IFCLENGTHMEASURE(2.54E-2)", "$", "in", 0.0254),
        ("inch", "25.4", ".MILLI.", "in", 0.0254),
        ("YARD", "IFCLENGTHMEASURE(0.9144)", "$", "yd", 0.9144),
        ("US SURVEY FOOT", "IFCLENGTHMEASURE(0.304800609601219)", "$", "ftUS", 0.304800609601219),
        ("Shaku", "IFCLENGTHMEASURE(0.30303)", "$", "shaku", 0.30303),
    ],
)
def test_converted_units(tmp_path: Path, written: str, value: str, prefix: str, name: str, metres: float) -> None:
    records = FOOT.format(prefix=prefix, value=value)
    records += f"#2=IFCCONVERSIONBASEDUNIT(#6,.LENGTHUNIT.,'{written}',#4);\n#3=IFCUNITASSIGNMENT((#2));\n"
    assert unit_of(tmp_path, records) == (name, pytest.approx(metres), [])


@pytest.mark.parametrize(
    "records",
    [
        "",
        "#3=IFCUNITASSIGNMENT(());\n",
        "#3=IFCUNITASSIGNMENT((#77));\n",
        "#2=IFCSIUNIT(*,.AREAUNIT.,$,.SQUARE_METRE.);\n#3=IFCUNITASSIGNMENT((#2));\n",
        "#2=IFCSIUNIT(*,.LENGTHUNIT.,.FANCY.,.METRE.);\n#3=IFCUNITASSIGNMENT((#2));\n",
        "#2=IFCSIUNIT(*,.LENGTHUNIT.,$,.GRAM.);\n#3=IFCUNITASSIGNMENT((#2));\n",
        "#2=IFCCONVERSIONBASEDUNIT($,.LENGTHUNIT.,'FOOT',$);\n#3=IFCUNITASSIGNMENT((#2));\n",
        FOOT.format(prefix="$", value="IFCLENGTHMEASURE(0.)")
        + "#2=IFCCONVERSIONBASEDUNIT(#6,.LENGTHUNIT.,'X',#4);\n#3=IFCUNITASSIGNMENT((#2));\n",
        FOOT.format(prefix="$", value="IFCLENGTHMEASURE(1.E999)")
        + "#2=IFCCONVERSIONBASEDUNIT(#6,.LENGTHUNIT.,'X',#4);\n#3=IFCUNITASSIGNMENT((#2));\n",
        "#2=IFCSIUNIT(*,.LENGTHUNIT.);\n#3=IFCUNITASSIGNMENT((#2));\n",
    ],
)
def test_without_a_usable_unit_metres_are_assumed_and_said(tmp_path: Path, records: str) -> None:
    assert unit_of(tmp_path, records) == ("m", 1.0, ["IFC011"])


def test_a_project_without_units(tmp_path: Path) -> None:
    assert unit_of(tmp_path, "", "$") == ("m", 1.0, ["IFC011"])


def test_elevations_follow_the_unit(tmp_path: Path) -> None:
    records = FOOT.format(prefix="$", value="IFCLENGTHMEASURE(0.3048)") + storey(30, "L1", "10.")
    records += "#2=IFCCONVERSIONBASEDUNIT(#6,.LENGTHUNIT.,'FOOT',#4);\n#3=IFCUNITASSIGNMENT((#2));\n"
    with index(tmp_path, PROJECT.format(g=guid(1), units="#3") + records) as opened:
        assert opened.storeys()[0].elevation_m == pytest.approx(3.048)


def test_project_and_program(tmp_path: Path) -> None:
    with index(tmp_path, project() + "#9=IFCAPPLICATION(#8,'1.2','Modeller 12','mod');\n" + product(10)) as opened:
        header = opened.header
    assert (header.file, header.schema, header.producer) == ("made.ifc", "IFC4", "Modeller 12")
    assert (header.project_guid, header.project_name, header.unit) == (guid(1), "Tower", "mm")


def test_without_an_application_the_header_names_the_program(tmp_path: Path) -> None:
    for written, producer in (("'pre','made by tests'", "made by tests"), ("'pre',''", "pre"), ("$,$", "")):
        data = head().replace("'pre','made by tests'", written) + project() + product(10) + FOOTER
        with index(tmp_path, data.encode()) as opened:
            assert opened.header.producer == producer


def test_a_header_of_another_order_or_none(tmp_path: Path) -> None:
    with index(tmp_path, b"ISO-10303-21;\nDATA;\n" + product(10).encode() + FOOTER.encode()) as opened:
        assert len(opened) == 1 and opened.header.schema == "" and "IFC009" in codes(opened)
