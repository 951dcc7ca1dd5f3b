"""BCF topics in the plan: one topic, one issue."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from converter.geometry.boxes import box_around
from converter.geometry.camera import as_perspective
from converter.geometry.object_ranges import VisibilityChoice
from converter.geometry.redlines import Redlines, redlines_of
from converter.geometry.section import Section, distance_along, section_of
from converter.geometry.vectors import added
from converter.model.report import Report
from converter.model.topic import Topic
from converter.model.vectors import Vector
from converter.model.viewpoint import Camera, Component, Viewpoint, Visibility
from converter.plan.elements import Element, IdKind
from converter.plan.issues import (
    Action,
    ClashLine,
    ClashState,
    Origin,
    PlannedIssue,
    PlannedViewpoint,
    Source,
)
from converter.plan.limits import ATTACHMENTS
from converter.plan.lookups import Lookups
from converter.plan.models.known import NOTHING, Known, Selected, WantedView, disciplines_of, identified
from converter.plan.settings import PlanSettings
from converter.plan.topics.topic_identity import topic_keys
from converter.plan.topics.topic_texts import description_of, title_of
from converter.plan.topics.topic_views import TopicView, other_pictures, shown_views
from converter.plan.topics.topic_words import TopicWords, set_by_words

_DEFAULT_TARGET_M = 10.0
_CLASSES_TOLD = 2
"""A topic about more elements is about no pair of classes."""


@dataclass(frozen=True, slots=True)
class TopicEntry:
    """A topic and where it was read; ``superseded`` says, in words, why another archive's copy was taken instead.

    ``known`` is what the models know of what its first viewpoint selects, ``version`` the archive's version of BCF.
    """

    file: str
    topic: Topic
    key: str
    superseded: str = ""
    known: Known = NOTHING
    version: str = ""

    @property
    def selected(self) -> Selected:
        """What its first viewpoint selects."""
        view = self.topic.viewpoints[0] if self.topic.viewpoints else None
        elements = tuple([_element(each) for each in view.selection]) if view else ()
        point = _aim(view.camera) if view and view.camera else None
        return Selected(self.file, self.topic.guid, elements, point)


def topic_entries(reports: Sequence[Report]) -> list[TopicEntry]:
    """Every topic; of one guid in several archives the newest is used, of equal ones that of the newest version of BCF,
    which says most, and of these the first by name.
    """
    found = [
        TopicEntry(report.path, *each, version=report.version)
        for report in reports
        for each in topic_keys(report.path, report.topics)
    ]
    by_key: dict[str, list[TopicEntry]] = defaultdict(list)
    for entry in found:
        by_key[entry.key].append(entry)
    reasons: dict[int, str] = {}
    for same in by_key.values():
        if len(same) > 1:
            winner, *others = sorted(same, key=_newest_first)
            for other in others:
                reasons[id(other)] = _why(winner, other)
    return [replace(entry, superseded=reasons.get(id(entry), "")) for entry in found]


def _newest_first(entry: TopicEntry) -> tuple[float, tuple[int, ...], str]:
    newest = entry.topic.modified or entry.topic.created or datetime.min.replace(tzinfo=UTC)
    seconds = (newest - datetime.min.replace(tzinfo=UTC)).total_seconds()
    return -seconds, tuple([-number for number in _version(entry)]), entry.file


def _version(entry: TopicEntry) -> tuple[int, int]:
    """``2.1`` as numbers; a version nobody can read is none."""
    found = re.match(r"(\d{1,4})(?:\.(\d{1,4}))?", entry.version)
    return (int(found[1]), int(found[2] or 0)) if found else (0, 0)


def _why(winner: TopicEntry, other: TopicEntry) -> str:
    if _content(winner.topic) == _content(other.topic):
        return f"the same topic is in {winner.file}"
    newer = (winner.topic.modified or winner.topic.created) != (other.topic.modified or other.topic.created)
    if newer:
        which = "is newer"
    elif _version(winner) != _version(other):
        which = f"is as new and of BCF {winner.version}"
    else:
        which = "is as new and first by name"
    return f"conflict: the topic has other content in {winner.file}, which {which}"


def _content(topic: Topic) -> Topic:
    """A topic without where it lies."""
    views = tuple(replace(view, snapshot_entry=None) for view in topic.viewpoints)
    return replace(topic, folder="", viewpoints=views)


class TopicIssueMaker:
    """Makes issues of topics under one set of settings."""

    def __init__(self, settings: PlanSettings, lookups: Lookups) -> None:
        self._settings, self._lookups = settings, lookups
        self.words = TopicWords(settings.topics)
        self.without_visibility = 0
        self.too_many = 0

    def issue(self, entry: TopicEntry, uuid: str) -> PlannedIssue:
        """The issue of one topic."""
        topic = entry.topic
        pictures = [self._lookups.snapshot(entry.file, view) for view in topic.viewpoints]
        shown = list(shown_views(self._settings.project_id, uuid, topic.viewpoints, pictures))
        main = shown[0] if shown else None
        others = list(other_pictures(pictures, shown))
        self.too_many += len(others) > ATTACHMENTS
        attached = {number for number, _ in others[:ATTACHMENTS]}
        wanted = None if main else self._wanted(entry)
        place = entry.known.place
        title = title_of(topic)
        closed = self.words.is_closed(topic.topic_status)
        issue_type = self.words.issue_type(topic.topic_type)
        priority = self.words.priority(topic.priority)
        return PlannedIssue(
            action=Action.CREATE,
            reason=f"{topic.topic_status or 'no status'} in the archive",
            key=entry.key,
            uuid=uuid,
            title=title,
            description=description_of(topic, title, entry.file, main.view if main else None, attached),
            status="closed" if closed else "open",
            issue_type=issue_type or self._settings.issue_type,
            priority=priority or self._settings.priority,
            set_by=tuple(set_by_words(topic, issue_type, priority)),
            due_date=topic.due_date.isoformat() if topic.due_date else None,
            origin=Origin(title, topic.guid, "BcfTopic", self._settings.link.format(uuid=uuid)),
            sources=(Source(entry.file, topic.guid, topic.title),),
            assignee=self.words.assignee(topic.assigned_to),
            trade=self.words.trade(topic.labels),
            viewpoint=self._viewpoint(title, main) if main else None,
            further_views=tuple([self._viewpoint(f"{title} · viewpoint {each.number}", each) for each in shown[1:]]),
            no_viewpoint_reason="" if main else _why_no_view(topic),
            attachments=tuple(picture for _, picture in others[:ATTACHMENTS]),
            model=self._lookups.model_of(entry.file, has_viewpoint=bool(main or wanted)),
            source_status=topic.topic_status or "",
            point_m=_target(main.view, main.camera) if main else wanted.point_m if wanted else None,
            level=place.level if place else None,
            location=(place.path or None) if place and self._settings.locations else None,
            wanted_view=wanted,
        )

    def _viewpoint(self, name: str, shown: TopicView) -> PlannedViewpoint:
        view = shown.view
        camera = shown.camera if self._settings.orthogonal else as_perspective(shown.camera)
        section = self._section(view, shown.camera)
        redlines = redlines_of(view.lines, camera) if view.lines else Redlines(())
        return PlannedViewpoint(
            name,
            camera,
            None if section is None or _is_guess(section, shown.camera) else section.box,
            shown.picture,
            redlines.lines,
            section.replaced if section else "",
            dropped_lines=redlines.dropped,
            visibility=self._visibility(view),
            uuid=shown.uuid,
        )

    def _wanted(self, entry: TopicEntry) -> WantedView | None:
        """What could be drawn of a topic without a picture, as its camera sees it: the selected elements."""
        view = next((each for each in entry.topic.viewpoints if each.camera), None)
        found = list(dict.fromkeys(each for each in entry.known.elements if each))
        if view is None or view.camera is None or not found or not self._settings.renders:
            return None
        camera = view.camera if self._settings.orthogonal else as_perspective(view.camera)
        section = self._section(view, view.camera)
        return WantedView(
            first=tuple(found[:1]),
            second=tuple(found[1:]),
            point_m=entry.known.point_m,
            shift_m=entry.known.shift_m,
            section=None if section is None or _is_guess(section, view.camera) else section.box,
            camera=camera,
            section_replaced=section.replaced if section else "",
            lines=view.lines,
            visibility=self._visibility(view),
        )

    def _visibility(self, view: Viewpoint) -> VisibilityChoice | None:
        visibility = self._lookups.object_ids.visibility(view)
        if visibility is None and view.visibility not in (None, Visibility()):
            self.without_visibility += 1
        return visibility

    def _section(self, view: Viewpoint, camera: Camera) -> Section | None:
        """The planes as a box; what no box can say becomes one around what the camera looks at."""
        if not view.clipping_planes and view.section_box is None:
            return None
        return section_of(view, box_around(_target(view, camera), self._settings.section_half_size_m))


def _is_guess(section: Section, camera: Camera) -> bool:
    """True for a box in the place of planes around a point nobody named: it would hide what the planes show."""
    return bool(section.replaced) and camera.target_distance_m is None


def _target(view: Viewpoint, camera: Camera) -> Vector:
    """What the camera looks at. BCF does not say how far away that is; a plane that cuts the view open does."""
    cuts = (distance_along(plane, camera.position_m, camera.direction) for plane in view.clipping_planes)
    nearest = min((cut for cut in cuts if cut is not None and cut > 0), default=_DEFAULT_TARGET_M)
    return added(camera.position_m, camera.direction, camera.target_distance_m or nearest)


def _aim(camera: Camera) -> Vector | None:
    """The point a view is made for, where it says so: BCF does not, but for the depth some programs give."""
    return added(camera.position_m, camera.direction, camera.target_distance_m) if camera.target_distance_m else None


def _why_no_view(topic: Topic) -> str:
    if not topic.viewpoints:
        return "the topic has no viewpoint"
    if not any(view.camera for view in topic.viewpoints):
        return "no viewpoint of the topic has a camera"
    return "the topic has no picture"


def topic_line(entry: TopicEntry, uuid: str | None) -> ClashLine:
    """The line of ``clashes.jsonl`` for a topic."""
    topic = entry.topic
    known = entry.known
    elements = entry.selected.elements
    if known.outcomes:
        elements = tuple(map(identified, elements, known.outcomes))
    classes = [element.ifc_class for element in elements if element.ifc_class]
    state = ClashState.SUPPRESSED if entry.superseded else ClashState.NEW
    return ClashLine(
        key=entry.key,
        kind="topic",
        state=state,
        reason=entry.superseded or f"{topic.topic_status or 'no status'} in the archive",
        issue=None if entry.superseded else uuid,
        group=None,
        test="",
        name=topic.title,
        status=topic.topic_status or "",
        elements=elements,
        point_m=known.point_m,
        distance_m=None,
        level=known.place.level if known.place else None,
        grid=None,
        ifc_class=" × ".join(classes) if 0 < len(classes) <= _CLASSES_TOLD else None,
        discipline=disciplines_of(known) if len(classes) <= _CLASSES_TOLD else None,
        found=topic.created.isoformat() if topic.created else None,
        source=Source(entry.file, topic.guid, topic.title),
        outcomes=known.outcomes,
        place=known.place,
        superseded=bool(entry.superseded),
    )


def _element(component: Component) -> Element:
    """A component as an element: by its GlobalId, else by its id in the program it comes from."""
    if component.ifc_guid:
        return Element(IdKind.IFC_GUID, component.ifc_guid, element_id=component.authoring_tool_id)
    system = component.originating_system or ""
    return Element(IdKind.ELEMENT_ID, component.authoring_tool_id, source_file=system)
