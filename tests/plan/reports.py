"""Reports in memory for tests of the plan."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from converter.model.clash import ClashGroup, ClashItem, ClashResult, ClashStatus, ClashTest, GroupLayout
from converter.model.picture import Picture
from converter.model.report import Kind, Report
from converter.plan.issues import PublishPlan
from converter.plan.planner import Lookups, make_plan
from converter.plan.settings import PlanSettings

SETTINGS = PlanSettings(project_id=12345)
PICTURE = Picture("/x/a.jpg", "ab" * 32, "image/jpeg", 800, 600, 4_000)


def item(number: int | str, model: str = "Structure.nwc", name: str = "Beam") -> ClashItem:
    """An object with an Element ID."""
    return ClashItem((("Element ID", str(number)),), "Level 2", ("File", model, name, "Concrete"))


def clash(number: int, status: ClashStatus = ClashStatus.NEW, **fields: object) -> ClashResult:
    """The n-th clash between beam n and duct n."""
    result = ClashResult(
        guid=f"guid-{number}",
        name=f"Clash{number}",
        status=status,
        items=(item(number), item(number, "Services.nwc", "Duct")),
        point_m=(1.0 * number, 2.0, 3.0),
        distance_m=-0.01 * number,
        image="a.jpg",
        grid_location="B-2 : Level 2",
        created=datetime(2026, 3, 2, 8, 0),
    )
    return replace(result, **fields)  # type: ignore[arg-type]


def group(name: str, *members: ClashResult, status: ClashStatus = ClashStatus.NEW, **fields: object) -> ClashGroup:
    """A group whose header shows its first member."""
    header = replace(members[0] if members else clash(900), guid=f"group-{name}", name=name, status=status)
    return ClashGroup(replace(header, **fields), members)  # type: ignore[arg-type]


def a_test(
    *entries: ClashResult | ClashGroup, name: str = "Structure vs Ducts", layout: GroupLayout = GroupLayout.EVERYTHING
) -> ClashTest:
    """A clash test around its entries."""
    return ClashTest(
        name,
        layout=layout,
        groups=tuple(each for each in entries if isinstance(each, ClashGroup)),
        results=tuple(each for each in entries if isinstance(each, ClashResult)),
    )


def report(*tests: ClashTest, path: str = "reports/Tower.xml") -> Report:
    """A report file."""
    return Report(path, Kind.NAVISWORKS_XML, units="m", tests=tests)


def plan(*tests: ClashTest, settings: PlanSettings = SETTINGS, picture: Picture | None = PICTURE) -> PublishPlan:
    """The plan of one report."""
    return plan_of(report(*tests), settings=settings, picture=picture)


def plan_of(*reports: Report, settings: PlanSettings = SETTINGS, picture: Picture | None = PICTURE) -> PublishPlan:
    """The plan of several reports; every reference finds the same picture."""
    return make_plan(reports, settings, Lookups(lambda _file, _name: picture, {}, lambda _file, _view: picture))


def codes(made: PublishPlan) -> list[str]:
    """Codes of what was odd."""
    return [each.code for each in made.diagnostics]
