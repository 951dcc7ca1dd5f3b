"""The plan: a value that can be saved, read, compared and carried out later."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from converter.geometry.object_ranges import VisibilityChoice
from converter.geometry.redlines import ScreenLine
from converter.model.diagnostics import Diagnostic
from converter.model.picture import Picture
from converter.model.vectors import Box, Vector
from converter.model.viewpoint import Camera
from converter.plan.elements import Element
from converter.plan.models.known import WantedView
from converter.plan.models.matches import Outcome
from converter.plan.models.places import Place
from converter.plan.rules.rules_outcome import RulesOutcome
from converter.plan.rules.severity import Severity
from converter.plan.runs.clash_record import ClashRecord, RunOfTest


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
    the camera cannot show. ``visibility`` is in the target's object ids, None where they are not known. ``uuid``
    is the same in every run, "" where the source gives its viewpoints no identity.
    """

    name: str
    camera: Camera
    section: Box | None
    picture: Picture
    redlines: tuple[ScreenLine, ...] = ()
    section_replaced: str = ""
    dropped_lines: int = 0
    visibility: VisibilityChoice | None = None
    uuid: str = ""


@dataclass(frozen=True, slots=True)
class PlannedIssue:
    """One issue as it shall stand in the target.

    ``status``, ``issue_type`` and ``priority`` are the target's words. ``assignee`` is an e-mail address, ``trade`` a
    name, ``location`` a path; the publisher looks their ids up. ``further_views`` are viewpoints beside the one shown
    first, each with a picture; ``attachments`` are pictures without a camera. ``model`` is the name of the model it
    hangs on, ``wanted_view`` what could be drawn where there is no viewpoint.
    ``clashes`` counts the open ones, 0 when the report does not list them. ``watchers`` are e-mail addresses.
    ``sent`` is what was sent last of each field, where an earlier run made the issue (``plan/issue_fields.py``).
    ``set_by`` names, field by field, what set it where that is not the default; of several the last is in force.
    ``due_from`` is the day a due date that a rule set counts from, ISO 8601: it stays from run to run. ``name`` is what
    the report called the clash when the issue was made: its title ends in it for as long as its two elements are the
    same.
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
    further_views: tuple[PlannedViewpoint, ...] = ()
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
    private: bool | None = None
    watchers: tuple[str, ...] = ()
    severity: Severity | None = None
    set_by: tuple[tuple[str, str], ...] = ()
    due_from: str | None = None
    name: str = ""
    sent: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class ClashLine:
    """One line of ``clashes.jsonl``: a clash, a group header or a topic as it was read, and what became of it.

    ``outcomes`` say what the models made of each element, ``place`` where in the building it lies. ``found`` is the
    time the clash was first found, ISO 8601, with a zone only where one is configured. ``group_key`` is the key of its
    group in the report, ``path_keys`` stand for elements without an id. ``first_seen`` and ``missing_runs`` are memory,
    ``before`` is its record in the earlier run: it knows the elements a resolved row has lost.
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
    severity: Severity | None = None
    group_key: str = ""
    path_keys: tuple[str | None, ...] = ()
    first_seen: str | None = None
    missing_runs: int = 0
    superseded: bool = False
    has_members: bool = False
    before: ClashRecord | None = None


@dataclass(frozen=True, slots=True)
class RememberedClash:
    """A clash that no report of the new run names: its record of an earlier run, and what is to be said of it now."""

    record: ClashRecord
    state: ClashState
    reason: str
    missing_runs: int


@dataclass(frozen=True, slots=True)
class RecordedIssue:
    """An issue that an earlier run made.

    ``planned`` is it as far as it was written down. ``sent`` is what was last sent of each field, as
    :func:`converter.plan.issue_fields.fields_of` writes it; None where the earlier run did not keep it.
    """

    planned: PlannedIssue
    sent: Mapping[str, str] | None
    is_closed: bool = False


@dataclass(frozen=True, slots=True)
class Remembered:
    """What a plan carries on of earlier runs.

    ``clashes`` are those no report names any more, ``closed`` the issues that stay closed. ``counts`` says how many
    clashes are in which state against the earlier run; empty without one.
    """

    clashes: tuple[RememberedClash, ...] = ()
    closed: tuple[RecordedIssue, ...] = ()
    counts: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PublishPlan:
    """All issues of a run in a fixed order, the lines of the clashes behind them, what was odd, and what rules did.

    ``tests`` are those that were used, ``memory`` is what earlier runs know beyond them.
    """

    project_id: int
    issues: tuple[PlannedIssue, ...]
    clashes: tuple[ClashLine, ...]
    diagnostics: tuple[Diagnostic, ...] = ()
    rules: RulesOutcome = field(default_factory=RulesOutcome)
    tests: tuple[RunOfTest, ...] = ()
    memory: Remembered = field(default_factory=Remembered)

    def counts(self) -> dict[str, int]:
        """Number of issues for each action that occurs."""
        return dict(Counter(str(issue.action) for issue in self.issues))
