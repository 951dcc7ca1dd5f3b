"""Issues of a run folder as topics: those that were topics as they were, the others from what would be sent."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec

from converter.app import run_folder
from converter.app.records import SNAPSHOTS
from converter.app.topic_records import topic_of
from converter.geometry.camera import frame_point
from converter.model.topic import Topic
from converter.model.viewpoint import Component, Viewpoint, Visibility
from converter.plan.elements import IdKind
from converter.plan.limits import TITLE_CHARACTERS
from converter.publisher.procore.viewpoint_data import read_camera, read_section

_PICTURE = re.compile(r"[0-9a-f]{64}\.(?:png|jpg)")


@dataclass(frozen=True, slots=True)
class ExportedTopic:
    """A topic, the names of its viewpoints' pictures in the run folder, and what was not to be had."""

    topic: Topic
    snapshots: tuple[str | None, ...]
    lost: frozenset[str] = field(default_factory=frozenset)


def exported_topics(run: Path) -> list[ExportedTopic]:
    """The issues of a run that would be published, in the order of the plan."""
    plan = run_folder.read_json(run, run_folder.PLAN_FILE)
    issues = [issue for issue in plan["issues"] if issue["action"] not in {"withhold", "close"}]
    topics = {line["issue"]: line for line in run_folder.read_lines(run, run_folder.TOPICS_FILE, optional=True)}
    lines: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for line in run_folder.read_lines(run, run_folder.CLASHES_FILE):
        if line["issue"]:
            lines[line["issue"]].append(line)
    bodies = _bodies(run, issues)
    return [
        _of_topic(issue, topics[issue["uuid"]])
        if issue["uuid"] in topics
        else _of_clashes(issue, bodies.get(issue["uuid"], {}), lines[issue["uuid"]])
        for issue in issues
    ]


def _bodies(run: Path, issues: Sequence[Mapping[str, Any]]) -> dict[str, dict[str, Any]]:
    """What would be sent for each issue."""
    names = dict.fromkeys(issue["batch"]["file"] for issue in issues if issue["batch"])
    found: dict[str, dict[str, Any]] = {}
    for name in names:
        body = msgspec.json.decode((run / name).read_bytes())
        found |= {item["uuid"]: item for item in body["updates"] if "uuid" in item}
    return found


def _of_topic(issue: Mapping[str, Any], line: Mapping[str, Any]) -> ExportedTopic:
    """As it was read. A title that is too long for Procore gives way to the issue's, and leads the description."""
    topic = topic_of(line["topic"])
    if len(topic.title) > TITLE_CHARACTERS or not topic.title.strip():
        words = "\n\n".join(text for text in (topic.title, topic.description) if text.strip())
        topic = replace(topic, title=issue["title"], description=words)
    pictures = tuple(map(_picture, line["snapshots"]))
    drawn = issue["snapshot"]
    if drawn and not any(pictures):  # by the camera of the first viewpoint that has one
        seen = next((number for number, view in enumerate(topic.viewpoints) if view.camera), None)
        name = _picture(drawn.removeprefix(f"{SNAPSHOTS}/"))
        pictures = tuple(name if number == seen else None for number in range(len(topic.viewpoints)))
    return ExportedTopic(topic, pictures)


def _picture(name: Any) -> str | None:  # JSON
    """The name of a picture in ``snapshots/``. ``ValueError`` for anything that could lead elsewhere."""
    if name is None:
        return None
    if not (isinstance(name, str) and _PICTURE.fullmatch(name)):
        raise ValueError(f"{name!r} is no picture of a run")
    return name


def _of_clashes(issue: Mapping[str, Any], body: Mapping[str, Any], lines: Sequence[Mapping[str, Any]]) -> ExportedTopic:
    found = min((line["found"] for line in lines if line["found"]), default=None)
    view, lost = _viewpoint(issue, body, tuple(dict.fromkeys(_components(lines))))
    moment = datetime.fromisoformat(found) if found else None
    if moment is not None and moment.tzinfo is None:
        lost |= {"time zone"}
        moment = moment.replace(tzinfo=UTC)
    topic = Topic(
        guid=issue["uuid"],
        title=issue["title"],
        topic_type="Clash",
        topic_status=(body.get("status") or "open").capitalize(),
        priority=body.get("priority"),
        description=body.get("description") or "",
        created=moment,
        assigned_to=issue["assignee"],
        viewpoints=(view,) if view else (),
    )
    picture = issue["snapshot"]
    name = picture.removeprefix(f"{SNAPSHOTS}/") if picture else None
    return ExportedTopic(topic, (_picture(name),), lost)


def _components(lines: Sequence[Mapping[str, Any]]) -> Iterator[Component]:
    """The elements of all clashes: by the GlobalId a model has for them or the report gives, else by their id there."""
    for line in lines:
        for element in line["elements"]:
            system = element["source_file"] or "Navisworks"
            if found := (element.get("ifc") or {}).get("guid"):
                yield Component(found, system, element["element_id"])
            elif not element["id"]:
                continue
            elif element["id_kind"] == IdKind.IFC_GUID:
                yield Component(element["id"], system, element["element_id"])
            else:
                yield Component(None, system, element["id"])


def _viewpoint(
    issue: Mapping[str, Any], body: Mapping[str, Any], components: tuple[Component, ...]
) -> tuple[Viewpoint | None, frozenset[str]]:
    """The view that would be sent; without one, a camera at the clash point: BCF needs no picture."""
    sent = next(iter(body.get("viewpoints") or ()), None)
    lost = frozenset({"mark-up on the screen"}) if sent and sent.get("redlines_data") else frozenset[str]()
    camera = read_camera(msgspec.json.decode(sent["camera_data"])) if sent else None
    section = read_section(msgspec.json.decode(sent["sections_data"])) if sent and sent.get("sections_data") else None
    if camera is None and issue["point_m"]:
        x, y, z = issue["point_m"]
        camera = frame_point((x, y, z))
    if camera is None and not components:
        return None, lost
    return Viewpoint(None, camera=camera, section_box=section, selection=components, visibility=Visibility()), lost
