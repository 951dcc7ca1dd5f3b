"""What the fields of templates stand for, in issues of clashes and of topics."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import PureWindowsPath
from typing import Final

from converter.plan.grouping import Problem
from converter.plan.issues import PlannedIssue
from converter.plan.models.known import Known, disciplines_of
from converter.plan.models.places import Place
from converter.plan.rules.mapping_rules import TEMPLATE_FIELDS
from converter.plan.texts import depth_of, pair_of
from converter.plan.topics.topic_issues import TopicEntry

_NOTHING: Final = dict.fromkeys(TEMPLATE_FIELDS, "")


def values_of_clashes(issue: PlannedIssue, problem: Problem, state: str) -> Mapping[str, str]:
    """Values of an issue made of clashes: those of the clash that stands for it."""
    face = problem.face
    labels = pair_of(face.elements)
    depth_mm = None if face.result.distance_m is None else f"{max(-face.result.distance_m, 0.0) * 1000:.0f}"
    return {
        **_of_issue(issue),
        **_of_place(face.known.place),
        "name": problem.name,
        "pair": " × ".join(labels),
        "a": labels[0] if labels else "",
        "b": labels[1] if len(labels) > 1 else "",
        "class": " × ".join(each.ifc_class for each in face.elements if each.ifc_class),
        "discipline": disciplines_of(face.known) or "",
        "system": _joined(each.system for each in face.known.elements if each),
        "layer": _joined(each.layer for each in face.elements),
        "model": _joined(each.model for each in face.elements),
        "level": face.level or "",
        "state": state,
        "depth": depth_of(face) or "",
        "depth_mm": depth_mm or "",
        "found": face.result.created.date().isoformat() if face.result.created else "",
        "guid": problem.head.result.guid,
    }


def values_of_topic(issue: PlannedIssue, entry: TopicEntry, state: str) -> Mapping[str, str]:
    """Values of an issue that was a topic: those of what its first viewpoint selects."""
    topic, found = entry.topic, [each for each in entry.known.elements if each]
    labels = [each.name or each.ifc_class for each in found[:2]]
    return {
        **_of_issue(issue),
        **_of_place(entry.known.place),
        "name": topic.title,
        "pair": " × ".join(sorted(labels)) if len(found) == _PAIR else "",
        "a": labels[0] if labels else "",
        "b": labels[1] if len(labels) > 1 else "",
        "class": _joined(each.ifc_class for each in found[:2]),
        "discipline": _disciplines(entry.known),
        "system": _joined(each.system for each in found),
        "layer": _joined(each.layer for each in found),
        "model": _joined(header.filename for header in topic.header_files),
        "state": state,
        "found": topic.created.date().isoformat() if topic.created else "",
        "label": ", ".join(topic.labels),
        "author": topic.created_author,
        "guid": topic.guid,
    }


_PAIR = 2


def _of_issue(issue: PlannedIssue) -> Mapping[str, str]:
    x, y, z = [f"{each:.2f}" for each in issue.point_m] if issue.point_m else ("", "", "")
    severity = issue.severity
    return {
        **_NOTHING,
        "title": issue.title,
        "description": issue.description,
        "test": issue.test,
        "group": issue.group,
        "level": issue.level or "",
        "grid": issue.grid or "",
        "file": PureWindowsPath(issue.sources[0].file).name if issue.sources else "",
        "status": issue.source_status,
        "clashes": str(issue.clashes),
        "x": x,
        "y": y,
        "z": z,
        "uuid": issue.uuid,
        "severity": severity.level if severity else "",
        "score": f"{severity.score:g}" if severity else "",
        "type": issue.issue_type,
        "priority": issue.priority or "",
        "assignee": issue.assignee or "",
        "trade": issue.trade or "",
        "due": issue.due_date or "",
    }


def _of_place(place: Place | None) -> Mapping[str, str]:
    if place is None:
        return {}
    building = place.path[0] if place.path and place.path[0] not in (place.storey, place.room) else ""
    return {"storey": place.storey or "", "room": place.room or "", "zone": place.zone or "", "building": building}


def _disciplines(known: Known) -> str:
    found = dict.fromkeys(each.discipline for each in known.elements if each and each.discipline)
    return " × ".join(list(found)[:_PAIR])


def _joined(texts: Iterable[str | None]) -> str:
    """Each text once."""
    return " × ".join(dict.fromkeys(text for text in texts if text))
