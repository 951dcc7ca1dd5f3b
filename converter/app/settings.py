"""Every setting: type, default and meaning. ``docs/configuration.md`` explains each key to users."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from converter.plan.gate.gate_rules import Ratchet
from converter.plan.grouping.by import GroupBy
from converter.plan.limits import DEFAULT_ITEMS_PER_SYNC, ITEMS_PER_SYNC
from converter.plan.models.object_visibility import VisibilityMode
from converter.plan.settings import ViewFrom
from converter.plan.words.statuses import CLOSED_WORDS

Positive = Annotated[float, Meta(gt=0)]
Id = Annotated[int, Meta(gt=0, le=2**63 - 1)]


class Section(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A table of the configuration file."""


class TargetSettings(Section, frozen=True):
    """``[target]``: where issues go."""

    kind: str = "procore"
    base_url: str = "https://api.procore.com"
    login_url: str = "https://login.procore.com"
    company_id: Id | None = None
    project_id: Id | None = None
    bim_file: str | None = None
    bim_file_id: Id | None = None
    client_id: str | None = None
    client_secret: str | None = None
    secret_command: tuple[str, ...] = ()


class LedgerSettings(Section, frozen=True):
    """``[ledger]``: where the memory of what was published lies."""

    url: str = "sqlite:///.converter/ledger.db"


class ReportSettings(Section, frozen=True):
    """``[reports]``: what a report does not say itself."""

    time_zone: str | None = None


class GroupingSettings(Section, frozen=True):
    """``[grouping]``: how clashes become issues; lengths in metres."""

    by: str = str(GroupBy.AUTO)
    distance_m: Positive = 10.0
    height_m: Positive = 4.0
    near_m: Positive = 0.5
    radius_m: Positive = 1.0
    leave_approved_out: bool = False


class IdentitySettings(Section, frozen=True):
    """``[identity]``: how clashes are known again from run to run."""

    test_aliases: dict[str, str] = {}
    moved_mm: Annotated[float, Meta(ge=0)] = 50.0
    close_after: Annotated[int, Meta(ge=1)] = 1
    allow_older: bool = False


class IssueSettings(Section, frozen=True):
    """``[issues]``: what every issue gets."""

    type: str = "clash"
    priority: str | None = None
    link: str = "urn:uuid:{uuid}"
    locations: bool = True


Weight = Annotated[float, Meta(ge=0)]


class SeveritySettings(Section, frozen=True):
    """``[severity]``: how bad a clash is, 0 to 100. What a table does not name keeps its default."""

    as_priority: bool = False
    weights: dict[str, Weight] = {}
    levels: dict[str, Weight] = {}
    classes: dict[str, Weight] = {}
    full_depth_mm: Positive = 300.0
    full_clashes: Annotated[int, Meta(ge=2)] = 50
    full_age_days: Annotated[int, Meta(ge=1)] = 56


class BcfSettings(Section, frozen=True):
    """``[bcf]``: words of BCF in words of Procore, and what an archive may cost."""

    closed: tuple[str, ...] = CLOSED_WORDS
    open: tuple[str, ...] = ()
    types: dict[str, str] = {}
    priorities: dict[str, str] = {}
    trades: dict[str, str] = {}
    people: dict[str, str] = {}
    max_entry_mb: Positive = 256.0
    max_total_mb: Positive = 4096.0
    max_ratio: Annotated[int, Meta(ge=2)] = 100


class IfcSettings(Section, frozen=True):
    """``[ifc]``: models beside the reports; ``scale`` and ``shift_m`` are found out unless they are set."""

    models: tuple[str, ...] = ()
    shapes: bool = True
    scale: Positive | None = None
    shift_m: tuple[float, float, float] | None = None
    max_seconds: Positive = 900.0


class ObjectSettings(Section, frozen=True):
    """``[objects]``: the objects of the published model, and what of it an issue shows."""

    map: str | None = None
    model_revision: Annotated[int, Meta(ge=1)] | None = None
    visibility: VisibilityMode = VisibilityMode.REPORT


class ViewSettings(Section, frozen=True):
    """``[view]``: cameras and section boxes that are made here, in metres and degrees."""

    radius_m: Positive = 2.0
    section_half_size_m: Positive = 1.5
    field_of_view_deg: Annotated[float, Meta(gt=0, lt=180)] = 45.0
    orthogonal: bool = False
    source: ViewFrom = ViewFrom.AUTO


