"""Clash tests, groups, results and items, as Navisworks names them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from converter.model.comments import Comment
from converter.model.vectors import Vector

Pairs = tuple[tuple[str, str], ...]
"""Names with values in the order of the source; a name may occur more than once."""


class ClashStatus(StrEnum):
    """The ``status`` attribute of a clash or group; UNKNOWN is ours, for what no table explains."""

    NEW = "new"
    ACTIVE = "active"
    REVIEWED = "reviewed"
    APPROVED = "approved"
    RESOLVED = "resolved"
    UNKNOWN = "unknown"

    @property
    def is_live(self) -> bool:
        """Open in Autodesk's sense: somebody still has to look at it. What we cannot read counts as live."""
        return self not in CLOSED


CLOSED = frozenset({ClashStatus.APPROVED, ClashStatus.RESOLVED})
"""The statuses of what nobody has to look at any more."""


class ClashTestType(StrEnum):
    """``clashtest@test_type``."""

    HARD = "hard"
    HARD_CONSERVATIVE = "hard_conservative"
    CLEARANCE = "clearance"
    DUPLICATE = "duplicate"
    CUSTOM = "custom"
    UNKNOWN = "unknown"


class ClashTestStatus(StrEnum):
    """``clashtest@status``: OLD = the test or a model changed since the run, PARTIAL = the run was interrupted."""

    NEW = "new"
    OLD = "old"
    PARTIAL = "partial"
    OK = "ok"
    UNKNOWN = "unknown"


class GroupLayout(StrEnum):
    """How a test's groups were written ("For Clash Groups, Include" when the report was made).

    DEFINITION is a test without a list of results: an export of the test itself. EMPTY has a list with nothing in it.
    """

    DEFINITION = "definition"
    EMPTY = "empty"
    UNGROUPED = "ungrouped"
    HEADERS_ONLY = "headers-only"
    INDIVIDUAL = "individual"
    EVERYTHING = "everything"


@dataclass(frozen=True, slots=True)
class ClashItem:
    """One of the two sides of a clash.

    ``attributes`` holds the item ids by name ("Element ID", "Entity Handle", "GUID"), ``path`` the nodes of the
    selection tree from the root, ``smart_tags`` the quick properties that have a value, ``extra`` what the format does
    not know yet.
    """

    attributes: Pairs = ()
    layer: str | None = None
    path: tuple[str, ...] = ()
    smart_tags: Pairs = ()
    extra: Pairs = ()


@dataclass(frozen=True, slots=True)
class ClashTask:
    """The simulated task of a time-based clash (``clashtasklink``), texts as written."""

    name: str = ""
    start: datetime | None = None
    end: datetime | None = None
    details: Pairs = ()


@dataclass(frozen=True, slots=True)
class ClashResult:
    """One clash.

    ``guid`` is Navisworks' id of the result, "" in reports that have none (HTML). ``distance_m`` is negative for a
    penetration. Times are naive: local time of the workstation that made the report. ``extra`` keeps elements and
    attributes that the format does not know yet.
    """

    guid: str
    name: str
    status: ClashStatus
    items: tuple[ClashItem, ...] = ()
    point_m: Vector | None = None
    distance_m: float | None = None
    image: str | None = None
    grid_location: str | None = None
    description: str | None = None
    status_text: str | None = None
    parent_group: str | None = None
    created: datetime | None = None
    approved: datetime | None = None
    approved_by: str | None = None
    assigned_to: str | None = None
    priority: int | None = None
    comments: tuple[Comment, ...] = ()
    task: ClashTask | None = None
    extra: Pairs = ()


@dataclass(frozen=True, slots=True)
class ClashGroup:
    """A group of clashes; its own fields show the most severe member, ``results`` are the members that were written.

    ``status`` may differ from the members' statuses. ``name`` is not unique inside a test.
    """

    header: ClashResult
    results: tuple[ClashResult, ...] = ()

    @property
    def guid(self) -> str:
        """Id of the group, unique inside its test."""
        return self.header.guid

    @property
    def name(self) -> str:
        """The group's name as written."""
        return self.header.name

    @property
    def status(self) -> ClashStatus:
        """The group's own status."""
        return self.header.status


@dataclass(frozen=True, slots=True)
class ClashSelection:
    """One side of a test: locators of search or selection sets; ``primitive_types`` is Navisworks' bit field."""

    locators: tuple[str, ...] = ()
    self_intersect: bool = False
    primitive_types: int | None = None


@dataclass(frozen=True, slots=True)
class ClashRule:
    """An "ignore clashes between" rule of a test; ``parameters`` are its texts by what Navisworks calls them."""

    name: str
    enabled: bool = True
    creator: str = ""
    parameters: Pairs = ()


@dataclass(frozen=True, slots=True)
class ClashSummary:
    """The counts Navisworks wrote: top-level entries (groups and loose clashes) over all statuses."""

    total: int
    new: int
    active: int
    reviewed: int
    approved: int
    resolved: int
    test_type_text: str = ""
    test_status_text: str = ""

    def count(self, status: ClashStatus) -> int:
        """The number written for one status; 0 for a status the summary does not have."""
        return int(getattr(self, status.value, 0))


@dataclass(frozen=True, slots=True)
class ClashTest:
    """A clash test with what was written of its results.

    ``name`` is as written, trailing blanks included (locators need them). ``results`` are those at top level only;
    members of groups are in ``groups``. ``filtered`` is true when the summary counts statuses the file does not list,
    so that absence says nothing.
    """

    name: str
    test_type: ClashTestType = ClashTestType.UNKNOWN
    status: ClashTestStatus = ClashTestStatus.UNKNOWN
    tolerance_m: float | None = None
    merge_composites: bool | None = None
    guid: str | None = None
    priority: int | None = None
    default_assignee: str | None = None
    linkage: str | None = None
    custom_type: str | None = None
    left: ClashSelection | None = None
    right: ClashSelection | None = None
    rules: tuple[ClashRule, ...] = ()
    summary: ClashSummary | None = None
    layout: GroupLayout = GroupLayout.EMPTY
    filtered: bool = False
    groups: tuple[ClashGroup, ...] = ()
    results: tuple[ClashResult, ...] = ()
    extra: Pairs = ()

    @property
    def display_name(self) -> str:
        """The name for people: blanks at the ends and line breaks removed."""
        return " ".join(self.name.split())
