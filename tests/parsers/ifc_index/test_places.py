"""Where elements are, what they belong to, and the other facts of an element."""

from __future__ import annotations

from pathlib import Path

import pytest

from converter.model.ifc import ElementIndex
from tests.parsers.ifc_index.models import (
    contained,
    elements,
    guid,
    index,
    pair,
    parts,
    product,
    project,
    spatial,
    storey,
    tower,
    write,
)  # fmt: skip

HOUSE = ("Tower", "Site", "House")


def storeys_of(tmp_path: Path, data: str, schema: str = "IFC4") -> dict[int, str | None]:
    return {each.step_id: each.storey for each in elements(tmp_path, data, schema)}


def test_the_ladder_contained_aggregated_nested_filling_voiding(tmp_path: Path) -> None:
    data = (
        tower()
        + product(100, "IFCWALL", "contained")
        + product(101, "IFCBUILDINGELEMENTPART", "part")
        + product(102, "IFCBUILDINGELEMENTPART", "part of a part")
        + product(103, "IFCDISTRIBUTIONPORT", "nested", more="")
        + product(104, "IFCOPENINGELEMENT", "opening")
        + product(105, "IFCDOOR", "door in the opening")
        + product(106, "IFCPLATE", "part of the door")
        + product(107, "IFCWALL", "nowhere")
        + contained(30, [100], 13)
        + parts(31, 100, [101])
        + parts(32, 101, [102])
        + parts(33, 102, [103], "IFCRELNESTS")
        + pair(34, "IFCRELVOIDSELEMENT", 100, 104)
        + pair(35, "IFCRELFILLSELEMENT", 104, 105)
        + parts(36, 105, [106])
    )
    with index(tmp_path, data) as opened:
        found = {each.step_id: each for each in opened.elements()}
        assert [opened.container_of(step) for step in range(100, 108)] == [13] * 7 + [None]
        assert opened.voids_of(100) == (34,) and opened.voids_of(101) == ()
        assert opened.parts_of(100) == (101, 102) and opened.parts_of(105) == (106,) and opened.parts_of(104) == ()
    assert [found[step].storey for step in range(100, 108)] == ["Level 2"] * 7 + [None]
    assert {found[step].path for step in range(100, 107)} == {(*HOUSE, "Level 2")}
    assert found[107].path == ()


def test_adhering_in_ifc4x3(tmp_path: Path) -> None:
    data = tower() + product(100, "IFCSLAB") + product(101, "IFCSURFACEFEATURE") + contained(30, [100], 12)
    data += parts(31, 100, [101], "IFCRELADHERESTOELEMENT")
    assert storeys_of(tmp_path, data, "IFC4X3_ADD2")[101] == "Level 1"


def test_an_element_in_a_room_lies_on_the_rooms_storey(tmp_path: Path) -> None:
    data = tower() + spatial(40, "IFCSPACE", "Kitchen", ",.ELEMENT.,$,$") + parts(23, 12, [40])
    data += product(100, "IFCFURNISHINGELEMENT", more="") + contained(30, [100], 40)
    with index(tmp_path, data) as opened:
        table = opened.by_step_id(100)
        room = opened.by_step_id(40)
        assert opened.container_of(100) == 40
    assert table is not None and (table.storey, table.path) == ("Level 1", (*HOUSE, "Level 1", "Kitchen"))
    assert room is not None and (room.storey, room.path, room.tag) == (None, (*HOUSE, "Level 1"), None)


def test_spatial_elements_know_what_they_lie_in(tmp_path: Path) -> None:
    paths = {each.step_id: each.path for each in elements(tmp_path, tower())}
    assert paths == {10: HOUSE[:1], 11: HOUSE[:2], 12: HOUSE, 13: HOUSE}


def test_without_a_name_the_long_name_and_then_the_class_stand_in_the_path(tmp_path: Path) -> None:
    data = (
        project().replace("'Tower'", "$")
        + f"#11=IFCBUILDING('{guid(11)}',$,$,$,$,$,$,'Long house',$,$,$,$);\n"
        + storey(12, None)
        + parts(20, 1, [11])
        + parts(21, 11, [12])
        + product(100)
        + contained(30, [100], 12)
    )
    wall = elements(tmp_path, data)[-1]
    assert wall.path == ("IfcProject", "Long house", "IfcBuildingStorey") and wall.storey == "IfcBuildingStorey"


