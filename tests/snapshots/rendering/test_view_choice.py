"""The camera that is chosen shows both elements."""

from __future__ import annotations

from dataclasses import replace
from math import atan, dist, isclose, pi

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from converter.geometry.vectors import added, difference, dot, length
from converter.model.vectors import Box, Vector
from converter.model.viewpoint import PerspectiveCamera
from converter.snapshots.rendering.depth_buffer import DepthBufferRenderer
from converter.snapshots.rendering.scene import (
    CONTEXT,
    FIRST,
    SECOND,
    RenderedPicture,
    Scene,
    Size,
    shown_share,
    visible_share,
)
from converter.snapshots.rendering.view_choice import choose_view, plan_view
from tests.snapshots.rendering.shapes import beam_and_duct, box, moved, pipe, socket_in_wall

SIZE = Size(400, 300)
SEEN = 0.003


def picture_of(scene: Scene) -> tuple[PerspectiveCamera, RenderedPicture]:
    camera = choose_view(scene, SIZE)
    return camera, DepthBufferRenderer(1).render(scene, camera, SIZE)


def both_seen(picture: RenderedPicture) -> bool:
    return min(visible_share(picture.ids, FIRST), visible_share(picture.ids, SECOND)) >= SEEN


def test_both_elements_are_in_the_picture() -> None:
    camera, picture = picture_of(beam_and_duct())
    assert both_seen(picture) and visible_share(picture.ids, FIRST) > 0.02
    assert isclose(length(camera.direction), 1) and isclose(dot(camera.direction, camera.up), 0, abs_tol=1e-12)
    assert camera.position_m[2] > 0, "from above, where nothing speaks for below"
    assert camera.aspect == SIZE.aspect and camera.field_of_view_rad == pi / 4


def test_a_small_socket_in_a_large_wall_is_seen_from_its_side_and_from_near() -> None:
    scene = socket_in_wall()
    camera, picture = picture_of(scene)
    assert both_seen(picture) and visible_share(picture.ids, FIRST) > 0.004
    assert camera.position_m[1] < -0.10, "the socket stands out of this side of the wall"
    assert scene.mark_m is not None and dist(camera.position_m, scene.mark_m) < 2.0


def test_what_stands_before_the_clash_is_looked_past() -> None:
    """Walls around three sides: only from the open one both are seen, whichever it is."""
    for turn in range(4):
        walls = [box((-2.0, -1.7, -2.0), (2.0, -1.6, 2.0)), box((-2.0, 1.6, -2.0), (2.0, 1.7, 2.0))]
        walls += [box((-1.7, -2.0, -2.0), (-1.6, 2.0, 2.0)), box((1.6, -2.0, -2.0), (1.7, 2.0, 2.0))]
        roof = box((-2.0, -2.0, 1.5), (2.0, 2.0, 1.6))
        cube = box((-0.4, -0.4, -0.4), (0.4, 0.4, 0.4))
        scene = Scene(
            (cube,),
            (moved(cube, (0.3, 0.3, 0.3)),),
            (*walls[:turn], *walls[turn + 1 :], roof, moved(roof, (0.0, 0.0, -3.1))),
            Box((-2.0,) * 3, (2.0,) * 3),
            (0.2, 0.2, 0.2),
        )
        _, picture = picture_of(scene)
        assert both_seen(picture) and visible_share(picture.ids, FIRST) > 0.01


@pytest.mark.parametrize("side", ["first", "second"])
def test_one_element_alone_is_seen_whole_and_not_from_its_surface(side: str) -> None:
    """Where only one of the two models is there."""
    cube = box((-0.4, -0.4, -0.4), (0.4, 0.4, 0.4))
    scene = Scene(
        **{"first": (), "second": (), side: (cube,)}, box=Box((-2.0,) * 3, (2.0,) * 3), mark_m=(0.4, 0.0, 0.0)
    )
    camera, picture = picture_of(scene)
    assert 0.05 < visible_share(picture.ids, FIRST if side == "first" else SECOND) < 0.6
    assert dist(camera.position_m, (0.4, 0.0, 0.0)) > 1.0


def test_an_element_inside_of_the_other_is_shown_through_it() -> None:
    scene = Scene(
        first=(box((-0.05, -0.05, -0.05), (0.05, 0.05, 0.05)),),
        second=(box((-1.0, -1.0, -1.0), (1.0, 1.0, 1.0)),),
        box=Box((-2.0,) * 3, (2.0,) * 3),
        mark_m=(0.0, 0.0, 0.0),
    )
    _, picture = picture_of(scene)
    assert visible_share(picture.ids, FIRST) == 0.0 and shown_share(picture, FIRST) >= SEEN
    assert visible_share(picture.ids, SECOND) >= SEEN


