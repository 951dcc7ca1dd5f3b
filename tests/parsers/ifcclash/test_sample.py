"""The sample building's clashes as IfcClash writes them are those of the Navisworks report."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from converter.parsers.ifcclash.reader import IfcClashReader
from converter.parsers.navisworks.clash_xml import ClashXmlReader
from converter.plan.candidates import candidates_of
from tests.conftest import SAMPLES

SAMPLE = SAMPLES / "ifcclash" / "Building.json"


def test_the_same_clashes_have_the_same_identity_whichever_program_found_them() -> None:
    report = IfcClashReader().read(SAMPLE, "Building.json")
    assert report.diagnostics == () and [len(test.results) for test in report.tests] == [22, 41, 0]
    found = {each.key: each.result.point_m for each in candidates_of(report, {})}
    navisworks = ClashXmlReader().read(SAMPLES / "week-1" / "Building (everything).xml", "r.xml")
    there = {each.key: each.result for each in candidates_of(navisworks, {}) if not each.is_group}
    assert len(found) == 63 and found.keys() == there.keys()
    for key, point in found.items():
        other = there[key].point_m
        assert point is not None and other is not None
        assert all(abs(one - two) < 0.001 for one, two in zip(point, other, strict=True))


def test_the_script_makes_exactly_this_file(tmp_path: Path) -> None:
    subprocess.run([sys.executable, SAMPLES / "make.py", tmp_path], check=True)
    assert (tmp_path / "ifcclash" / "Building.json").read_bytes() == SAMPLE.read_bytes()
