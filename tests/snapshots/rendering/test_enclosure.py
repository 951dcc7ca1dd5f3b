"""Inside or outside of a mesh."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from converter.geometry.mesh import Mesh
from converter.snapshots.rendering.enclosure import encloses
from tests.snapshots.rendering.shapes import box, pipe

COORDINATE = st.floats(-2, 2).filter(lambda value: abs(abs(value) - 1) > 1e-6)


@given(st.tuples(COORDINATE, COORDINATE, COORDINATE), st.booleans())
def test_a_box_encloses_what_lies_between_its_sides(point: tuple[float, float, float], turned: bool) -> None:
    cube = box((-1.0, -1.0, -1.0), (1.0, 1.0, 1.0))
    mesh = Mesh(cube.vertices_m, cube.faces[:, ::-1]) if turned else cube
    assert encloses(mesh, point) == all(abs(value) < 1 for value in point)


def test_a_pipe_encloses_its_axis_and_not_the_air_around_it() -> None:
    tube = pipe((0.0, 0.0, 0.0), 2.0, 0.1)
    assert encloses(tube, (1.0, 0.0, 0.0)) and encloses(tube, (0.001, 0.05, 0.0))
    assert not encloses(tube, (1.0, 0.0, 0.11)) and not encloses(tube, (2.001, 0.0, 0.0))
