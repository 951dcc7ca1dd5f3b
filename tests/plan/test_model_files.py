"""Which models a report means."""

from __future__ import annotations

from converter.model.clash import ClashSelection, ClashTest
from converter.model.topic import HeaderFile
from converter.plan.models.model_files import models_called, models_of_header, models_of_test
from tests.plan.ifc_models import Model, element

TOWER, HALL = "models/Tower_Services.ifc", "models/Hall.ifc"
PIPE = element(TOWER, 1)
BOTH = (Model(TOWER, PIPE), Model(HALL, element(HALL, 2)))


def test_versions_of_a_model() -> None:
    old, new, plain = (Model(f"a/{name}.ifc", PIPE) for name in ("Tower_v1", "Tower_v2", "Tower"))
    assert models_called("Tower_v2.nwc", (old, new, plain)) == (new,)
    assert models_called("Tower_2026-03-02.nwc", (old, new)) == (old, new)
    assert models_called("", (old,)) == () == models_called("Towers.nwc", (old,))


def test_a_header_must_agree_in_name_and_project() -> None:
    copy, right, other = (
        Model(f, project=p) for f, p in ((HALL, "p1"), (TOWER, "p1"), ("b/Tower_Services_v2.ifc", "p2"))
    )
    models = (copy, right, other)
    assert models_of_header([HeaderFile("Tower_Services.ifc", ifc_project="p1")], models) == (right,)
    assert models_of_header([HeaderFile("Tower_Services.ifc", ifc_project="p9")], models) == ()
    assert models_of_header([HeaderFile("Hall.ifc")], models) == (copy,)
    assert models_of_header([HeaderFile(reference="x/Hall.ifc")], models) == (copy,)
    assert models_of_header([HeaderFile(ifc_project="p1")], models) == (), "two models share it"
    assert models_of_header([HeaderFile(ifc_project="p2"), HeaderFile(ifc_project="p2")], models) == (other,)
    assert models_of_header([HeaderFile()], models) == ()


def test_the_models_of_a_clash_test() -> None:
    sides = ClashSelection(("x/Hall.ifc: IfcWall",)), ClashSelection(("y/Tower_Services.ifc", "Unknown set"))
    assert models_of_test(ClashTest("t", left=sides[0], right=sides[1]), BOTH) == (BOTH[1], BOTH[0])
    assert models_of_test(ClashTest("t"), BOTH) == ()
