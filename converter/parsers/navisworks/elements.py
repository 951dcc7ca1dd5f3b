"""One element of a clash report → one record. Order-independent; nothing is required, nothing is dropped silently.

This is the reference for what a report means. ``pattern.py`` reads the common shape of a clash faster and must give the
same records.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from lxml import etree

from converter.model.clash import ClashItem, ClashResult, ClashStatus, ClashTask, Pairs
from converter.model.comments import Comment
from converter.parsers.navisworks.tokens import status_from_text
from converter.parsers.navisworks.values import Context

_RESULT_ATTRIBUTES = frozenset({"name", "guid", "status", "href", "distance"})
_RESULT_CHILDREN = frozenset(
    {
        "parentgroup", "description", "resultstatus", "priority", "clashpoint", "gridlocation", "createddate",
        "approveddate", "approvedby", "assignedto", "clashobjects", "objects", "comments", "clashtasklink",
        "clashresults",
    }
)  # fmt: skip
_ITEM_CHILDREN = frozenset({"objectattribute", "layer", "pathlink", "smarttags"})
_COMMENT_ATTRIBUTES = frozenset({"id", "status"})
_COMMENT_CHILDREN = frozenset({"user", "body", "createddate"})


def children(element: etree._Element) -> Iterator[etree._Element]:
    """Child elements without comments and processing instructions."""
    return element.iterchildren(tag=etree.Element)


def child(element: etree._Element, name: str) -> etree._Element | None:
    """The first child of that name."""
    return element.find(name)


def text_of(element: etree._Element, name: str) -> str | None:
    """Text of the first child of that name: None when there is no such child or it is empty."""
    found = element.find(name)
    return None if found is None else (found.text or None)


def result_of(element: etree._Element, context: Context) -> ClashResult:
    """A ``clashresult``, or the header of a ``clashgroup``: both carry the same fields."""
    status = _status(element, context)
    guid = (element.get("guid") or "").strip().lower()
    if not guid:
        context.log.add("NWX025", f"{element.get('name', '')!r} has no guid", line=element.sourceline)
    point = child(element, "clashpoint")
    result = ClashResult(
        guid=guid,
        name=element.get("name") or "",
        status=status,
        items=_items(element, context),
        point_m=None if point is None else context.point_m(child(point, "pos3f")),
        distance_m=context.length_m(element.get("distance"), "the distance", element),
        image=element.get("href") or None,
        grid_location=text_of(element, "gridlocation"),
        description=text_of(element, "description"),
        status_text=text_of(element, "resultstatus"),
        parent_group=text_of(element, "parentgroup"),
        created=_date(element, "createddate", context),
        approved=_date(element, "approveddate", context),
        approved_by=text_of(element, "approvedby"),
        assigned_to=text_of(element, "assignedto"),
        priority=context.integer(text_of(element, "priority"), "the priority", element),
        comments=comments_of(element, context),
        task=_task(element, context),
        extra=extra_of(element, _RESULT_ATTRIBUTES, _RESULT_CHILDREN, context),
    )
    note_gaps(result, context, element.sourceline)
    return result


def note_gaps(result: ClashResult, context: Context, line: int | None) -> None:
    """Say what a live clash lacks for being shown: objects and a point."""
    if not result.status.is_live:
        return
    if len(result.items) < 2:
        named = f"{result.name!r} names {len(result.items)} of 2 objects"
        context.log.add("NWX027", named, line=line, guid=result.guid or None)
    if result.point_m is None:
        context.log.add("NWX029", f"{result.name!r} has no point", line=line, guid=result.guid or None)


def _status(element: etree._Element, context: Context) -> ClashStatus:
    """The attribute decides; without it the text; what neither explains is UNKNOWN, never "new"."""
    token = element.get("status")
    text = text_of(element, "resultstatus")
    name = element.get("name", "")
    if token is None or not token.strip():
        status = status_from_text(text or "")
        context.log.add("NWX021", f"{name!r} has no status attribute; its text says {text!r}", line=element.sourceline)
    else:
        status = status_from_text(token)
    if status is None:
        context.log.add("NWX020", f"{name!r} has the status {token or text!r}", line=element.sourceline)
        return ClashStatus.UNKNOWN
    return status


def _date(element: etree._Element, name: str, context: Context) -> datetime | None:
    """Time of a child that holds a ``date`` — never any descendant's date: comments have theirs."""
    holder = child(element, name)
    return None if holder is None else context.date(child(holder, "date"), child(holder, "time"))


