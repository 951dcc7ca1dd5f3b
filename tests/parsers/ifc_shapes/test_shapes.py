"""Shapes of real and of made-up models, from the bytes to the mesh."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import ifcopenshell
import numpy as np
import pytest

from converter.events import Event, StageAdvanced, StageFinished, StageStarted
from converter.geometry.boxes import union
from converter.geometry.mesh import Mesh, joined
from converter.model.vectors import Box
from converter.parsers.ifc.offsets import Offsets
from converter.parsers.ifc.shapes import ShapeRelations, Shapes, shapes_of
from converter.parsers.ifc.tessellation import FAST_KERNEL, SURE_KERNEL
from tests.parsers.ifc_shapes import real_models
from tests.parsers.ifc_shapes.real_models import Model
from tests.parsers.ifc_shapes.step_models import END, HEADER, Building, rows_of_walls


def make(content: bytes, wanted: list[int], relations: ShapeRelations | None = None) -> Shapes:
    return shapes_of(Offsets(content), "m.ifc", wanted, relations or ShapeRelations())


def codes(shapes: Shapes) -> dict[str, int]:
    return {each.code: each.count for each in shapes.diagnostics}


def flat(box: Box | None) -> np.ndarray:
    assert box is not None
    return np.array([*box.min_m, *box.max_m])


@pytest.mark.parametrize("unit", ["m", "mm", "cm", "ft"])
@pytest.mark.parametrize("schema", ["IFC2X3", "IFC4", "IFC4X3_ADD2"])
def test_metres_whatever_the_unit(unit: str, schema: str) -> None:
    metres = {"m": 1.0, "mm": 0.001, "cm": 0.01, "ft": 0.3048}[unit]
    building, walls = rows_of_walls(2, unit, schema)
    text = building.content()
    if schema == "IFC2X3":  # its wall has one attribute less
        text = text.replace(b",$,$);\n", b",$);\n")
    shapes = make(text, walls)
    assert shapes.diagnostics == ()
    expected = np.array([2, -0.1, 0, 4, 0.1, 3]) * metres
    np.testing.assert_allclose(flat(shapes.meshes[walls[1]].box), expected, atol=1e-9)


def test_openings_are_cut() -> None:
    building, (wall, other) = rows_of_walls(2)
    rel = building.opening(wall, building.placement(1.0), building.block(1.0, 1.0, 10.0))
    shapes = make(
        building.content(), [wall, other], ShapeRelations(voids=lambda step_id: [rel] if step_id == wall else ())
    )
    box = shapes.meshes[wall].box
    assert box is not None
    assert box.max_m[0] == pytest.approx(0.5, abs=1e-3)


def test_an_element_without_a_body_is_the_sum_of_its_parts() -> None:
    building, parts = rows_of_walls(3)
    stair = building.product("IFCSTAIR", building.placement(), None)
    flight = building.product("IFCSTAIRFLIGHT", building.placement(), None)
    tree = {stair: [flight, parts[0]], flight: [parts[1], parts[2], stair]}  # a circle, as odd models have them
    shapes = make(building.content(), [stair, parts[1]], ShapeRelations(parts=lambda step_id: tree.get(step_id, ())))
    assert shapes.diagnostics == ()
    assert list(shapes.meshes) == [stair, parts[1]]
    assert len(shapes.meshes[stair].faces) == 3 * len(shapes.meshes[parts[1]].faces)
    assert shapes.meshes[stair].box == Box((-1, -0.1, 0), (7, 0.1, 3))


def test_an_own_representation_without_a_surface_gives_way_to_the_parts() -> None:
    building, parts = rows_of_walls(2)
    points = ",".join(f"#{building.add(f'IFCCARTESIANPOINT(({x}.,0.))')}" for x in (0, 5))
    line = building.add(f"IFCPOLYLINE(({points}))")
    axis = building.add(f"IFCSHAPEREPRESENTATION(#{building.context},'Axis','Curve2D',(#{line}))")
    wall = building.product("IFCWALL", building.placement(), building.add(f"IFCPRODUCTDEFINITIONSHAPE($,$,(#{axis}))"))
    bare = building.product("IFCWALL", building.placement(), building.add(f"IFCPRODUCTDEFINITIONSHAPE($,$,(#{axis}))"))
    shapes = make(
        building.content(), [wall, bare], ShapeRelations(parts=lambda step_id: parts if step_id == wall else ())
    )
    assert list(shapes.meshes) == [wall]
    assert codes(shapes) == {"IFC036": 1}


def test_what_has_no_shape_is_said_once_for_each_reason() -> None:
    building, walls = rows_of_walls(1)
    bare = [building.product("IFCWALL", building.placement(), None) for _ in range(30)]
    shapes = make(building.content(), [*walls, *bare, 10**6, walls[0]])
    assert list(shapes.meshes) == walls
    assert codes(shapes) == {"IFC034": 1, "IFC035": 30}
    assert "and 25 more" in shapes.diagnostics[-1].message


def test_a_part_that_is_not_there() -> None:
    building, parts = rows_of_walls(2)
    roof = building.product("IFCROOF", building.placement(), None)
    gone = building.product("IFCSLAB", building.placement(), building.add("IFCPRODUCTDEFINITIONSHAPE($,$,(#99999))"))
    shapes = make(
        building.content(), [roof], ShapeRelations(parts=lambda step_id: [*parts, gone] if step_id == roof else ())
    )
    assert shapes.meshes[roof].box == Box((-1, -0.1, 0), (4, 0.1, 3))
    assert codes(shapes) == {"IFC042": 1, "IFC043": 1}


def test_a_model_that_cannot_be_cut_is_opened_whole() -> None:
    building, walls = rows_of_walls(3)
    text = building.text().replace("IFCPROJECT(", "IfcProject(")
    shapes = make(text.encode(), walls)
    assert len(shapes.meshes) == 3
    assert codes(shapes) == {"IFC033": 1}


def test_a_wall_under_a_roof_is_cut_by_the_half_space() -> None:
    """The fast kernel leaves such walls as they are; they go to the other one."""
    building = Building()
    walls = []
    for _ in range(2):
        shape = building.block(4.0, 0.3, 6.0)
        solid = next(
            number for number, text in building.records.items() if text.startswith("IFCEXTRUDED") and number > shape - 3
        )
        point = building.add("IFCCARTESIANPOINT((0.,0.,2.))")
        plane = building.add(f"IFCPLANE(#{building.add(f'IFCAXIS2PLACEMENT3D(#{point},$,$)')})")
        half = building.add(f"IFCHALFSPACESOLID(#{plane},.F.)")
        cut = building.add(f"IFCBOOLEANCLIPPINGRESULT(.DIFFERENCE.,#{solid},#{half})")
        body = building.add(f"IFCSHAPEREPRESENTATION(#{building.context},'Body','Clipping',(#{cut}))")
        walls.append(
            building.product("IFCWALL", building.placement(), building.add(f"IFCPRODUCTDEFINITIONSHAPE($,$,(#{body}))"))
        )
    shapes = make(building.content(), walls)
    for wall in walls:
        np.testing.assert_allclose(flat(shapes.meshes[wall].box), [-2, -0.15, 0, 2, 0.15, 2], atol=1e-6)


def test_progress_is_told() -> None:
    building, walls = rows_of_walls(4)
    events: list[Event] = []
    shapes_of(Offsets(building.content()), "m.ifc", walls, ShapeRelations(), watch=events.append)
    assert events[0] == StageStarted("shapes", 4)
    assert [event.done for event in events if isinstance(event, StageAdvanced)] == [1, 2, 3, 4]
    assert isinstance(events[-1], StageFinished)


def test_nothing_wanted_starts_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(subprocess, "Popen", None)
    assert make(b"", []) == Shapes({}, ())


def test_the_parent_loads_no_ifc_library_and_prints_nothing(tmp_path: Path) -> None:
    building, walls = rows_of_walls(1)
    path = tmp_path / "model.ifc"
    path.write_bytes(building.content())
    code = (
        "import sys\nfrom pathlib import Path\n"
        "from converter.parsers.ifc.offsets import Offsets\n"
        "from converter.parsers.ifc.shapes import ShapeRelations, shapes_of\n"
        f"shapes = shapes_of(Offsets(Path(sys.argv[1]).read_bytes()), 'm', [{walls[0]}], ShapeRelations())\n"
        "assert len(shapes.meshes) == 1\n"
        "assert not [name for name in sys.modules if name.startswith('ifcopenshell')]\n"
    )
    done = subprocess.run([sys.executable, "-c", code, str(path)], capture_output=True, text=True)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_a_mesh_of_several() -> None:
    building, walls = rows_of_walls(2)
    one, two = make(building.content(), walls).meshes.values()
    both = joined([one, two])
    assert both.box == union(one.box, two.box) if one.box and two.box else False
    assert both.faces.dtype == np.int32
    np.testing.assert_array_equal(
        both.vertices_m[both.faces], np.concatenate([one.vertices_m[one.faces], two.vertices_m[two.faces]])
    )
    assert joined([]).box is None
    assert joined([one]) is one
    assert isinstance(both, Mesh)


def shapes_of_all(model: Model) -> Shapes:
    return make(model.content, list(model.elements), model.relations)


def test_duplex_crashes_the_fast_kernel_and_every_element_has_its_shape() -> None:
    model = real_models.named("Duplex_A.ifc")
    shapes = shapes_of_all(model)
    assert set(shapes.meshes) == set(model.elements)
    assert codes(shapes) == {"IFC037": 1}
    cabinets = [element for element in model.elements if model.classes[element] == "IfcFurnishingElement"]
    expected = real_models.boxes_of(model.path, SURE_KERNEL, cabinets)
    for cabinet in cabinets:
        np.testing.assert_allclose(flat(shapes.meshes[cabinet].box), expected[cabinet], atol=1e-3)


def test_feet_and_metres_lie_together() -> None:
    architecture, electrical = real_models.named("Duplex_A.ifc"), real_models.named("Duplex_Electrical.ifc")
    walls = [element for element in architecture.elements if architecture.classes[element].startswith("IfcWall")]
    house = np.array(
        [flat(mesh.box) for mesh in make(architecture.content, walls, architecture.relations).meshes.values()]
    )
    fittings = np.array([flat(mesh.box) for mesh in shapes_of_all(electrical).meshes.values()])
    assert (fittings[:, :3].min(axis=0) > house[:, :3].min(axis=0) - 1).all()
    assert (fittings[:, 3:].max(axis=0) < house[:, 3:].max(axis=0) + 1).all()


def test_millimetres_and_centimetres_are_the_same_place() -> None:
    boxes = [
        sorted(flat(mesh.box).round(6).tolist() for mesh in shapes_of_all(real_models.named(name)).meshes.values())
        for name in ("P1_mm.ifc", "P1_cm.ifc")
    ]
    np.testing.assert_allclose(*boxes, atol=1e-5)


@pytest.mark.parametrize("path", real_models.paths())
def test_the_ladder_agrees_with_the_sure_kernel(path: Path) -> None:
    """Within a millimetre, and never too small: the sure kernel leaves out breps that it cannot close (bolts)."""
    model = real_models.model(path)
    wanted = list(model.elements[:: max(len(model.elements) // 25, 1)])
    shapes = make(model.content, wanted, model.relations)
    expected = real_models.boxes_of(path, SURE_KERNEL, wanted)
    assert set(expected) <= set(shapes.meshes)
    for element, box in expected.items():
        found = flat(shapes.meshes[element].box)
        if model.classes[element] == "IfcMechanicalFastener":
            assert (found[:3] <= np.array(box[:3]) + 1e-3).all()
            assert (found[3:] >= np.array(box[3:]) - 1e-3).all()
        else:
            np.testing.assert_allclose(found, box, atol=1e-3)


def test_all_that_is_clipped_in_a_house_agrees_with_the_sure_kernel() -> None:
    model = real_models.named("AC20-FZK-Haus.ifc")
    file = ifcopenshell.open(str(model.path))
    walls = [wall.id() for wall in file.by_type("IfcWall")]
    shapes = make(model.content, walls, model.relations)
    for element, box in real_models.boxes_of(model.path, SURE_KERNEL, walls).items():
        np.testing.assert_allclose(flat(shapes.meshes[element].box), box, atol=1e-3)


def test_the_kernels_are_named_as_the_library_names_them() -> None:
    from ifcopenshell.geom import has_geometry_library

    for kernel in (FAST_KERNEL, SURE_KERNEL):
        for part in kernel.removeprefix("hybrid-").replace("cgal-simple", "cgal_simple").split("-"):
            assert has_geometry_library(part.replace("_", "-"))


def test_a_model_with_comments_and_odd_lines() -> None:
    building, walls = rows_of_walls(2)
    head, data = building.text().split("DATA;\n")
    data = data.replace("=IFCWALL(", "\n =  /* it's #3=IFCWALL('; */ IFCWALL (").replace(";\n#", ";#")
    shapes = make(f"{head}DATA;\n{data}".encode(), walls)
    assert len(shapes.meshes) == 2
    assert shapes.diagnostics == ()


def test_a_project_alone() -> None:
    content = (HEADER.format(schema="IFC4") + "#1=IFCPROJECT('x',$,$,$,$,$,$,$,$);" + END).encode()
    assert codes(make(content, [7])) == {"IFC034": 1}
