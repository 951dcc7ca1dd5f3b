"""HTML (Tabular) reports, with pages written here in the structure of Navisworks' stylesheet."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from converter.app.inspecting import as_json, inspect
from converter.model.clash import ClashStatus, ClashTestStatus, ClashTestType, GroupLayout
from tests.parsers.html_parts import (
    GENERAL,
    block,
    codes,
    item,
    main,
    page,
    read,
    row,
    values,
)
from tests.pictures import jpeg


def test_a_clash_with_every_column(tmp_path: Path) -> None:
    more = ("Date Found", "Date Approved", "Approved By", "Assigned To", "Clash Group", "Comments")
    heads = (*GENERAL, *more)
    general = (*values(), "2026/3/2 08:26:29", "2026/3/4 05:06:07", "bert", "carla", "B-2", "#1 - anna\nMove it")
    table = main(row(general, item(301122), item(301133, name="Slab"), heads=heads), heads=heads)
    report = read(tmp_path, page(block(table)))
    (test,) = report.tests
    (found,) = test.results
    assert (test.name, test.test_type, test.status) == (
        "Structure vs Ducts",
        ClashTestType.HARD_CONSERVATIVE,
        ClashTestStatus.OK,
    )
    assert test.tolerance_m == 0.025 and test.summary is not None and (test.summary.total, test.summary.new) == (1, 1)
    assert (found.name, found.status, found.status_text) == ("Clash1", ClashStatus.NEW, "New") and found.guid == ""
    assert found.point_m == (4.125, -31.5, 2.75) and found.distance_m == -0.045
    assert found.image == "r_files\\Clash1.jpg", "without the trailing blank of the link"
    assert (found.grid_location, found.description, found.parent_group) == ("C-7 : Level 3", "Hard", "B-2")
    assert (found.created, found.approved) == (datetime(2026, 3, 2, 8, 26, 29), datetime(2026, 3, 4, 5, 6, 7))
    assert (found.approved_by, found.assigned_to) == ("bert", "carla")
    assert found.comments[0].text == "#1 - anna Move it" and found.extra == ()
    first, second = found.items
    assert first.attributes == (("Element ID", "301122"),) and first.layer == "Level 2"
    assert first.path == ("File", "Tower.nwd", "A.nwc", "Beam")
    assert first.smart_tags == (("Item Name", "Beam"), ("Item Type", "Solid"))
    assert second.attributes == (("Element ID", "301133"),) and second.smart_tags[0] == ("Item Name", "Slab")
    assert report.units == "m" and codes(report) == ["NWH001", "NWX030"]


def test_a_report_without_guids_says_so_once(tmp_path: Path) -> None:
    table = main(*(row(values(f"Clash{n}"), item(n), item(n + 50)) for n in range(30)))
    assert codes(read(tmp_path, page(block(table, counts="30 30 0 0 0 0")))) == ["NWH001"]


def test_groups_with_their_members_and_loose_clashes(tmp_path: Path) -> None:
    rows = (
        row(values("Group A", "Active"), item(1), item(2), kind="clashGroupRow"),
        row(values("Clash1", "Active"), item(1), item(2), kind="childRow"),
        row(values("Clash2", "Resolved"), item(1), item(3), kind="childRowLast"),
        row(values("Group B"), item(4), item(5), kind="clashGroupRow"),
        row(values("Clash3"), item(4), item(5), kind="childRowLast"),
        row(values("Clash4"), item(6), item(7)),
    )
    report = read(tmp_path, page(block(main(*rows), counts="3 2 1 0 0 0")))
    (test,) = report.tests
    assert test.layout is GroupLayout.EVERYTHING and codes(report) == ["NWH001"]
    assert [(group.name, [member.name for member in group.results]) for group in test.groups] == [
        ("Group A", ["Clash1", "Clash2"]),
        ("Group B", ["Clash3"]),
    ]
    assert [result.name for result in test.results] == ["Clash4"]
    member = test.groups[0].results[1]
    assert (member.status, member.image, member.point_m) == (
        ClashStatus.RESOLVED,
        "r_files\\Clash2.jpg",
        (4.125, -31.5, 2.75),
    )
    assert [item.attributes[0][1] for item in member.items] == ["1", "3"] and member.grid_location == "C-7 : Level 3"


def test_group_headers_alone(tmp_path: Path) -> None:
    rows = (row(values(name), item(1), item(2), kind="clashGroupRow") for name in ("Group A", "Group B"))
    (test,) = read(tmp_path, page(block(main(*rows), counts="2 2 0 0 0 0"))).tests
    assert test.layout is GroupLayout.HEADERS_ONLY and len(test.groups) == 2 and not test.results


def test_a_report_with_few_columns(tmp_path: Path) -> None:
    heads = ("Clash Name", "Status")
    rows = (
        row(("Clash1", "Approved"), ("12",), ("",), heads=heads),
        row(("Clash2", "New"), ("1",), ("2",), heads=heads),
    )
    report = read(tmp_path, page(block(main(*rows, heads=heads, of_items=("Mark",)), counts="2 1 0 0 1 0")))
    first, second = report.tests[0].results
    assert first.point_m is None and first.distance_m is None and first.image is None and len(first.items) == 1
    assert first.items[0].smart_tags == (("Mark", "12"),) and first.items[0].attributes == ()
    assert len(second.items) == 2 and codes(report) == ["NWH001", "NWX029"]


@pytest.mark.parametrize(
    ("tolerance", "units", "metres"), [("0.082ft", "ft", 0.3048), ("25mm", "mm", 0.001), ("0,025m", "m", 1.0)]
)
def test_the_unit_is_glued_to_the_tolerance(tmp_path: Path, tolerance: str, units: str, metres: float) -> None:
    report = read(tmp_path, page(block(main(row(values(), item(1), item(2))), tolerance=tolerance)))
    (found,) = report.tests[0].results
    assert report.units == units and found.point_m == pytest.approx((4.125 * metres, -31.5 * metres, 2.75 * metres))
    assert found.distance_m == pytest.approx(-0.045 * metres)
    assert report.tests[0].tolerance_m == pytest.approx({"ft": 0.082, "mm": 25, "m": 0.025}[units] * metres)


@pytest.mark.parametrize("tolerance", ["0.025", "", "0.025furlong"])
def test_without_a_unit_metres_are_assumed(tmp_path: Path, tolerance: str) -> None:
    report = read(tmp_path, page(block(main(row(values(), item(1), item(2))), tolerance=tolerance)))
    assert "NWH004" in codes(report) and report.tests[0].results[0].point_m == (4.125, -31.5, 2.75)


def test_tests_without_clashes_are_there_too(tmp_path: Path) -> None:
    table = main(row(values(), item(1), item(2)))
    blocks = [block(name=f"Test {n}", counts="0 0 0 0 0 0") for n in range(4)]
    report = read(tmp_path, page(blocks[0], blocks[1], block(table, name="Full"), blocks[2], blocks[3]))
    assert [(test.name, len(test.results)) for test in report.tests] == [
        ("Test 0", 0),
        ("Test 1", 0),
        ("Full", 1),
        ("Test 2", 0),
        ("Test 3", 0),
    ]
    assert report.tests[0].layout is GroupLayout.EMPTY and codes(report) == ["NWH001"]


def test_a_filtered_report_is_recognised(tmp_path: Path) -> None:
    report = read(tmp_path, page(block(main(row(values(), item(1), item(2))), counts="3 1 0 0 2 0")))
    assert report.tests[0].filtered and "NWX031" in codes(report)


def test_an_unknown_heading_is_kept(tmp_path: Path) -> None:
    heads = (*GENERAL, "Mood")
    report = read(tmp_path, page(block(main(row((*values(), "grim"), item(1), item(2), heads=heads), heads=heads))))
    assert ("Mood", "grim") in report.tests[0].results[0].extra
    (said,) = [each for each in report.diagnostics if each.code == "NWH003"]
    assert "Mood" in said.message and said.location.line


def test_a_row_without_a_name_is_left_out_and_named(tmp_path: Path) -> None:
    rows = (row(values(""), item(1), item(2)), row(("",) * 7, ("",) * 5, ("",) * 5), row(values(), item(3), item(4)))
    report = read(tmp_path, page(block(main(*rows))))
    assert [result.name for result in report.tests[0].results] == ["Clash1"]
    assert codes(report).count("NWH002") == 1, "an empty row says nothing"


@pytest.mark.parametrize(
    ("text", "status", "code"),
    [
        ("Проанализировано", ClashStatus.REVIEWED, None),
        ("新建", ClashStatus.NEW, None),
        ("?", ClashStatus.UNKNOWN, "NWX020"),
    ],
)
def test_the_status_is_a_localised_text(tmp_path: Path, text: str, status: ClashStatus, code: str | None) -> None:
    report = read(tmp_path, page(block(main(row(values(status=text), item(1), item(2))))))
    assert report.tests[0].results[0].status is status and ("NWX020" in codes(report)) == (code is not None)


@pytest.mark.parametrize("point", ["", "x:1, y:2", "x:one, y:2, z:3"])
def test_a_point_that_cannot_be_read_is_no_point(tmp_path: Path, point: str) -> None:
    report = read(tmp_path, page(block(main(row(values(point=point), item(1), item(2))))))
    assert report.tests[0].results[0].point_m is None and "NWX029" in codes(report)


def test_a_decimal_comma_is_read_and_said(tmp_path: Path) -> None:
    report = read(tmp_path, page(block(main(row(values(point="x:8,25, y:-7,5, z:-0,125", distance="-0,5"))))))
    assert report.tests[0].results[0].point_m == (8.25, -7.5, -0.125) and "NWX023" in codes(report)


def test_numbers_of_any_length_do_no_harm(tmp_path: Path) -> None:
    text = page(block(main(row(values())), counts=f"{'9' * 5_000} 1 0 0 0 0"))
    report = read(tmp_path, text.replace('colspan="2"', f'colspan="{"9" * 5_000}"'))
    assert report.readable and report.tests[0].summary is None


def test_headings_in_another_language_are_an_error(tmp_path: Path) -> None:
    report = read(tmp_path, page(block(main(row(values())))).replace("Clash Name", "Имя конфликта"))
    assert not report.readable and codes(report) == ["NWH005"] and "English" in report.diagnostics[0].message


def test_inspect_counts_a_page(tmp_path: Path) -> None:
    rows = (row(values("G"), kind="clashGroupRow"), row(values("Clash1"), kind="childRowLast"), row(values("Clash2")))
    (tmp_path / "page.html").write_text(page(block(main(*rows), counts="2 2 0 0 0 0")), encoding="utf-8")
    (tmp_path / "r_files").mkdir()
    (tmp_path / "r_files" / "Clash2.jpg").write_bytes(jpeg())
    shown = as_json(inspect([tmp_path / "page.html"]))["files"][0]
    assert (shown["kind"], shown["groups"], shown["clashes"]) == ("navisworks-html", 1, 2)
    assert (shown["statuses"], shown["group_statuses"], shown["snapshots"]) == ({"new": 2}, {"new": 1}, 1)


@pytest.mark.parametrize(
    "text", ["<html><body><p>Minutes</p></body></html>", "<HTML><table class='mainTable'></table>"]
)
def test_another_page_is_no_report(tmp_path: Path, text: str) -> None:
    (tmp_path / "page.html").write_text(text, encoding="utf-8")
    shown = as_json(inspect([tmp_path / "page.html"]))["files"][0]
    assert [each["code"] for each in shown["diagnostics"]] == ["NWH005"] and not shown["readable"]


@given(st.data())
def test_damaged_bytes_never_raise(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    rows = (row(values("G"), kind="clashGroupRow"), row(values(), item(1), item(2), kind="childRowLast"))
    damaged = bytearray(page(block(main(*rows)), block()).encode())
    for _ in range(data.draw(st.integers(1, 5))):
        place = data.draw(st.integers(0, len(damaged) - 1))
        cut = data.draw(st.sampled_from([0, 1, 50, 1_000]))
        damaged[place : place + cut] = data.draw(
            st.sampled_from(
                [b"", b"\x00", b"<", b"<table class='mainTable'>", b"</tr>", b"&#0;", b'colspan="x"', b"\xff\xfe"]
            )
        )
        damaged = damaged or bytearray(b"<")
    report = read(tmp_path_factory.mktemp("damaged"), bytes(damaged))
    assert (report.readable and report.tests) or codes(report) == ["NWH005"]


@given(st.binary(max_size=200))
def test_any_bytes_never_raise(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    assert codes(read(tmp_path_factory.mktemp("any"), data)) == ["NWH005"]