def test_of_several_relations_the_one_with_the_lowest_number_counts(tmp_path: Path) -> None:
    data = (
        tower() + product(100) + product(101) + product(102) + contained(33, [100, 101], 12) + contained(32, [100], 13)
    )
    data += parts(36, 101, [102]) + parts(35, 100, [102])
    with index(tmp_path, data) as opened:
        assert [opened.container_of(step) for step in (100, 101, 102)] == [13, 12, 13]
        assert opened.wholes_of(102) == (100, 101) and opened.wholes_of(100) == ()
        assert opened.parts_of(100) == opened.parts_of(101) == (102,)


def test_in_ifc2x3_aggregates_and_nests_are_one(tmp_path: Path) -> None:
    data = tower() + product(100) + product(101) + product(102) + contained(33, [100], 12) + contained(32, [101], 13)
    data += parts(36, 101, [102]) + parts(35, 100, [102], "IFCRELNESTS")
    assert storeys_of(tmp_path, data, "IFC2X3")[102] == "Level 1"
    assert storeys_of(tmp_path, data, "IFC4")[102] == "Level 2"


@pytest.mark.parametrize(
    "relation", ["(#100),$", "$,#12", "(),#12", "(#100),#999", "(#100)", "(#100,#101", "'x',#12", "#100,#12)("]
)
def test_damaged_relations_contain_nothing(tmp_path: Path, relation: str) -> None:
    data = tower() + product(100) + f"#30=IFCRELCONTAINEDINSPATIALSTRUCTURE('{guid(30)}',$,$,$,{relation});\n"
    expected = "Level 1" if relation.startswith("#100,#12") else None
    assert storeys_of(tmp_path, data)[100] == expected


def test_relations_with_names_that_look_like_their_ends(tmp_path: Path) -> None:
    data = tower() + product(100)
    data += f"#30=IFCRELCONTAINEDINSPATIALSTRUCTURE('{guid(30)}',#5,'a;(#1),#12','it''s (#100),#13);',(#100),#12);\n"
    assert storeys_of(tmp_path, data)[100] == "Level 1"


def test_type_name_object_type_and_shape(tmp_path: Path) -> None:
    data = (
        project()
        + product(100, type_="'own'", shape="#50")
        + product(101, type_="'own'")
        + product(102)
        + f"#60=IFCWALLTYPE('{guid(60)}',$,'W 200',$,$,$,$,$,$,.STANDARD.);\n#61=IFCWALLTYPE('{guid(61)}',$,$,$,$,$,$,$,$,$);\n"
        + f"#70=IFCRELDEFINESBYTYPE('{guid(70)}',$,$,$,(#100),#60);\n#71=IFCRELDEFINESBYTYPE('{guid(71)}',$,$,$,(#101,#102),#61);\n"
    )
    found = elements(tmp_path, data)
    assert [each.type_name for each in found] == ["W 200", "own", None]
    assert [each.has_shape for each in found] == [True, False, False]


@pytest.mark.parametrize(
    ("schema", "group", "name"),
    [
        ("IFC2X3", "IFCSYSTEM('{g}',$,'Supply',$,$)", "Supply"),
        ("IFC4", "IFCDISTRIBUTIONSYSTEM('{g}',$,'Supply',$,$,'long',.AIRCONDITIONING.)", "Supply"),
        ("IFC4X3", "IFCBUILTSYSTEM('{g}',$,'Supply',$,$,$,$)", "Supply"),
        ("IFC4", "IFCZONE('{g}',$,'Zone',$,$,$)", None),
        ("IFC4", "IFCGROUP('{g}',$,'Group',$,$)", None),
    ],
)
def test_systems_and_no_other_groups(tmp_path: Path, schema: str, group: str, name: str | None) -> None:
    data = product(100, "IFCFLOWSEGMENT", more="") + "#60=" + group.format(g=guid(60)) + ";\n"
    data += f"#70=IFCRELASSIGNSTOGROUP('{guid(70)}',$,$,$,(#100,#99),.PRODUCT.,#60);\n"
    assert [each.system for each in elements(tmp_path, data, schema)] == [name]


