"""Files made to break the reader: read in linear time, without an exception."""

from __future__ import annotations

import random
from pathlib import Path
from time import process_time

import pytest

from tests.parsers.ifc_index.models import (
    FOOTER,
    building,
    codes,
    contained,
    guid,
    head,
    index,
    parts,
    product,
    project,
    spatial,
    tower,
)  # fmt: skip

SIZE, OF_RECORDS = 5_000_000, 500_000
"""Bytes of a pattern; fewer where each repetition may be an element of its own."""

SECONDS = 15
"""Far beyond what any takes (about a second); one that is read in quadratic time takes minutes to hours."""

PATTERNS = [
    "=", "#", "'", "''", "(", ")", ";", "/*", "*/", "/* */", " ", "\n", "a", "\\", "\\S\\", "#1=", ";#1=", "$", ",",
    "=IFCWALL", "=IFCWALL(", "=IFCWALL('", "#1=IFCWALL('", "#1=IFCWALL($", "#1=IFCWALL($,", "#1=IFCWALL('x", "#1=IFCWALL('x'",
    "#1=IFCWALL('x',", "#1=IFCWALL('x','", "#1=IFCWALL('x',$,", "#1=IFCWALL(',", "#1=IFCWALL('x',((", "#1=ifcwall('x',",
    "'#1=a", "#1=a", "#1=IFCWALL('x',$,'a''", "#1=IFCWALL('x',$,$,$,$,$,#1,(", "#1=IFCPROJECT('x',", "#1=IFCUNITASSIGNMENT((#1,",
    "#1=IFCRELAGGREGATES('x',$,$,$,#1,(#1", "#1=IFCRELAGGREGATES('x',$,$,$,#1,(#1));", "#1=IFCPRESENTATIONLAYERASSIGNMENT('x",
    "#1=IFCPRODUCTDEFINITIONSHAPE($,$,(#1,", "#1=IFCBUILDINGSTOREY('x',$,$,", "#1=IFCBUILDINGSTOREY('x',(", "#1=IFCAPPLICATION((",
    "#1=IFCRELVOIDSELEMENT('x',$,$,$,#1,#1);", "#99999999999999999999999=IFCWALL('x',", "\x80", "#1=IFCSIUNIT(",
]  # fmt: skip


@pytest.mark.parametrize("pattern", PATTERNS)
def test_a_pattern_without_end_is_read_in_linear_time(tmp_path: Path, pattern: str) -> None:
    size = OF_RECORDS if "=IFC" in pattern.upper() else SIZE
    data = head("IFC2X3") + tower() + pattern * (size // len(pattern))
    start = process_time()
    with index(tmp_path, data.encode("latin-1")) as opened:
        count = sum(1 for _ in opened.elements())
        assert count == len(opened) >= 4
        assert opened.by_guid("x") is not None and opened.by_tag("x") == () and opened.by_name_ending("x") == ()
        assert "IFC008" in codes(opened) and len(opened.storeys()) >= 2 and opened.header.project_name == "Tower"
    assert process_time() - start < SECONDS


def test_a_long_chain_of_parts_is_climbed_once(tmp_path: Path) -> None:
    count = 30_000
    data = tower() + "".join(product(1000 + n, name=str(n)) for n in range(count)) + contained(30, [1000], 13)
    data += "".join(parts(100_000 + n, 1000 + n, [1001 + n]) for n in range(count - 1))
    with index(tmp_path, data) as opened:
        assert {each.storey for each in opened.elements() if each.ifc_class == "IfcWall"} == {"Level 2"}
        assert len(opened.parts_of(1000)) == count - 1


def test_a_deep_spatial_structure_is_cut(tmp_path: Path) -> None:
    count = 3_000
    data = project() + "".join(spatial(1000 + n, "IFCSPACE", str(n)) for n in range(count))
    data += "".join(parts(100_000 + n, 1000 + n, [1001 + n]) for n in range(count - 1))
    data += product(50) + contained(51, [50], 1000 + count - 1)
    with index(tmp_path, data) as opened:
        wall = opened.by_step_id(50)
    assert wall is not None and len(wall.path) == 100 and wall.path[-1] == str(count - 1)


def test_one_record_of_many_references(tmp_path: Path) -> None:
    members = list(range(1000, 101_000))
    with index(tmp_path, tower() + contained(30, members, 12) + product(50_000)) as opened:
        assert opened.container_of(50_000) == 12


def seeds() -> list[bytes]:
    data = "".join(building(12)).encode()
    extra = (
        "#900=IFCWALLTYPE('t',$,'W\\X2\\00E4\\X0\\',$,$,$,$,$,$,.STANDARD.);\n#901=IFCRELDEFINESBYTYPE('r',$,$,$,(#108),#900);\n"
        "#902=IFCSYSTEM('s',$,'Sy''stem',$,$);\n#903=IFCRELASSIGNSTOGROUP('r',$,$,$,(#108),$,#902);\n"
        "#904=IFCPRESENTATIONLAYERASSIGNMENT('A-WALL',$,(#906),$);\n#905=IFCPRODUCTDEFINITIONSHAPE($,$,(#906));\n"
        f"#907=IFCWALL('{guid(907)}',$,'x',$,$,$,#905,'t',$);\n/* a comment */\n"
    ).encode()
    return [data, data.replace(FOOTER.encode(), extra + FOOTER.encode())]


def ask(folder: Path, data: bytes) -> None:
    with index(folder, data) as opened:
        for element in opened.elements():
            assert isinstance(element.guid, str) and element.ifc_class.startswith("Ifc")
            assert element in opened.by_guid(element.guid) or not element.guid
            opened.voids_of(element.step_id)
            opened.parts_of(element.step_id)
        assert opened.header.unit_m > 0 and all(each.name is not None for each in opened.storeys())
        assert opened.by_tag("500001") is not None and opened.by_name("x") is not None
        assert all(each.code.startswith("IFC") for each in opened.diagnostics)


@pytest.mark.parametrize("seed", range(40))
def test_flipped_bytes(tmp_path: Path, seed: int) -> None:
    rng = random.Random(seed)
    for original in seeds():
        for _ in range(5):
            data = bytearray(original)
            for _ in range(rng.choice((1, 3, 30))):
                data[rng.randrange(20, len(data))] = rng.choice((rng.randrange(256), *b"'();#,$=/*\\"))
            ask(tmp_path, bytes(data))


@pytest.mark.parametrize("seed", range(40))
def test_pieces_cut_out_doubled_and_moved(tmp_path: Path, seed: int) -> None:
    rng = random.Random(seed)
    for original in seeds():
        for _ in range(3):
            a, b, c = sorted(rng.randrange(13, len(original)) for _ in range(3))
            for data in (
                original[:a],
                original[:a] + original[b:],
                original[:b] + original[a:],
                original[:a] + original[b:c] + original[a:],
            ):
                ask(tmp_path, data)


def test_every_truncation_near_the_first_products(tmp_path: Path) -> None:
    (_, data) = seeds()
    for end in range(data.index(b"#11="), data.index(b"#11=") + 700):
        ask(tmp_path, data[:end])
