"""What a user can set about planning."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, tzinfo
from enum import StrEnum

from converter.plan.grouping.by import Grouping
from converter.plan.rules.rule_settings import RuleSettings
from converter.plan.runs.compare_settings import CompareSettings
from converter.plan.words.statuses import OPEN_WORDS


class ViewFrom(StrEnum):
    """From where a clash is looked at: AUTO is the report's camera where it has one, else the side that shows most."""

    AUTO = "auto"
    PLAN = "plan"


@dataclass(frozen=True, slots=True)
class TopicSettings:
    """Words of BCF → words of the target; all words in lower case.

    ``closed`` are the statuses that close an issue, ``open`` the others that are known. ``trades`` gives a label its
    trade, ``people`` a name its e-mail address.
    """

    closed: frozenset[str] = frozenset()
    open: frozenset[str] = OPEN_WORDS
    types: Mapping[str, str] = field(default_factory=dict)
    priorities: Mapping[str, str] = field(default_factory=dict)
    trades: Mapping[str, str] = field(default_factory=dict)
    people: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PlanSettings:
    """Settings of :func:`converter.plan.planner.make_plan`; lengths in metres.

    ``orthogonal`` keeps parallel cameras as they are; otherwise they become perspective ones that show the same.
    ``time_zone`` is that of the workstation that wrote the reports, whose times have none. ``pictures`` is false
    when pictures are not wanted, ``renders`` when none are to be drawn. ``locations`` gives issues the path of their
    place. ``today`` is the day ages and due dates are counted from, None where that does not matter.
    """

    project_id: int
    grouping: Grouping = field(default_factory=Grouping)
    issue_type: str = "clash"
    priority: str | None = None
    section_half_size_m: float = 1.5
    camera_radius_m: float = 2.0
    field_of_view_rad: float = 0.785398
    orthogonal: bool = False
    link: str = "urn:uuid:{uuid}"
    topics: TopicSettings = field(default_factory=TopicSettings)
    time_zone: tzinfo | None = None
    pictures: bool = True
    renders: bool = True
    view: ViewFrom = ViewFrom.AUTO
    locations: bool = True
    rules: RuleSettings = field(default_factory=RuleSettings)
    today: date | None = None
    identity: CompareSettings = field(default_factory=CompareSettings)
