"""Models made up for the tests of the index, as text: every record is written out by the test that needs it."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from pathlib import Path

from converter.model.ifc import IfcElement
from converter.parsers.ifc.index import IfcIndex, open_index

HEADER = (
    "ISO-10303-21;\nHEADER;\nFILE_DESCRIPTION((''),'2;1');\n"
    "FILE_NAME('made up','2026-03-02T07:00:00',(''),(''),'pre','made by tests','');\nFILE_SCHEMA(('{schema}'));\nENDSEC;\nDATA;\n"
)
FOOTER = "ENDSEC;\nEND-ISO-10303-21;\n"
_DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_$"

UNITS = (
    "#2=IFCSIUNIT(*,.LENGTHUNIT.,.MILLI.,.METRE.);\n#3=IFCUNITASSIGNMENT((#2));\n"
    "#1=IFCPROJECT('{project}',$,'Tower',$,$,$,$,$,#3);\n"
)


def guid(number: int) -> str:
    """A GlobalId of its own for each number."""
    digits = "".join(_DIGITS[number >> shift & 63] for shift in range(120, -6, -6))
    return f"0{digits}"


def head(schema: str = "IFC4") -> str:
    """Header and the beginning of the data."""
    return HEADER.format(schema=schema)


def project() -> str:
    """A project in millimetres: #1 to #3."""
    return UNITS.format(project=guid(1))


def product(
    step: int,
    ifc_class: str = "IFCWALL",
    name: str | None = None,
    tag: str | None = None,
    *,
    of: str | None = None,
    type_: str = "$",
    shape: str = "$",
    more: str = ",$",
) -> str:
    """A record of a product with a GlobalId made of its number; texts are put in as STEP strings without escapes."""
    values = (_quoted(of if of is not None else guid(step)), "$", _quoted(name), "$", type_, "$", shape, _quoted(tag))
    return f"#{step}={ifc_class}({','.join(values)}{more});\n"


def spatial(step: int, ifc_class: str, name: str | None, more: str = ",$,$") -> str:
    """A spatial element; ``more`` follows LongName."""
    return f"#{step}={ifc_class}('{guid(step)}',$,{_quoted(name)},$,$,$,$,{_quoted(None)}{more});\n"


def storey(step: int, name: str | None, elevation: str = "$") -> str:
    """A storey."""
    return spatial(step, "IFCBUILDINGSTOREY", name, f",.ELEMENT.,{elevation}")


def contained(step: int, members: list[int], structure: int) -> str:
    """IfcRelContainedInSpatialStructure."""
    return f"#{step}=IFCRELCONTAINEDINSPATIALSTRUCTURE('{guid(step)}',$,$,$,({_list(members)}),#{structure});\n"


def parts(step: int, whole: int, members: list[int], ifc_class: str = "IFCRELAGGREGATES") -> str:
    """IfcRelAggregates, IfcRelNests."""
    return f"#{step}={ifc_class}('{guid(step)}',$,$,$,#{whole},({_list(members)}));\n"


def pair(step: int, ifc_class: str, first: int, second: int) -> str:
    """A relation of two: IfcRelVoidsElement (host, opening), IfcRelFillsElement (opening, filling)."""
    return f"#{step}={ifc_class}('{guid(step)}',$,$,$,#{first},#{second});\n"


def tower() -> str:
    """Project, site, building and two storeys: #1, #10, #11, #12 (Level 1), #13 (Level 2)."""
    return (
        project()
        + spatial(10, "IFCSITE", "Site", ",$,$,$,$,$")
        + spatial(11, "IFCBUILDING", "House", ",$,$,$,$")
        + storey(12, "Level 1", "0.")
        + storey(13, "Level 2", "3500.")
        + parts(20, 1, [10])
        + parts(21, 10, [11])
        + parts(22, 11, [12, 13])
    )


def text(data: str, schema: str = "IFC4") -> str:
    """A whole model."""
    return head(schema) + data + FOOTER


def write(folder: Path, data: str | bytes, schema: str = "IFC4", name: str = "made.ifc") -> Path:
    """Write records (or a whole file, when given as bytes) and say where."""
    path = folder / name
    path.write_bytes(data if isinstance(data, bytes) else text(data, schema).encode("latin-1"))
    return path


def index(folder: Path, data: str | bytes, schema: str = "IFC4", name: str = "made.ifc") -> IfcIndex:
    """The index of such a model; what small models are made of is read into memory before the file is closed."""
    return open_index(write(folder, data, schema, name), name)


def elements(folder: Path, data: str | bytes, schema: str = "IFC4") -> list[IfcElement]:
    """Its elements."""
    with index(folder, data, schema) as opened:
        return list(opened.elements())


def only(folder: Path, data: str | bytes, schema: str = "IFC4") -> IfcElement:
    """Its only element."""
    (element,) = elements(folder, data, schema)
    return element


def codes(opened: IfcIndex) -> list[str]:
    """Codes of what is odd about it."""
    return [each.code for each in opened.diagnostics]


def building(walls: int, schema: str = "IFC4", first: int = 100) -> Iterator[str]:
    """A model of any size: walls with points between them, ten in a relation."""
    yield head(schema) + tower()
    numbers = itertools.count(first)
    members: list[int] = []
    for wall in range(walls):
        for _ in range(8):
            yield f"#{next(numbers)}=IFCCARTESIANPOINT((0.5,{wall}.25,-1.E-05));\n"
        members.append(step := next(numbers))
        yield product(step, "IFCWALL", f"Wall:{wall % 7}:{500_000 + wall}", str(500_000 + wall))
        if len(members) == 10 or wall == walls - 1:
            yield contained(next(numbers), members, 12 + wall % 2)
            members = []
    yield FOOTER


def _quoted(value: str | None) -> str:
    return "$" if value is None else f"'{value}'"


def _list(numbers: list[int]) -> str:
    return ",".join(f"#{number}" for number in numbers)
