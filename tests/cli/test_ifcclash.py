"""IfcClash's results from file to run folder."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tests.cli.run import Outcome, Shell
from tests.parsers.ifcclash.documents import DUCT, PIPE, SLAB, WALL, clash, clash_set, text

HARD = [clash(WALL, DUCT), clash(SLAB, DUCT, distance=0.25), clash(SLAB, PIPE, type="pierce")]
GAP = {"name": "Gaps", "mode": "clearance", "clearance": 0.05, "tolerance": ...}
FIRST = text(clash_set(*HARD), clash_set(clash(WALL, PIPE, type="clearance", distance=0.02), **GAP))
AGAIN = text(
    clash_set(clash(PIPE, WALL, type="clearance", distance=0.02), **GAP),
    clash_set(clash(PIPE, SLAB, type="pierce"), clash(DUCT, WALL), clash(DUCT, SLAB, distance=0.25)),
)
"""The same clashes in another order, a and b exchanged."""


def converted(converter: Shell, name: str, content: str) -> tuple[Outcome, Path]:
    folder = Path(name)
    folder.mkdir()
    (folder / "clashes.json").write_text(content, encoding="utf-8")
    done = converter(
        "convert", folder / "clashes.json", "-o", folder / "run", "--project-id", 5, "--group-by", "report", "--json"
    )
    assert done.code == 0
    return done, folder / "run"


def clash_lines(run: Path) -> list[Any]:
    return [json.loads(line) for line in (run / "clashes.jsonl").read_text(encoding="utf-8").splitlines()]


def items(run: Path) -> dict[str, Any]:
    body = json.loads((run / "batches" / "sync-0001.json").read_bytes())
    return {item["uuid"]: item for item in body["updates"]}


def test_every_clash_becomes_an_issue_with_both_objects(converter: Shell) -> None:
    done, run = converted(converter, "first", FIRST)
    assert done.json["counts"]["clashes"] == done.json["counts"]["issues"] == 4
    lines = {tuple(sorted(each["id"] for each in line["elements"])): line for line in clash_lines(run)}
    assert set(lines) == {(WALL, DUCT), (DUCT, SLAB), (SLAB, PIPE), (WALL, PIPE)}
    line = lines[(WALL, DUCT)]
    assert {each["id_kind"] for each in line["elements"]} == {"ifc-guid"}
    assert [(each["id"], each["name"], each["class"]) for each in line["elements"]] == [
        (DUCT, "Supply duct", "IfcDuctSegment"),
        (WALL, "North wall", "IfcWall"),
    ]
    assert (line["point_m"], line["distance_m"], line["status"]) == ([1.0, 2.0, 3.0], -0.5, "new")
    assert lines[(WALL, PIPE)]["distance_m"] == 0.02 and lines[(WALL, PIPE)]["test"] == "Gaps"


def test_titles_name_what_meets_what_and_descriptions_the_global_ids(converter: Shell) -> None:
    _, run = converted(converter, "first", FIRST)
    found = sorted(item["title"] for item in items(run).values())
    for pair in (
        ("North wall", "Supply duct"),
        ("Roof slab", "Supply duct"),
        ("Riser", "Roof slab"),
        ("North wall", "Riser"),
    ):
        assert sum(all(name in title for name in pair) for title in found) == 1, (pair, found)
    (item,) = [each for each in items(run).values() if "North wall" in each["title"] and "Supply" in each["title"]]
    assert "Protrusion, 500 mm deep" in item["description"] and f"GlobalId {WALL}" in item["description"]


def test_the_next_run_in_another_order_says_the_same(converter: Shell) -> None:
    first, again = (items(converted(converter, *each)[1]) for each in (("first", FIRST), ("again", AGAIN)))
    assert first == again and len(first) == 4


def test_inspect_counts(converter: Shell) -> None:
    grouped = text(clash_set(*[{**each, "smart_group": n // 2} for n, each in enumerate(HARD)]), clash_set(name="None"))
    Path("clashes.json").write_text(grouped, encoding="utf-8")
    (file,) = converter("inspect", "clashes.json", "--json").json["files"]
    assert (file["kind"], file["tests"], file["clashes"], file["groups"]) == ("ifcclash-json", 2, 3, 2)
    assert (file["units"], file["producer"], file["statuses"], file["diagnostics"]) == ("m", "IfcClash", {"new": 3}, [])


def test_smart_groups_become_one_issue_each(converter: Shell) -> None:
    grouped = text(clash_set(*[{**each, "smart_group": n // 2} for n, each in enumerate(HARD)]))
    _, run = converted(converter, "grouped", grouped)
    assert len(items(run)) == 2
    assert any(each["title"].endswith("Walls and ducts - 1") for each in items(run).values())


def test_the_input_of_ifcclash_is_told(converter: Shell) -> None:
    Path("sets.json").write_text(text(clash_set(clashes=...)), encoding="utf-8")
    shown = converter("inspect", "sets.json", "--json")
    assert shown.code == 0 and [each["code"] for each in shown.json["files"][0]["diagnostics"]] == ["IFX003"]
