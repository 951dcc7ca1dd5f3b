"""The plan: a value that can be saved, read, compared and carried out later."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from enum import StrEnum

from converter.geometry.object_ranges import VisibilityChoice
from converter.geometry.redlines import ScreenLine
from converter.model.diagnostics import Diagnostic
from converter.model.picture import Picture
from converter.model.vectors import Box, Vector
from converter.model.viewpoint import Camera
from converter.plan.elements import Element
from converter.plan.known import WantedView
from converter.plan.matches import Outcome
from converter.plan.places import Place


class Action(StrEnum):
    """What is to be done for an issue."""

    CREATE = "create"
    UPDATE = "update"
    CLOSE = "close"
    REOPEN = "reopen"
    UNCHANGED = "unchanged"
    WITHHOLD = "withhold"


class ClashState(StrEnum):
    """What happened to a clash since the run before; without one, every live clash is NEW."""

    NEW = "new"
    PERSISTENT = "persistent"
    MOVED = "moved"
    REIDENTIFIED = "reidentified"
    REGRESSED = "regressed"
    RESOLVED = "resolved"
    UNRETESTED = "unretested"
    SUPPRESSED = "suppressed"


@dataclass(frozen=True, slots=True)
class Source:
    """Where something was read: the file, and the guid and name it has there."""

    file: str
    guid: str
    name: str
    test: str = ""


@dataclass(frozen=True, slots=True)
class Origin:
    """Procore's ``origin``: all four are required there."""

    title: str
    origin_id: str
    origin_type: str
    deep_link_url: str


@dataclass(frozen=True, slots=True)
class PlannedViewpoint:
    """The view of an issue, in metres and radians.

    ``section_replaced`` says what the saved section was where no box can say it; ``dropped_lines`` counts mark-up that
    the camera cannot show. ``visibility`` is in the target's object ids, None where they are not known.
    """

    name: str
    camera: Camera
    section: Box | None
    picture: Picture
    redlines: tuple[ScreenLine, ...] = ()
    section_replaced: str = ""
    dropped_lines: int = 0
    visibility: VisibilityChoice | None = None


@dataclass(frozen=True, slots=True)
class PlannedIssue:
    """One issue as it shall stand in the target.

    ``status``, ``issue_type`` and ``priority`` are the target's words. ``assignee`` is an e-mail address, ``trade`` a
    name, ``location`` a path; the publisher looks their ids up. ``attachments`` are further pictures,
    ``model`` is the name of the model it hangs on, ``wanted_view`` what could be drawn where there is no viewpoint.
    ``clashes`` counts the open ones, 0 when the report does not list them.
    """

    action: Action
    reason: str
    key: str
    uuid: str
    title: str
    description: str
    status: str
    issue_type: str
    origin: Origin
    sources: tuple[Source, ...]
    priority: str | None = None
    due_date: str | None = None
    assignee: str | None = None
    trade: str | None = None
    location: tuple[str, ...] | None = None
    viewpoint: PlannedViewpoint | None = None
    no_viewpoint_reason: str = ""
    attachments: tuple[Picture, ...] = ()
    changed_fields: tuple[str, ...] = ()
    model: str = ""
    test: str = ""
    group: str = ""
    clashes: int = 1
    level: str | None = None
    grid: str | None = None
    source_status: str = ""
    point_m: Vector | None = None
    distance_m: float | None = None
    wanted_view: WantedView | None = None


@dataclass(frozen=True, slots=True)
class ClashLine:
    """One line of ``clashes.jsonl``: a clash, a group header or a topic as it was read, and what became of it.

    ``outcomes`` say what the models made of each element, ``place`` where in the building it lies. ``found`` is the
    time the clash was first found, ISO 8601, with a zone only where one is configured.
    """

    key: str
    kind: str
    state: ClashState
    reason: str
    issue: str | None
    group: str | None
    test: str
    name: str
    status: str
    elements: tuple[Element, ...]
    point_m: Vector | None
    distance_m: float | None
    level: str | None
    grid: str | None
    ifc_class: str | None
    discipline: str | None
    found: str | None
    source: Source
    outcomes: tuple[Outcome, ...] = ()
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class PublishPlan:
    """All issues of a run in a fixed order, the lines of the clashes behind them, and what was odd."""

    project_id: int
    issues: tuple[PlannedIssue, ...]
    clashes: tuple[ClashLine, ...]
    diagnostics: tuple[Diagnostic, ...] = ()

    def counts(self) -> dict[str, int]:
        """Number of issues for each action that occurs."""
        return dict(Counter(str(issue.action) for issue in self.issues))
