"""What is in a picture, and what is not."""

from __future__ import annotations

import io
from dataclasses import replace
from math import pi

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from converter.geometry.camera import as_perspective, orthogonal
from converter.geometry.mesh import Mesh
from converter.model.vectors import Box
from converter.snapshots.rendering.depth_buffer import DepthBufferRenderer
from converter.snapshots.rendering.png import png_of
from converter.snapshots.rendering.scene import (
    CONTEXT,
    FIRST,
    NOTHING,
    SECOND,
    RenderedPicture,
    Scene,
    Size,
    shown_share,
    visible_share,
)
from tests.snapshots.rendering.shapes import beam_and_duct, box, looking, moved, pipe, triangle

SMALL = Size(160, 120)
FRONT = looking((0.0, -6.0, 0.0))
LEFT = box((-1.5, -0.5, -0.5), (-0.5, 0.5, 0.5))
RIGHT = box((0.5, -0.5, -0.5), (1.5, 0.5, 0.5))
PLATE = box((-3.0, -2.1, -3.0), (3.0, -2.0, 3.0))
"""Before both."""


def render(scene: Scene, camera=FRONT, size: Size = SMALL) -> RenderedPicture:
    return DepthBufferRenderer().render(scene, camera, size)


def at(picture: RenderedPicture, x: int, y: int) -> np.ndarray:
    return picture.rgb[y, x].astype(int)


def is_reddish(colour: np.ndarray) -> bool:
    return colour[0] > colour[2] + 60


def is_bluish(colour: np.ndarray) -> bool:
    return colour[2] > colour[0] + 60


def test_both_elements_have_their_colour_and_their_id() -> None:
    picture = render(Scene(first=(LEFT,), second=(RIGHT,)))
    assert picture.ids[60, 52] == FIRST and is_reddish(at(picture, 52, 60))
    assert picture.ids[60, 108] == SECOND and is_bluish(at(picture, 108, 60))
    assert picture.ids[5, 5] == NOTHING and (at(picture, 5, 5) > 240).all()
    # A metre at 5.5 m distance, under 45 degrees on 120 rows.
    side = 120 / (2 * np.tan(pi / 8) * 5.5)
    assert np.count_nonzero(picture.ids == FIRST) == pytest.approx(side * side, rel=0.08)
    assert np.count_nonzero(picture.ids == SECOND) == pytest.approx(side * side, rel=0.1)


def test_context_before_an_element_is_a_veil_and_behind_it_is_plain() -> None:
    bare = render(Scene(first=(LEFT,), second=(RIGHT,)))
    before = render(Scene(first=(LEFT,), second=(RIGHT,), context=(PLATE,)))
    assert before.ids[60, 52] == CONTEXT and before.shown[60, 52] == FIRST
    assert is_reddish(at(before, 52, 60)) and not (at(before, 52, 60) == at(bare, 52, 60)).all()
    behind = render(Scene(first=(LEFT,), second=(RIGHT,), context=(moved(PLATE, (0.0, 5.0, 0.0)),)))
    assert behind.ids[60, 52] == FIRST and (at(behind, 52, 60) == at(bare, 52, 60)).all()
    red, green, blue = at(behind, 80, 20)
    assert behind.ids[20, 80] == CONTEXT and max(red, green, blue) - min(red, green, blue) < 10


def test_the_smaller_element_shines_through_the_larger() -> None:
    ball = box((-0.2, -0.2, -0.2), (0.2, 0.2, 0.2))
    wall = box((-2.0, -1.0, -2.0), (2.0, 1.0, 2.0))
    picture = render(Scene(first=(ball,), second=(wall,)))
    assert picture.ids[60, 80] == SECOND and picture.shown[60, 80] == FIRST | SECOND
    assert is_reddish(at(picture, 80, 60)) and is_bluish(at(picture, 40, 60))
    swapped = render(Scene(first=(wall,), second=(ball,)))
    assert is_bluish(at(swapped, 80, 60)) and is_reddish(at(swapped, 40, 60))


def test_the_larger_element_does_not_stain_the_smaller_before_it() -> None:
    small, wall = box((-0.3, -1.0, -0.3), (0.3, -0.9, 0.3)), box((-2.0, 0.0, -2.0), (2.0, 0.2, 2.0))
    alone = at(render(Scene(first=(small,))), 80, 60)
    together = at(render(Scene(first=(small,), second=(wall,))), 80, 60)
    assert is_reddish(together) and np.abs(alone - together).max() < 40


def test_in_one_plane_the_smaller_element_wins_over_the_larger_and_over_context() -> None:
    wall, plate = box((-2.0, 0.0, -2.0), (2.0, 0.2, 2.0)), box((-0.3, 0.0, -0.3), (0.3, 0.1, 0.3))
    for scene, expected in (
        (Scene(first=(plate,), second=(wall,)), FIRST),
        (Scene(first=(wall,), second=(plate,)), SECOND),
        (Scene(first=(plate,), context=(wall,)), FIRST),
    ):
        ids = render(scene).ids[55:65, 75:85]
        assert (ids == expected).all()