class PictureSettings(Section, frozen=True):
    """``[pictures]``: the pictures of the report, and what one that goes out may have."""

    use: bool = True
    max_mb: Positive = 20.0
    max_px: Annotated[int, Meta(ge=64)] = 2_560
    decode_all: bool = False
    draw: bool = True
    width_px: Annotated[int, Meta(ge=64, le=4096)] = 800
    height_px: Annotated[int, Meta(ge=64, le=4096)] = 600
    caption: bool = False
    renderer: str = "depth-buffer"


class PublishSettings(Section, frozen=True):
    """``[publish]``: how requests are made up."""

    batch_size: Annotated[int, Meta(ge=1, le=ITEMS_PER_SYNC)] = DEFAULT_ITEMS_PER_SYNC
    grace_s: Annotated[float, Meta(ge=0, le=3600)] = 10.0


class GraceEntry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An entry of ``gate.grace``: open issues that are let through up to a day. What is not named may be anything."""

    until: date
    reason: Annotated[str, Meta(min_length=1)]
    author: str = ""
    key: str | None = None
    title: str | None = None
    test: str | None = None
    level: str | None = None
    severity: str | None = None
    trade: str | None = None
    discipline: str | None = None


Limits = dict[str, dict[str, Annotated[int, Meta(ge=0)]]]
"""A dimension of an issue → a pattern → how many there may be."""


class GateSettings(Section, frozen=True):
    """``[gate]``: what ``converter check`` lets through; -1 is no limit."""

    max_new: Annotated[int, Meta(ge=-1)] = 0
    max_new_clashes: Annotated[int, Meta(ge=-1)] = -1
    max_open: Annotated[int, Meta(ge=-1)] = -1
    max_new_by: Limits = {}
    max_open_by: Limits = {}
    ratchet: Ratchet = Ratchet.NONE
    grace: tuple[GraceEntry, ...] = ()


class ExportSettings(Section, frozen=True):
    """``[export]``: files for other programs."""

    author: Annotated[str, Meta(pattern=r"^[^@\s]+@[^@\s]+$")] = "clash-converter@example.com"


class PageSettings(Section, frozen=True):
    """``[page]``: the page ``report.html``."""

    issues: Annotated[int, Meta(ge=1)] = 2_000
    thumbnails: Annotated[int, Meta(ge=0)] = 300


class Settings(Section, frozen=True):
    """All of it."""

    target: TargetSettings = TargetSettings()
    ledger: LedgerSettings = LedgerSettings()
    reports: ReportSettings = ReportSettings()
    grouping: GroupingSettings = GroupingSettings()
    identity: IdentitySettings = IdentitySettings()
    issues: IssueSettings = IssueSettings()
    severity: SeveritySettings = SeveritySettings()
    bcf: BcfSettings = BcfSettings()
    ifc: IfcSettings = IfcSettings()
    objects: ObjectSettings = ObjectSettings()
    view: ViewSettings = ViewSettings()
    pictures: PictureSettings = PictureSettings()
    publish: PublishSettings = PublishSettings()
    gate: GateSettings = GateSettings()
    export: ExportSettings = ExportSettings()
    page: PageSettings = PageSettings()
    noise: tuple[dict[str, Any], ...] = ()
    rules: tuple[dict[str, Any], ...] = ()


SECTIONS: dict[str, type[Section]] = {
    "target": TargetSettings,
    "ledger": LedgerSettings,
    "reports": ReportSettings,
    "grouping": GroupingSettings,
    "identity": IdentitySettings,
    "issues": IssueSettings,
    "severity": SeveritySettings,
    "bcf": BcfSettings,
    "ifc": IfcSettings,
    "objects": ObjectSettings,
    "view": ViewSettings,
    "pictures": PictureSettings,
    "publish": PublishSettings,
    "gate": GateSettings,
    "export": ExportSettings,
    "page": PageSettings,
}
SECRET_KEYS = frozenset({"target.client_secret"})


def keys() -> list[str]:
    """Every key as ``section.key``, in the order of the documentation."""
    return [f"{section}.{key}" for section, kind in SECTIONS.items() for key in kind.__struct_fields__]