@settings(max_examples=25)
@given(st.floats(0.02, 0.4), st.floats(0.02, 1.0), st.floats(-0.3, 0.3), st.sampled_from((0, 1)), st.floats(0.1, 3.0))
def test_a_pipe_that_sticks_out_of_a_wall_is_seen(
    radius: float, thickness: float, height: float, swapped: int, reach: float
) -> None:
    tube = pipe((-0.05, 0.0, height), reach, radius)
    wall = box((-thickness, -5.0, -5.0), (0.0, 5.0, 5.0))
    first, second = (wall, tube) if swapped else (tube, wall)
    _, picture = picture_of(Scene((first,), (second,), (), Box((-2.0,) * 3, (2.0,) * 3), (0.0, 0.0, height)))
    assert both_seen(picture)


def test_the_same_scene_gives_the_same_camera_and_the_frame_does_not_matter() -> None:
    scene, offset = beam_and_duct(), (1_186_000.0, -412_000.0, 95.0)
    camera = choose_view(scene, SIZE)
    assert camera == choose_view(scene, SIZE)
    assert scene.box is not None and scene.mark_m is not None
    far = Scene(
        *(tuple(moved(mesh, offset) for mesh in layer) for layer in scene.layers),
        box=Box(added(scene.box.min_m, offset), added(scene.box.max_m, offset)),
        mark_m=added(scene.mark_m, offset),
    )
    there = choose_view(far, SIZE)
    assert there.direction == pytest.approx(camera.direction, abs=1e-6)
    assert difference(there.position_m, offset) == pytest.approx(camera.position_m, abs=1e-3)


@pytest.mark.parametrize(
    "scene",
    [
        Scene(),
        Scene(mark_m=(5.0, 5.0, 5.0)),
        Scene(first=(box((0.0, 0.0, 0.0), (1.0, 1.0, 1.0)),)),
        Scene(context=(box((0.0, 0.0, 0.0), (9.0, 9.0, 3.0)),), box=Box((0.0,) * 3, (4.0,) * 3)),
        Scene(first=(box((0.0,) * 3, (1.0,) * 3),), second=(box((8.0,) * 3, (9.0,) * 3),)),
        Scene(
            first=(box((0.0,) * 3, (1.0,) * 3),),
            second=(box((8.0,) * 3, (9.0,) * 3),),
            box=Box((-1.0,) * 3, (2.0,) * 3),
        ),
    ],
)
def test_there_is_a_camera_for_every_scene(scene: Scene) -> None:
    camera, picture = picture_of(scene)
    assert all(abs(value) < 1e3 for value in camera.position_m)
    if scene.first or scene.context:
        assert picture.ids.any()
    plan = plan_view(scene, SIZE)
    assert plan.direction == (0.0, 0.0, -1.0) and plan.view_height_m > 0


def test_a_caption_leaves_the_clash_in_the_middle_of_what_is_above_it() -> None:
    scene = replace(beam_and_duct(), caption="Duct x beam")
    camera = choose_view(scene, SIZE)
    picture = DepthBufferRenderer(1).render(scene, camera, SIZE)
    assert both_seen(picture)


def test_a_tall_picture_shows_as_much_to_the_sides() -> None:
    wide, tall = (choose_view(beam_and_duct(), size) for size in (Size(400, 300), Size(300, 400)))
    assert wide.target_distance_m is not None and tall.target_distance_m is not None
    assert tall.target_distance_m == pytest.approx(wide.target_distance_m / 0.75)


def test_the_plan_looks_straight_down_with_north_above() -> None:
    scene = replace(beam_and_duct(), mark_m=None)
    picture = DepthBufferRenderer(1).render(scene, plan_view(scene, SIZE), SIZE)
    beam = np.argwhere(picture.ids == SECOND)
    assert np.ptp(beam[:, 0]) > 2 * np.ptp(beam[:, 1]), "the beam runs north"
    assert both_seen(picture) and visible_share(picture.ids, CONTEXT) > 0.1


def test_the_eye_looks_at_what_both_have_in_common() -> None:
    camera, _ = picture_of(beam_and_duct())
    assert camera.target_distance_m is not None
    target: Vector = added(camera.position_m, camera.direction, camera.target_distance_m)
    assert target == pytest.approx((0.0, 0.0, 0.1), abs=1e-6)
    assert atan(2.0 / camera.target_distance_m) > 0.3, "near enough"