def _items(element: etree._Element, context: Context) -> tuple[ClashItem, ...]:
    holder = child(element, "clashobjects")
    found = [] if holder is None else holder.findall("clashobject")
    if holder is None and (holder := child(element, "objects")) is not None:
        found = holder.findall("object")
        context.log.add("NWX037", "objects are written as `objects/object`", line=holder.sourceline)
    if len(found) > 2:
        message = f"{element.get('name', '')!r} names {len(found)} objects"
        context.log.add("NWX028", message, line=element.sourceline, guid=element.get("guid"))
    return tuple(_item(each, context) for each in found[:2])


def _item(element: etree._Element, context: Context) -> ClashItem:
    path = child(element, "pathlink")
    return ClashItem(
        attributes=_pairs(element.findall("objectattribute")),
        layer=text_of(element, "layer"),
        path=() if path is None else tuple(node.text for node in path.findall("node") if node.text),
        smart_tags=_pairs(element.findall("smarttags/smarttag")),
        extra=extra_of(element, frozenset(), _ITEM_CHILDREN, context),
    )


def _pairs(elements: list[etree._Element]) -> Pairs:
    """Name and value of each element; those without a value say nothing and are left out (93 % in real reports)."""
    found = ((text_of(each, "name") or "", text_of(each, "value") or "") for each in elements)
    return tuple((name, value) for name, value in found if value.strip())


def comments_of(element: etree._Element, context: Context) -> tuple[Comment, ...]:
    """What was said about a clash or a view."""
    holder = child(element, "comments")
    if holder is None:
        return ()
    return tuple(_comment(each, context) for each in holder.findall("comment"))


def _comment(element: etree._Element, context: Context) -> Comment:
    return Comment(
        id=element.get("id") or "",
        author=text_of(element, "user") or "",
        text=text_of(element, "body") or "",
        created=_date(element, "createddate", context),
        status=element.get("status"),
        extra=extra_of(element, _COMMENT_ATTRIBUTES, _COMMENT_CHILDREN, context),
    )


def _task(element: etree._Element, context: Context) -> ClashTask | None:
    holder = child(element, "clashtasklink")
    if holder is None:
        return None
    known = {"taskname", "starttime", "endtime"}
    return ClashTask(
        name=text_of(holder, "taskname") or "",
        start=_date(holder, "starttime", context),
        end=_date(holder, "endtime", context),
        details=tuple((str(each.tag), each.text or "") for each in children(holder) if each.tag not in known),
    )


def extra_of(element: etree._Element, attributes: frozenset[str], names: frozenset[str], context: Context) -> Pairs:
    """Attributes and children the format does not know (yet), kept as text so that nothing is lost.

    Attributes are named ``@name``, those of a child ``child@name``. Said with NWX033.
    """
    found = [(f"@{name!s}", str(value)) for name, value in element.attrib.items() if name not in attributes]
    for each in children(element):
        if each.tag not in names:
            found.append((str(each.tag), " ".join("".join(each.itertext()).split())))
            for below in each.iter(etree.Element):
                found += [(f"{below.tag!s}@{name!s}", str(value)) for name, value in below.items()]
    if found:
        words = ", ".join(dict.fromkeys(f"{element.tag!s} {name}" for name, _ in found))
        context.log.add("NWX033", f"kept as text: {words}", line=element.sourceline)
    return tuple(found)