def test_a_system_assigned_by_factor_and_without_a_type_of_objects(tmp_path: Path) -> None:
    data = product(100, "IFCPIPESEGMENT") + product(101, "IFCPIPESEGMENT")
    data += f"#60=IFCSYSTEM('{guid(60)}',$,'A',$,$);\n#61=IFCSYSTEM('{guid(61)}',$,'B',$,$);\n"
    data += f"#70=IFCRELASSIGNSTOGROUPBYFACTOR('{guid(70)}',$,$,$,(#100),$,#60,0.5);\n"
    data += f"#71=IFCRELASSIGNSTOGROUP('{guid(71)}',$,$,$,(#101,#100),$,#61);\n"
    assert [each.system for each in elements(tmp_path, data)] == ["A", "B"]


def test_the_layer_of_the_first_representation_that_has_one(tmp_path: Path) -> None:
    data = "".join(product(100 + n, shape=f"#{50 + n}") for n in range(4))
    data += (
        "#50=IFCPRODUCTDEFINITIONSHAPE($,$,(#40,#41));\n#51=IFCPRODUCTDEFINITIONSHAPE('n','d',( #42 ));\n"
        "#52=IFCPRODUCTDEFINITIONSHAPE($,$,(#44));\n"
        "#60=IFCPRESENTATIONLAYERASSIGNMENT('A-WALL',$,(#41),$);\n"
        "#61=IFCPRESENTATIONLAYERWITHSTYLE('it''s',$,(#43,#42),$,.T.,.F.,.F.,());\n"
    )
    assert [each.layer for each in elements(tmp_path, data)] == ["A-WALL", "it's", None, None]


def test_storeys_in_metres(tmp_path: Path) -> None:
    data = tower() + storey(14, "Roof", "7.E3") + storey(15, "Odd", "IFCLENGTHMEASURE(-250.)") + storey(16, "None")
    with index(tmp_path, data) as opened:
        found = [(each.name, each.elevation_m, each.step_id, each.guid) for each in opened.storeys()]
    names = ("Level 1", 0.0), ("Level 2", 3.5), ("Roof", 7.0), ("Odd", -0.25), ("None", None)
    assert found == [
        (name, height, step, guid(step)) for (name, height), step in zip(names, range(12, 17), strict=True)
    ]


def test_look_ups_give_all_that_fit(tmp_path: Path) -> None:
    data = project() + product(100, name="Wall:Basic:77", tag="77") + product(101, name="Part:77", tag="77")
    data += product(102, name="77", tag="") + product(103, name="Wall:Basic:77", tag="78") + product(104, name="A:1077")
    with index(tmp_path, data) as opened:
        asked: ElementIndex = opened
        assert [each.step_id for each in asked.by_tag("77")] == [100, 101]
        assert [each.step_id for each in asked.by_name("Wall:Basic:77")] == [100, 103]
        assert [each.step_id for each in asked.by_name_ending("77")] == [100, 101, 103]
        assert [each.step_id for each in asked.by_guid(guid(103))] == [103]
        assert asked.by_tag("") == asked.by_tag("7") == asked.by_name("wall:basic:77") == asked.by_guid("x") == ()
        assert len(asked) == 5 and opened.by_step_id(1) is None


