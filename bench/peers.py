"""What the reader is measured against: the straightforward ways to get the same fields."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from lxml import etree

_DATE = ("year", "month", "day", "hour", "minute", "second")


def parse(path: Path) -> int:
    """Only parse: nothing is taken out."""
    return len(etree.parse(path).getroot())


def iterparse(path: Path) -> list[dict[str, Any]]:
    """The loop everybody writes first: ``iterparse``, ``find`` and ``findtext``, and the element cleared afterwards."""
    found = []
    for _, element in etree.iterparse(path, tag="clashresult"):
        found.append(_clash(element))
        element.clear()
        while element.getprevious() is not None:
            del element.getparent()[0]
    return found


def _clash(element: etree._Element) -> dict[str, Any]:
    point = element.find("clashpoint/pos3f")
    date = element.find("createddate/date")
    distance = element.get("distance")
    return {
        "guid": element.get("guid"),
        "name": element.get("name"),
        "status": element.get("status"),
        "image": element.get("href"),
        "distance": None if distance is None else float(distance),
        "parent_group": element.findtext("parentgroup"),
        "description": element.findtext("description"),
        "status_text": element.findtext("resultstatus"),
        "grid": element.findtext("gridlocation"),
        "approved_by": element.findtext("approvedby"),
        "assigned_to": element.findtext("assignedto"),
        "point": None if point is None else tuple(float(point.get(axis)) for axis in "xyz"),
        "created": None if date is None else tuple(int(date.get(part)) for part in _DATE),
        "items": [_item(each) for each in element.findall("clashobjects/clashobject")],
        "comments": [each.findtext("body") for each in element.findall("comments/comment")],
    }


def _item(element: etree._Element) -> dict[str, Any]:
    return {
        "attributes": [(each.findtext("name"), each.findtext("value")) for each in element.findall("objectattribute")],
        "layer": element.findtext("layer"),
        "path": [node.text for node in element.findall("pathlink/node")],
        "tags": [(each.findtext("name"), each.findtext("value")) for each in element.findall("smarttags/smarttag")],
    }