def test_faces_of_a_box_and_its_edges_differ() -> None:
    picture = DepthBufferRenderer().render(
        Scene(first=(box((-1.0, -1.0, -1.0), (1.0, 1.0, 1.0)),)), looking((4.0, -5.0, 3.5)), Size(400, 300)
    )
    colours, counts = np.unique(picture.rgb[picture.ids == FIRST], axis=0, return_counts=True)
    faces = colours[counts > 2_000].astype(int)
    assert len(faces) == 3
    assert min(np.abs(a - b).max() for i, a in enumerate(faces) for b in faces[i + 1 :]) >= 15
    darkest = colours[counts > 50].astype(int).sum(axis=1).min()
    assert darkest < 0.75 * faces.sum(axis=1).min(), "the edges are dark lines"


def test_a_pipe_has_no_lines_between_its_facets() -> None:
    tube = Scene(first=(pipe((-3.0, 0.0, 0.0), 6.0, 0.5, sides=24),))
    picture = DepthBufferRenderer().render(tube, looking((0.0, -4.0, 2.0)), Size(400, 300))
    column = picture.rgb[:, 200].astype(int).sum(axis=1)[picture.ids[:, 200] == FIRST]
    assert np.abs(np.diff(column[3:-3])).max() < 60


def test_the_section_box_cuts_everything() -> None:
    sheet = box((-3.0, 0.0, -3.0), (3.0, 0.1, 3.0))
    camera = orthogonal((0.0, -6.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0), 4.0)
    for layer in ("first", "second", "context"):
        scene = replace(
            Scene(box=Box((-0.5, -1.0, -0.2), (0.5, 1.0, 0.3))), **{layer: (sheet, moved(sheet, (9.0, 0, 0)))}
        )
        rows, columns = np.nonzero(render(scene, camera).ids)  # 30 pixels a metre
        assert (rows.min(), rows.max()) == (51, 65) and (columns.min(), columns.max()) == (65, 94)


def test_triangles_that_reach_behind_the_eye_are_cut() -> None:
    floor = triangle((-100.0, -100.0, -1.0), (100.0, -100.0, -1.0), (0.0, 200.0, -1.0))
    picture = render(Scene(first=(floor,)), looking((0.0, 0.0, 0.0), (0.0, 1.0, 0.0)))
    assert (picture.ids[65:] == FIRST).all() and (picture.ids[:59] == NOTHING).all()


def test_the_eye_inside_of_an_element_sees_its_inner_faces() -> None:
    room = box((-2.0, -2.0, -2.0), (2.0, 2.0, 2.0))
    picture = render(Scene(first=(room,)), looking((0.0, 0.0, 0.0), (1.0, 0.3, 0.1)))
    assert (picture.ids == FIRST).all() and len(np.unique(picture.rgb.reshape(-1, 3), axis=0)) > 1


def test_what_lies_behind_the_eye_is_not_drawn() -> None:
    for camera in (
        looking((0.0, 3.0, 0.0), (0.0, 9.0, 0.0)),
        orthogonal((0.0, 3.0, 0.0), (0.0, 1.0, 0.0), (0, 0, 1), 4.0),
    ):
        assert not render(Scene(first=(LEFT,), mark_m=(0.0, 0.0, 0.0)), camera).ids.any()


def test_a_scene_without_triangles_is_an_empty_picture() -> None:
    empty = Mesh(np.empty((0, 3)), np.empty((0, 3), dtype=np.int32))
    for scene in (Scene(), Scene(first=(empty,), second=(empty,), box=Box((0.0,) * 3, (1.0,) * 3))):
        picture = render(scene)
        assert not picture.ids.any() and not picture.shown.any() and (picture.rgb == 250).all()


def test_degenerate_and_undefined_triangles_change_nothing() -> None:
    bad = np.array(
        [[0.0] * 9, [0, 0, 0, 1, 1, 1, 2, 2, 2], [np.nan, 0, 0, 1, 0, 0, 0, 0, 1], [np.inf, 0, 0, 1, 0, 0, 0, 0, 1]]
    ).reshape(-1, 3)
    broken = Mesh(bad, np.arange(12, dtype=np.int32).reshape(-1, 3))
    expected = render(Scene(first=(LEFT,), second=(RIGHT,)))
    for limits in (None, Box((-9.0,) * 3, (9.0,) * 3)):
        picture = render(Scene(first=(LEFT, broken), second=(broken, RIGHT), context=(broken,), box=limits))
        assert (picture.rgb == expected.rgb).all() and (picture.ids == expected.ids).all()


def test_the_same_input_makes_the_same_bytes() -> None:
    scene = replace(beam_and_duct(), caption="Duct x beam")
    one, other = (png_of(render(scene, looking((4.0, -5.0, 3.0))).rgb) for _ in range(2))
    assert one == other
    with Image.open(io.BytesIO(one)) as image:
        assert image.size == (160, 120) and image.mode == "RGB" and not image.info
        assert (np.array(image) == render(scene, looking((4.0, -5.0, 3.0))).rgb).all()