@pytest.mark.parametrize(
    ("schema", "record", "tag"),
    [
        ("IFC2X3", "IFCPROXY('{g}',$,'N',$,$,$,$,.PRODUCT.,'T')", "T"),
        ("IFC4", "IFCPROXY('{g}',$,'N',$,$,$,$,.PRODUCT.,'T')", "T"),
        ("IFC4", "IFCBUILDINGELEMENTPROXY('{g}',$,'N',$,$,$,$,'T',.NOTDEFINED.)", "T"),
        ("IFC2X3", "IFCBUILDINGELEMENTPROXY('{g}',$,'N',$,$,$,$,'T',$)", "T"),
        ("IFC4", "IFCELEMENTASSEMBLY('{g}',$,'N',$,$,$,$,'T',.SITE.,.TRUSS.)", "T"),
        ("IFC4", "IFCVIRTUALELEMENT('{g}',$,'N',$,$,$,$,'T')", "T"),
        ("IFC4", "IFCANNOTATION('{g}',$,'N',$,$,$,$)", None),
        ("IFC4", "IFCGRID('{g}',$,'N',$,$,$,$,(#1,#2),(#3),$,.RECTANGULAR.)", None),
        ("IFC4", "IFCSPATIALZONE('{g}',$,'N',$,$,$,$,'long',.FIRESAFETY.)", None),
        ("IFC4", "IFCDISTRIBUTIONPORT('{g}',$,'N',$,$,$,$,.SOURCE.,$,$)", None),
        ("IFC4", "IFCSTRUCTURALCURVEMEMBER('{g}',$,'N',$,$,$,$,.PIN_JOINED_MEMBER.,#4)", None),
        ("IFC4X3_ADD2", "IFCBRIDGE('{g}',$,'N',$,$,$,$,'long',.ELEMENT.,.GIRDER.)", None),
        ("IFC4X3_ADD2", "IFCALIGNMENT('{g}',$,'N',$,$,$,$,$)", None),
        ("IFC4X3_ADD2", "IFCREFERENT('{g}',$,'N',$,$,$,$,.STATION.)", None),
        ("IFC4X3_ADD2", "IFCEARTHWORKSFILL('{g}',$,'N',$,$,$,$,'T',.BACKFILL.)", "T"),
        ("IFC4X3_ADD2", "IFCBUILTELEMENT('{g}',$,'N',$,$,$,$,'T')", "T"),
    ],
)
def test_the_tag_is_where_the_class_has_it(tmp_path: Path, schema: str, record: str, tag: str | None) -> None:
    (found,) = elements(tmp_path, "#9=" + record.format(g=guid(9)) + ";\n", schema)
    assert found.ifc_class.upper() == record[: record.index("(")] and (found.name, found.tag) == ("N", tag)


def test_a_short_record_has_what_it_has(tmp_path: Path) -> None:
    (found,) = elements(tmp_path, f"#9=IFCWALL('{guid(9)}',$,'N');\n")
    assert (found.name, found.tag, found.has_shape) == ("N", None, False)


def test_the_label_names_the_model(tmp_path: Path) -> None:
    write(tmp_path, tower())
    assert {each.file for each in elements(tmp_path, tower())} == {"made.ifc"}


ZONES = [
    ("IFC2X3", "IFCZONE('{g}',$,{name},$,$)"),
    ("IFC4", "IFCZONE('{g}',$,{name},$,$,$)"),
    ("IFC4X3_ADD2", "IFCZONE('{g}',$,{name},$,$,$)"),
]


@pytest.mark.parametrize(("schema", "record"), ZONES)
def test_a_room_has_a_long_name_and_its_zones(tmp_path: Path, schema: str, record: str) -> None:
    rooms = "".join(
        f"#{step}=IFCSPACE('{guid(step)}',$,'{name}',$,$,$,$,{long_name},.ELEMENT.,.INTERNAL.,$);\n"
        for step, name, long_name in ((40, "A101", "'Living \\X2\\00E4\\X0\\'"), (41, "A102", "$"), (42, "A103", "''"))
    )
    zones = "".join(
        f"#{step}={record.format(g=guid(step), name=name)};\n"
        for step, name in ((60, "'Flat A'"), (61, "'Fire 1'"), (62, "$"))
    )
    data = tower() + parts(23, 12, [40, 41, 42]) + rooms + zones + product(100, name="Wall") + contained(30, [100], 12)
    # of the relations the one with the lower number comes first, a zone without a name counts for nothing
    for step, members, zone in ((73, "#40,#41", 60), (72, "#40", 61), (71, "#40", 62), (70, "#42", 99)):
        data += f"#{step}=IFCRELASSIGNSTOGROUP('{guid(step)}',$,$,$,({members}),$,#{zone});\n"
    found = {each.step_id: each for each in elements(tmp_path, data, schema)}
    assert [found[step].long_name for step in (40, 41, 42)] == ["Living ä", None, ""]
    assert [found[step].zones for step in (40, 41, 42)] == [("Fire 1", "Flat A"), ("Flat A",), ()]
    assert {found[step].tag for step in (40, 41, 42)} == {None}
    assert (found[100].long_name, found[100].zones, found[100].system) == (None, (), None)
    assert all(found[step].system is None for step in (40, 41, 42))


def test_a_long_name_in_a_type_or_cut_off(tmp_path: Path) -> None:
    data = (
        f"#40=IFCSPACE('{guid(40)}',$,'A',$,$,$,$,IFCLABEL('Hall'),$,$,$);\n#41=IFCSPACE('{guid(41)}',$,'B',$,$,$,$);\n"
    )
    assert [each.long_name for each in elements(tmp_path, data)] == ["Hall", None]
