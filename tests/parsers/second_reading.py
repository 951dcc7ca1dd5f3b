"""Real Navisworks files, and a reading of them that is independent of the converter: the standard library's XML parser."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections import Counter
from datetime import datetime
from decimal import Decimal
from functools import cache
from pathlib import Path

from converter.model.clash import ClashItem, ClashResult, ClashTest
from converter.model.report import Report
from converter.parsers.navisworks.clash_xml import ClashXmlReader
from tests.conftest import SHARED_DATA

FOLDER = SHARED_DATA / "navisworks"
METRES = {"m": Decimal(1), "ft": Decimal("0.3048")}
STATUSES = ("new", "active", "reviewed", "approved", "resolved")


@cache
def tree_of(path: Path) -> ET.Element | None:
    """The root element; None for what is not well-formed."""
    try:
        return ET.parse(path).getroot()
    except ET.ParseError:
        return None


XML = sorted(FOLDER.rglob("*.xml"))
MALFORMED = [path for path in XML if tree_of(path) is None]
BATCHES = [path for path in XML if (root := tree_of(path)) is not None and root.find("batchtest") is not None]
REPORTS = [path for path in BATCHES if path.parent.name != "other-documents"]
OTHERS = [path for path in XML if path not in BATCHES and path not in MALFORMED]
HTML = sorted(FOLDER.rglob("*.html"))


def label_of(path: Path) -> str:
    return f"{path.parent.name}/{path.name}"


@cache
def read(path: Path) -> Report:
    return ClashXmlReader().read(path, str(path))


def paired_tests(path: Path) -> list[tuple[ClashTest, ET.Element]]:
    """Each test as it was read, with its element of the independent reading."""
    root = tree_of(path)
    assert root is not None
    return list(zip(read(path).tests, root.iter("clashtest"), strict=True))


def metres_of(path: Path) -> Decimal:
    root = tree_of(path)
    assert root is not None
    return METRES[root.attrib["units"]]


def statuses_of(root: ET.Element, tag: str) -> dict[str, int]:
    return dict(Counter(element.attrib["status"] for element in root.iter(tag)))


def expected_time(element: ET.Element, name: str) -> datetime | None:
    date = element.find(f"{name}/date")
    if date is None:
        return None
    return datetime(*(int(date.attrib[part]) for part in ("year", "month", "day", "hour", "minute", "second")))


def expected_item(element: ET.Element) -> dict[str, object]:
    def pairs(path: str) -> list[tuple[str | None, str]]:
        found = ((each.findtext("name"), each.findtext("value") or "") for each in element.findall(path))
        return [(name, value) for name, value in found if value.strip()]

    return {
        "ids": pairs("objectattribute"),
        "layer": element.findtext("layer") or None,
        "path": [node.text for node in element.findall("pathlink/node") if node.text],
        "smart tags": pairs("smarttags/smarttag"),
    }


def expected_fields(element: ET.Element, metres: Decimal) -> dict[str, object]:
    point, distance = element.find("clashpoint/pos3f"), element.get("distance")
    priority = element.findtext("priority")
    return {
        "guid": element.get("guid"),
        "name": element.get("name"),
        "status": element.get("status"),
        "point": None if point is None else [round(float(Decimal(point.attrib[a]) * metres), 9) for a in "xyz"],
        "distance": None if distance is None else round(float(Decimal(distance) * metres), 9),
        "grid": element.findtext("gridlocation") or None,
        "href": element.get("href"),
        "group": element.findtext("parentgroup") or None,
        "description": element.findtext("description") or None,
        "text of the status": element.findtext("resultstatus"),
        "created": expected_time(element, "createddate"),
        "priority": None if priority is None else int(priority),
        "items": [expected_item(each) for each in element.findall("clashobjects/clashobject")],
        "comments": [
            (each.get("id"), each.get("status"), each.findtext("user"), each.findtext("body"))
            for each in element.findall("comments/comment")
        ],
        "times of comments": [expected_time(each, "createddate") for each in element.findall("comments/comment")],
        "not known": [],
    }


def item_fields(item: ClashItem) -> dict[str, object]:
    return {
        "ids": list(item.attributes),
        "layer": item.layer,
        "path": list(item.path),
        "smart tags": list(item.smart_tags),
    }


def fields_of(result: ClashResult) -> dict[str, object]:
    return {
        "guid": result.guid,
        "name": result.name,
        "status": result.status.value,
        "point": None if result.point_m is None else [round(value, 9) for value in result.point_m],
        "distance": None if result.distance_m is None else round(result.distance_m, 9),
        "grid": result.grid_location,
        "href": result.image,
        "group": result.parent_group,
        "description": result.description,
        "text of the status": result.status_text,
        "created": result.created,
        "priority": result.priority,
        "items": [item_fields(item) for item in result.items],
        "comments": [(each.id, each.status, each.author, each.text) for each in result.comments],
        "times of comments": [each.created for each in result.comments],
        "not known": list(result.extra),
    }
