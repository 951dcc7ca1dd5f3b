"""Rooms and storeys of a run, in a model that has rooms."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.app.models.reports import codes, converted
from tests.app.runs import Run
from tests.parsers.ifc_shapes.step_models import Building

ROOMS = (("101", "Office", 0.0), ("102", "Archive", 4.0))
STOREYS = (("Ground floor", 0.0), ("First floor", 3.0))


class Rooms(Building):
    """Two storeys, two rooms of 4 × 4 × 3 m on the lower one, and a wall and a duct in each room and above."""

    def __post_init__(self) -> None:
        super().__post_init__()
        self.guids: dict[str, str] = {}
        building = self.add(f"IFCBUILDING({self.guid()},$,'House',$,$,{self._at(0, 0, 0)},$,$,$,$,$,$)")
        self.add(f"IFCRELAGGREGATES({self.guid()},$,$,$,#{self.project},(#{building}))")
        storeys = [
            self.add(f"IFCBUILDINGSTOREY({self.guid()},$,'{name}',$,$,{self._at(0, 0, base)},$,$,$,{base:.1f})")
            for name, base in STOREYS
        ]
        self.add(f"IFCRELAGGREGATES({self.guid()},$,$,$,#{building},(#{storeys[0]},#{storeys[1]}))")
        spaces = []
        for number, name, x in ROOMS:
            place, body = self.placement(x + 2.0, 2.0, 0.0), self.block(4.0, 4.0, 3.0)
            spaces.append(
                self.add(f"IFCSPACE({self.guid()},$,'{number}',$,$,#{place},#{body},'{name}',.ELEMENT.,.INTERNAL.,$)")
            )
        self.add(f"IFCRELAGGREGATES({self.guid()},$,$,$,#{storeys[0]},({','.join(f'#{s}' for s in spaces)}))")
        zone = self.add(f"IFCZONE({self.guid()},$,'Flat A',$,$,$)")
        self.add(f"IFCRELASSIGNSTOGROUP({self.guid()},$,$,$,(#{spaces[0]}),$,#{zone})")
        for place, (name, x, z) in enumerate((("101", 2.0, 1.0), ("102", 6.0, 1.0), ("above", 2.0, 4.0))):
            wall = self._element("IFCWALL", f"Wall {name}", (x, 2.0, z), (2.0, 0.2, 1.0))
            duct = self._element("IFCDUCTSEGMENT", f"Duct {name}", (x, 2.0, z + 0.4), (0.2, 2.0, 0.2))
            storey = storeys[place // 2]
            self.add(f"IFCRELCONTAINEDINSPATIALSTRUCTURE({self.guid()},$,$,$,(#{wall},#{duct}),#{storey})")

    def _at(self, x: float, y: float, z: float) -> str:
        return f"#{self.placement(x, y, z)}"

    def _element(self, kind: str, name: str, foot: tuple[float, float, float], size: tuple[float, float, float]) -> int:
        guid = self.guid()
        self.guids[name] = guid.strip("'")
        return self.add(f"{kind}({guid},$,'{name}',$,$,{self._at(*foot)},#{self.block(*size)},$,$)")


def clash(building: Rooms, name: str, point: tuple[float, float, float]) -> dict[str, Any]:
    wall, duct = building.guids[f"Wall {name}"], building.guids[f"Duct {name}"]
    return {
        "a_global_id": wall, "b_global_id": duct, "a_ifc_class": "IfcWall", "b_ifc_class": "IfcDuctSegment",
        "a_name": f"Wall {name}", "b_name": f"Duct {name}", "type": "protrusion", "p1": point, "p2": point,
        "distance": 0.1,
    }  # fmt: skip


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    folder = tmp_path_factory.mktemp("rooms")
    building = Rooms()
    (folder / "House.ifc").write_bytes(building.content())
    points = {"101": (2.0, 2.0, 1.5), "102": (6.0, 2.0, 1.5), "above": (2.0, 2.0, 4.5)}
    clashes = [clash(building, name, point) for name, point in points.items()]
    document = [
        {
            "name": "Walls and ducts", "mode": "intersection", "tolerance": 0.01, "check_all": False,
            "a": [{"file": "House.ifc"}], "b": [{"file": "House.ifc"}],
            "clashes": {f"{each['a_global_id']}-{each['b_global_id']}": each for each in clashes},
        }
    ]  # fmt: skip
    (folder / "clashes.json").write_text(json.dumps(document), encoding="utf-8")
    return converted(folder / "run", folder / "clashes.json", ifc__models=[str(folder / "House.ifc")])


def by_wall(run: Run) -> dict[str, Any]:
    return {
        element["name"]: line
        for line in run.lines("clashes.jsonl")
        for element in line["elements"]
        if element["name"].startswith("Wall")
    }


def test_the_room_is_the_space_that_holds_the_point(run: Run) -> None:
    lines = by_wall(run)
    assert {name: line["room"] for name, line in lines.items()} == {
        "Wall above": None,
        **{f"Wall {number}": f"{number} {name}" for number, name, _ in ROOMS},
    }


def test_the_zone_is_that_of_the_room(run: Run) -> None:
    zones = {name: line["zone"] for name, line in by_wall(run).items()}
    assert zones == {"Wall 101": "Flat A", "Wall 102": None, "Wall above": None}


def test_the_location_goes_down_to_the_room(run: Run) -> None:
    paths = {name: line["location"] for name, line in by_wall(run).items()}
    assert paths["Wall 101"][:2] == ["House", "Ground floor"] and paths["Wall 101"][2].startswith("101")
    assert paths["Wall above"] == ["House", "First floor"]


def test_levels_are_the_containers_storeys(run: Run) -> None:
    for line in run.lines("clashes.jsonl"):
        assert {element["ifc"]["storey"] for element in line["elements"]} == {line["level"]}


def test_rooms_are_not_in_the_pictures(run: Run) -> None:
    """A space is air: as context it would be a veil. So the three clashes look the same, in a room or in none."""
    assert codes(run) == {} and len(list((run.folder / "snapshots").iterdir())) == 1
