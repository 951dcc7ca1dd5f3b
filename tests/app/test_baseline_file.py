"""The baseline file: what it remembers, what it leaves out, and how it is refused."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from converter.app.baseline_file import read_baseline, write_baseline
from converter.errors import ConfigError, InputError
from converter.plan.gate.checked_issue import Occurrence
from converter.plan.gate.checked_issues import IssueOfRun
from converter.plan.runs.clash_record import ClashRecord, RecordedElement, RecordedRun, RunOfTest

BEAM = RecordedElement(frozenset({"element-id:tower:1", "ifc:0"}), "Beam 1", "IfcBeam", "S", "tower", "L2", "Structure")
DUCT = RecordedElement(frozenset({"element-id:services:2"}), model="services")
CLASH = ClashRecord(
    key="pair|a vs b|1|2", kind="clash", guid="g-1", test="A vs B", name="Clash1", status="new", is_live=True,
    file="C:\\Users\\dora\\Desktop\\Tower.xml", elements=(BEAM, DUCT), point_m=(1.00049, -2.0, 3.0), distance_m=-0.01234,
    issue="u-1", level="Level 2", first_seen="2026-03-02T08:00:00+00:00", missing_runs=1,
)  # fmt: skip
CLOSED = ClashRecord("k2", "clash", "g-2", "A vs B", "Clash2", "resolved", is_live=False, issue="u-2")
APPROVED = ClashRecord(
    "k3", "clash", "g-3", "A vs B", "Clash3", "approved", is_live=False, suppressed="waived by Dora M."
)
ISSUE = IssueOfRun(
    "u-1", "group|a vs b|9", "Beam × Duct", "A vs B", "high", "HVAC", "Structure", "Level 2", 3,
    (Occurrence("reports/Tower.xml", "g-1", 7), Occurrence("reports/Tower.xml", "g-9")),
)  # fmt: skip
RUN = RecordedRun((CLASH, CLOSED, APPROVED), (RunOfTest("A vs B", "ok"),), frozenset({"tower", "services"}))


def test_what_is_open_comes_back_as_far_as_the_gate_needs_it(tmp_path: Path) -> None:
    path = tmp_path / "new folder" / "baseline.jsonl"
    write_baseline(path, RUN, [ISSUE, IssueOfRun("u-2", "k2", "closed")])
    found = read_baseline(path)
    approved, clash = found.run.clashes  # by their keys
    assert clash.elements[0].keys == BEAM.keys and clash.elements[1].keys == DUCT.keys
    assert (clash.key, clash.guid, clash.test, clash.issue, clash.is_open) == (CLASH.key, "g-1", "A vs B", "u-1", True)
    assert (clash.point_m, clash.distance_m, clash.missing_runs) == ((1.0, -2.0, 3.0), -0.012, 1)
    assert approved.exists and not approved.is_open
    assert found.run.models == RUN.models and [each.name for each in found.run.tests] == ["A vs B"]
    (issue,) = found.issues
    assert (issue.uuid, issue.key, issue.title, issue.test, issue.clashes) == (
        *("u-1", ISSUE.key, ISSUE.title),
        "A vs B",
        3,
    )
    assert (issue.severity, issue.trade, issue.discipline, issue.level) == ("high", "HVAC", "Structure", "Level 2")
    assert issue.occurrences == (Occurrence("reports/Tower.xml", "g-1"),)


def test_no_person_is_in_it(tmp_path: Path) -> None:
    write_baseline(tmp_path / "b", RUN, [ISSUE])
    assert "dora" not in (tmp_path / "b").read_text(encoding="utf-8").casefold()


def test_it_is_text_that_can_be_compared(tmp_path: Path) -> None:
    write_baseline(tmp_path / "a", RUN, [ISSUE])
    turned = RecordedRun(RUN.clashes[::-1], RUN.tests, RUN.models)
    write_baseline(tmp_path / "b", turned, [ISSUE])
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()
    assert len((tmp_path / "a").read_text(encoding="utf-8").splitlines()) == 1 + 1 + 1 + 2


def test_written_again_it_is_the_same(tmp_path: Path) -> None:
    write_baseline(tmp_path / "a", RUN, [ISSUE])
    again = read_baseline(tmp_path / "a")
    write_baseline(tmp_path / "b", again.run, again.issues)
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


@given(st.binary(max_size=80) | st.text(max_size=80).map(lambda text: text.encode("utf-8", "replace")))
def test_anything_else_is_refused_with_the_next_step(content: bytes) -> None:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "b.jsonl"
        path.write_bytes(content)
        with pytest.raises(InputError) as caught:
            read_baseline(path)
        assert "--write-baseline" in caught.value.hint


@pytest.mark.parametrize(
    "line", ['{"clash":1}', '{"issue":"u"}', "[]", '"x"', '{"clash":"k","kind":"clash","elements":[1]}', "1"]
)
def test_a_damaged_line_is_refused(tmp_path: Path, line: str) -> None:
    path = tmp_path / "b.jsonl"
    write_baseline(path, RUN, [ISSUE])
    path.write_text(path.read_text(encoding="utf-8") + line + "\n", encoding="utf-8")
    with pytest.raises(InputError):
        read_baseline(path)


def test_another_version_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "b.jsonl"
    path.write_text('{"file":"clash-baseline","version":99}\n', encoding="utf-8")
    with pytest.raises(InputError, match="version"):
        read_baseline(path)


def test_where_nothing_can_be_written_the_call_is_wrong(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(ConfigError):
        write_baseline(tmp_path / "file" / "b.jsonl", RUN, [ISSUE])