@settings(max_examples=15)
@given(st.randoms(use_true_random=False))
def test_the_order_of_triangles_does_not_matter(shuffle) -> None:
    scene = beam_and_duct()

    def mixed(mesh: Mesh) -> Mesh:
        order = list(range(len(mesh.faces)))
        shuffle.shuffle(order)
        return Mesh(mesh.vertices_m, mesh.faces[order])

    other = replace(scene, first=tuple(map(mixed, scene.first)), second=tuple(map(mixed, scene.second)))
    camera = looking((4.1, -5.3, 3.7))
    assert (render(scene, camera).rgb == render(other, camera).rgb).all()


@settings(max_examples=15)
@given(st.tuples(*[st.floats(-2e6, 2e6)] * 3))
def test_a_model_far_from_the_origin_looks_the_same(offset: tuple[float, float, float]) -> None:
    scene, camera = beam_and_duct(), looking((4.1, -5.3, 3.7))
    assert scene.box is not None and scene.mark_m is not None

    def shifted(point):
        return tuple(a + b for a, b in zip(point, offset, strict=True))

    far = Scene(
        *(tuple(moved(mesh, offset) for mesh in layer) for layer in scene.layers),
        box=Box(shifted(scene.box.min_m), shifted(scene.box.max_m)),
        mark_m=shifted(scene.mark_m),
    )
    here, there = render(scene, camera), render(far, replace(camera, position_m=shifted(camera.position_m)))
    assert (here.ids == there.ids).mean() > 0.9995
    off = np.abs(here.rgb.astype(int) - there.rgb.astype(int)).max(axis=2)
    assert (off <= 1).mean() > 0.9995  # an edge may meet the very middle of a sample


def test_both_kinds_of_camera_agree_about_what_lies_at_the_target() -> None:
    flat = Scene(first=(box((-1.0, 0.0, -1.0), (1.0, 1e-6, 1.0)),))
    parallel = orthogonal((0.0, -5.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0), 4.0, None, 5.0)
    assert (render(flat, parallel).ids == render(flat, as_perspective(parallel)).ids).all()


def test_the_vertical_angle_counts_whatever_the_shape_of_the_picture() -> None:
    scene = Scene(first=(LEFT, RIGHT))
    wide, tall = render(scene, FRONT, Size(320, 120)), render(scene, replace(FRONT, aspect=3.0), Size(120, 120))
    assert (wide.ids[:, 100:220] == tall.ids).all()


def test_the_mark_is_seen_on_any_ground() -> None:
    for scene in (Scene(), Scene(first=(PLATE,)), Scene(second=(PLATE,)), Scene(context=(PLATE,))):
        ground = render(scene, size=Size(400, 300))
        marked = render(replace(scene, mark_m=(0.0, 0.0, 0.0)), size=Size(400, 300))
        changed = np.abs(marked.rgb.astype(int) - ground.rgb).max(axis=2) > 40
        ring = 0.042 * 300
        assert np.count_nonzero(changed) > 2 * pi * ring
        rows, columns = np.nonzero(changed)
        assert abs(rows.mean() - 149.5) < 1 and abs(columns.mean() - 199.5) < 1
        assert (marked.ids == ground.ids).all()


def test_a_mark_outside_of_the_picture_is_not_drawn() -> None:
    for mark in ((100.0, 0.0, 0.0), (0.0, -50.0, 0.0)):
        plain, marked = render(Scene(first=(LEFT,))), render(Scene(first=(LEFT,), mark_m=mark))
        assert (plain.ids == marked.ids).all() and (plain.rgb == marked.rgb).all()


@pytest.mark.parametrize("supersampling", [1, 2, 3])
def test_supersampling_smooths_the_picture_and_leaves_its_size(supersampling: int) -> None:
    scene = Scene(first=(triangle((-1.0, 0.0, -1.0), (1.3, 0.0, 0.2), (-0.4, 0.0, 1.1)),))
    picture = DepthBufferRenderer(supersampling).render(scene, FRONT, Size(161, 119))
    assert picture.rgb.shape == (119, 161, 3) and picture.ids.shape == (119, 161)
    shades = len(np.unique(picture.rgb.reshape(-1, 3), axis=0))
    assert shades <= 3 if supersampling == 1 else shades > 3


def test_shares_are_parts_of_all_pixels() -> None:
    picture = render(Scene(first=(LEFT,), second=(RIGHT,), context=(PLATE,)))
    assert visible_share(picture.ids, FIRST) == 0.0 and visible_share(picture.ids, CONTEXT) == 1.0
    side = 120 / (2 * np.tan(pi / 8) * 5.5)
    assert shown_share(picture, FIRST) == pytest.approx(side * side / (160 * 120), rel=0.08)


@pytest.mark.parametrize("size", [(15, 100), (100, 0), (9_000, 100)])
def test_sizes_that_make_no_sense_are_refused(size: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match="pixels"):
        Size(*size)


@pytest.mark.parametrize("supersampling", [0, 5])
def test_supersampling_that_makes_no_sense_is_refused(supersampling: int) -> None:
    with pytest.raises(ValueError, match="supersampling"):
        DepthBufferRenderer(supersampling)
