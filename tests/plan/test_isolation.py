"""Which clashes' views are asked about; and that nothing is done where nobody wants to know."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from converter.geometry.object_ranges import VisibilityChoice, compress
from converter.model.clash import ClashStatus
from converter.plan import isolation
from converter.plan.elements import IdKind
from converter.plan.grouping.by import GroupBy, Grouping
from converter.plan.lookups import Lookups
from converter.plan.models.object_ids import ObjectIdentity
from converter.plan.models.object_scenes import ClashScene
from converter.plan.planner import make_plan
from converter.plan.settings import PlanSettings
from tests.plan.reports import PICTURE, a_test, clash, group, report

SETTINGS = PlanSettings(project_id=12345, grouping=Grouping(by=(GroupBy.REPORT,)))


class Asked:
    """Remembers the scenes; shows object n of the n-th."""

    def __init__(self) -> None:
        self.scenes: list[list[ClashScene]] = []

    def __call__(self, scenes: Sequence[ClashScene], /) -> list[VisibilityChoice | None]:
        self.scenes.append(list(scenes))
        return [VisibilityChoice(default=False, exceptions=compress([n])) for n, _ in enumerate(scenes)]


def lookups(asked: Asked | None) -> Lookups:
    return Lookups(
        lambda _file, name: PICTURE if name == "a.jpg" else None, {}, lambda _file, _view: None, clash_visibility=asked
    )


def numbers(scene: ClashScene) -> tuple[list[str], list[str]]:
    return [each[0].value for each in scene.elements], [each[0].value for each in scene.others]


def test_only_open_clashes_with_a_picture_have_a_view() -> None:
    asked = Asked()
    entries = [clash(1), clash(2, ClashStatus.RESOLVED), clash(3, image=None), clash(4)]
    plan = make_plan([report(a_test(*entries))], SETTINGS, lookups(asked))
    (scenes,) = asked.scenes
    assert [numbers(each) for each in scenes] == [(["1", "1"], []), (["4", "4"], [])]
    assert all(each.inside is None for each in scenes), "no models are given"
    shown = {i.title: i.viewpoint.visibility for i in plan.issues if i.viewpoint}
    assert [choice and choice.exceptions.ids.tolist() for choice in shown.values()] == [[0], [1]]
    assert scenes[0].elements[0] == (ObjectIdentity(IdKind.ELEMENT_ID, "1", "structure"),)


def test_a_group_is_its_worst_clash_and_the_other_open_ones() -> None:
    asked = Asked()
    members = [clash(1), clash(2, ClashStatus.RESOLVED), clash(3)]
    make_plan([report(a_test(group("Beam", *members)))], SETTINGS, lookups(asked))
    ((scene,),) = asked.scenes
    assert numbers(scene) == (["1", "1"], ["3", "3"])


def test_without_an_object_map_nothing_is_done(monkeypatch: pytest.MonkeyPatch) -> None:
    """A look at every clash would cost time in every run."""
    monkeypatch.setattr(isolation, "zip", None, raising=False)
    monkeypatch.setattr(isolation, "_scene", None)
    plan = make_plan([report(a_test(clash(1), clash(2)))], SETTINGS, lookups(None))
    assert [issue.viewpoint and issue.viewpoint.visibility for issue in plan.issues] == [None, None]
    issues = list(plan.issues)
    assert isolation.isolated(issues, (), SETTINGS, lookups(None)) is issues
