"""The reports of made-up weeks as files."""

from __future__ import annotations

from pathlib import Path
from xml.sax.saxutils import quoteattr

from converter.model.clash import ClashItem, ClashResult, ClashTest
from converter.model.report import Report
from tests.navisworks import document, item, test_element

_ONE_THAT_IS_NOT_LISTED = (
    '<summary total="1" new="1" active="0" reviewed="0" approved="0" resolved="0">'
    "<testtype>Hard</testtype><teststatus>OK</teststatus></summary>\n"
)


def written(path: Path, report: Report) -> Path:
    """Write a report: status of its tests, their filter, and of each clash guid, name, status, point and items."""
    path.write_text(document(*map(_test, report.tests)), encoding="utf-8")
    return path


def _test(test: ClashTest) -> str:
    text = test_element("".join(map(_clash, test.results)), name=test.name, summary=_summary(test))
    return text.replace('status="ok" tolerance', f'status="{test.status.value}" tolerance', 1)


def _summary(test: ClashTest) -> str:
    """Navisworks counts what was not ticked, and does not list it."""
    return _ONE_THAT_IS_NOT_LISTED if test.filtered else ""


def _clash(result: ClashResult) -> str:
    point = ""
    if result.point_m:
        x, y, z = (f"{value:.4f}" for value in result.point_m)
        point = f'<clashpoint><pos3f x="{x}" y="{y}" z="{z}"/></clashpoint>\n'
    head = f"name={quoteattr(result.name)} guid={quoteattr(result.guid)} status={quoteattr(result.status.value)}"
    items = f"<clashobjects>\n{''.join(map(_item, result.items))}</clashobjects>\n"
    status = f"<resultstatus>{result.status.value.title()}</resultstatus>\n"
    return f"<clashresult {head}>\n<description>Hard</description>\n{status}{point}{items}</clashresult>\n"


def _item(each: ClashItem) -> str:
    ((_, number),) = each.attributes
    return item(number, path="/".join(each.path)) if each.path else item(number)
