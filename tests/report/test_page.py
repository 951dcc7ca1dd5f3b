"""The page: self-contained, escaped, and the same for the same run."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from lxml import html

from converter.report.page import Page, render_page

RUN: dict[str, Any] = {
    "converter": "1.2.3",
    "time": "2026-03-09T08:00:00+00:00",
    "settings": {"target.project_id": 12345},
    "counts": {
        "clashes": 1234,
        "groups": 1,
        "viewpoints": 1,
        "batches": 1,
        "actions": {"create": 1, "update": 1, "close": 1, "reopen": 0, "unchanged": 0, "withhold": 2},
    },
    "inputs": [
        {
            "path": "Tower.xml",
            "kind": "navisworks-xml",
            "units": "ft",
            "used": True,
            "tests": [{"name": "Structure vs Ducts", "layout": "everything", "status": "old", "filtered": True}],
        },
        {"path": "bad.xml", "kind": "navisworks-xml", "units": None, "used": False, "tests": []},
    ],
}


def issue(number: int, **fields: Any) -> dict[str, Any]:
    usual = {
        "uuid": f"0000000{number}-0000-5000-8000-000000000000",
        "title": f"Beam × Duct · B-2, Level 2 · Clash{number}",
        "action": "create",
        "test": "Structure vs Ducts",
        "group": None,
        "clashes": number,
        "level": "Level 2",
        "grid": "B-2",
        "point_m": [1.0, 2.0, 3.5],
        "distance_m": -0.0125,
        "assignee": None,
        "source_status": "new",
        "snapshot": f"snapshots/{number}.jpg",
        "no_viewpoint_reason": None,
    }
    return {**usual, **fields}


PAGE = Page(
    run=RUN,
    issues=[
        issue(1),
        issue(2, snapshot=None, no_viewpoint_reason="the report has no picture of it", source_status="active"),
        issue(3, action="close", group="Beam 2", level=None, distance_m=None, assignee="dora@example.com"),
    ],
    total=3,
    withheld=2,
    diagnostics=[
        {"code": "NWX029", "severity": "info", "message": "'Clash1' has no point", "location": {"file": "Tower.xml"}},
        {"code": "NWX001", "severity": "error", "message": "cut off", "location": {"file": "bad.xml", "line": 7}},
    ],
    thumbnails={"snapshots/1.jpg": b"\xff\xd8small"},
    tests={"Structure vs Ducts": 3},
    levels={"Level 2": 2, "": 1},
    fates={"open": 1200, "approved": 30, "resolved": 4},
)


def test_the_page_of_a_small_run(golden: Callable[[str, str], None]) -> None:
    golden("page.html", render_page(PAGE))


def test_nothing_is_fetched_from_anywhere() -> None:
    page = html.document_fromstring(render_page(PAGE))
    sources = page.xpath("//@src | //link/@href | //script/@src")
    assert sources and all(
        source.startswith("data:image/jpeg;base64,") or source.startswith("snapshots/") for source in sources
    )
    assert not re.findall(r"url\(|@import|https?:", render_page(PAGE))
    assert "default-src 'none'" in page.xpath("//meta[@http-equiv]/@content")[0]


def test_each_issue_has_its_row_and_a_missing_picture_its_reason() -> None:
    rows = html.document_fromstring(render_page(PAGE)).xpath("//table[@id='issues']/tbody/tr")
    assert [row.get("id") for row in rows] == [each["uuid"] for each in PAGE.issues]
    assert rows[1].xpath(".//span[@class='nopic']/@title") == ["the report has no picture of it"]
    assert "−12 mm" in rows[0].text_content() and "dora@example.com" in rows[2].text_content()


def test_errors_come_first() -> None:
    cells = html.document_fromstring(render_page(PAGE)).xpath("//table[@class='diagnostics']/tbody/tr/td[1]")
    assert [cell.text_content() for cell in cells] == ["NWX001", "NWX029"]


def test_a_page_that_leaves_its_folder_points_nowhere() -> None:
    page = render_page(replace(PAGE, linked=False))
    assert "snapshots/" not in page and "data:image/jpeg" in page


def test_texts_are_escaped() -> None:
    nasty = "<img src=x onerror=alert(1)> \"'& </script><script>"
    page = render_page(replace(PAGE, issues=[issue(1, title=nasty, test=nasty, level=nasty, grid=nasty, group=nasty)]))
    parsed = html.document_fromstring(page)
    assert len(parsed.xpath("//script")) == 1 and not parsed.xpath("//*[@onerror]")
    assert parsed.xpath("//table[@id='issues']//strong")[0].text == nasty


def test_what_is_not_shown_is_said() -> None:
    assert "The first 3 of 5,000 are shown" in render_page(replace(PAGE, total=5_000))


def test_nothing_to_publish_is_said() -> None:
    run = {**RUN, "counts": {**RUN["counts"], "actions": {}}}
    page = render_page(replace(PAGE, run=run, issues=[], total=0, diagnostics=[], thumbnails={}))
    assert "nothing to publish" in page and "<h1>0 new issues</h1>" in page


def test_the_page_says_what_the_plan_holds_and_not_what_was_sent() -> None:
    page = html.document_fromstring(render_page(PAGE))
    tiles = [card.text_content() for card in page.xpath("//section[@class='cards']/div")]
    assert tiles[2:7] == ["1new issues", "1changed", "1to close", "0to open again", "0unchanged"]
    assert "1,200\xa0open, 30\xa0approved, 4\xa0resolved" in tiles[0]
    assert "planned on 2026-03-09" in page.text_content() and "sent" not in page.text_content()
    assert page.xpath("//h1")[0].text_content() == "1 new issue, 1 changed, 1 to close"
    assert page.xpath("//span[@class='plan']")[0].text_content() == "to close"


def test_statuses_are_explained() -> None:
    legend = html.document_fromstring(render_page(PAGE)).xpath("//p[@class='legend']")[0].text_content()
    assert "new found for the first time" in legend and "active found before" in legend and "reviewed" not in legend


def test_bars_add_up_to_all_issues() -> None:
    page = render_page(replace(PAGE, tests={f"Test {number}": 1_000 + number for number in range(20)}))
    shown = html.document_fromstring(page).xpath("(//figure)[1]//span[@class='n']/text()")
    assert len(shown) == 8 and sum(int(text.replace(",", "")) for text in shown) == sum(range(1_000, 1_020))
    assert "13 others" in page
