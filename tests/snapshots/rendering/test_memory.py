"""Memory stays bounded, measured in a process of its own."""

from __future__ import annotations

import sys

import pytest

from bench.timing import peak_mb

_RENDER = """
import sys
from bench.rendering import crowd
from converter.snapshots.rendering.depth_buffer import DepthBufferRenderer
from converter.snapshots.rendering.scene import FIRST, Size, shown_share
from converter.snapshots.rendering.view_choice import choose_view
scene = crowd(int(sys.argv[1]))
assert sum(len(mesh.faces) for layer in scene.layers for mesh in layer) >= int(sys.argv[1])
size = Size(int(sys.argv[2]), int(sys.argv[3]))
picture = DepthBufferRenderer().render(scene, choose_view(scene, size), size)
assert shown_share(picture, FIRST) > 0
"""


@pytest.mark.skipif(sys.platform == "win32", reason="peak memory is read from the system's own count")
@pytest.mark.parametrize(("triangles", "width", "height"), [(220_000, 800, 600), (1_000, 2400, 1800)])
def test_a_picture_of_many_triangles_or_pixels_stays_below_300_mb(triangles: int, width: int, height: int) -> None:
    assert peak_mb(_RENDER, str(triangles), str(width), str(height)) < 300
